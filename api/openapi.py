"""The OpenAPI description: request bodies that routes read themselves, and examples that a test runs."""

from __future__ import annotations

import json
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypedDict

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.access.declared import rules_of
from api.errors import documented
from api.schemas import ArticleBody, BulkResult, CompareRequest, Problem, ScoreRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fastapi import FastAPI
    from pydantic import BaseModel

KEY = "key"
"""Name of the security scheme."""

_REFERENCE = "#/components/schemas/{model}"
_READ_BY_ROUTES = (ArticleBody, ScoreRequest, CompareRequest)
_ANSWERED_BY_ROUTES = (BulkResult, Problem)

DESCRIPTION = """\
Has the wire brought this story before; is it a stored one reworked; which paragraphs; what was changed?

Offsets in answers count Unicode code points and point into the text as it was sent. Errors are RFC 9457 problem
documents (`application/problem+json`)."""


class Example(TypedDict):
    """A request and the answer it gets once the sample wire is stored; one file in ``api/examples``."""

    operation: str
    summary: str
    path: str
    content_type: str | None
    request: Any
    status: int
    response: Any


def examples() -> Iterator[tuple[str, Example]]:
    """All examples, by name."""
    for file in sorted(files("api").joinpath("examples").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            yield file.name.removesuffix(".json"), json.loads(file.read_text(encoding="utf-8"))


def request_body(description: str, content: Mapping[str, type[BaseModel] | None]) -> dict[str, Any]:
    """What OpenAPI says of a body that a route reads itself.

    Args:
        description: For people.
        content: The model of each media type; None for text.

    Returns:
        FastAPI's ``openapi_extra``.
    """
    return {
        "requestBody": {
            "description": description,
            "required": True,
            "content": {
                media_type: {"schema": {"type": "string"} if model is None else _reference(model)}
                for media_type, model in content.items()
            },
        }
    }


def install_openapi(app: FastAPI) -> None:
    """Give an application its description; built when it is first asked for."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = description  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _described(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=app.openapi_tags
    )
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for models, mode in ((_READ_BY_ROUTES, "validation"), (_ANSWERED_BY_ROUTES, "serialization")):
        _, found = models_json_schema([(model, mode) for model in models], ref_template=_REFERENCE)  # type: ignore[misc]
        for name, schema in found["$defs"].items():
            schemas.setdefault(name, schema)
    _drop_generated_errors(described)
    _say_who_may(described, app)
    for name, example in examples():
        _show(described, name, example)
    return described


def _drop_generated_errors(described: dict[str, Any]) -> None:
    """Take out FastAPI's own form of a validation error; ours are problem documents."""
    for path in described["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        described["components"]["schemas"].pop(name, None)


def _say_who_may(described: dict[str, Any], app: FastAPI) -> None:
    """Say what each operation asks of its caller, and what it answers to who has it not."""
    described["components"]["securitySchemes"] = {
        KEY: {"type": "http", "scheme": "bearer", "description": "An API key, once anything is locked."}
    }
    for rule in rules_of(app.routes):
        for method in rule.route.methods or ():
            operation = described["paths"].get(rule.route.path_format, {}).get(method.lower())
            if operation is None or rule.access is None:
                continue
            if rule.access.kind == "everybody":
                operation["security"] = []
                continue
            scopes = sorted(rule.access.scopes)
            operation["security"] = [{KEY: [scope]} for scope in scopes] + [{}] * (rule.access.kind == "proof")
            refusals = documented(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
            operation["responses"] = {str(status): answer for status, answer in refusals.items()} | operation[
                "responses"
            ]


def _show(described: dict[str, Any], name: str, example: Example) -> None:
    """Put an example's two halves where the operation describes them."""
    method, path = example["operation"].split(" ", 1)
    operation = described["paths"][path][method.lower()]
    if example["content_type"] is not None and example["status"] < HTTPStatus.BAD_REQUEST:  # else it shows an answer
        sent = operation["requestBody"]["content"][example["content_type"]]
        sent.setdefault("examples", {})[name] = {"summary": example["summary"], "value": example["request"]}
    answered = operation["responses"][str(example["status"])]["content"]
    for content in answered.values():
        content.setdefault("examples", {})[name] = {"summary": example["summary"], "value": example["response"]}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
