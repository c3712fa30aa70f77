"""What an OpenAPI document can not say of ours: lines of JSON, one of three parameters, formats of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import schemathesis

from api.bodies import HTML, NDJSON, TEXT, WIRE
from api.schemas import read_article
from dedup.errors import EmptyText, InputError
from dedup.text.document import has_words, read_document

if TYPE_CHECKING:
    from schemathesis import Case, HookContext, Response

SENDER = "text"
"""Of the senders file that the API is fuzzed with."""

TEXTS = frozenset({*NDJSON, *WIRE, TEXT, HTML})
"""Media types of bodies that are described as strings."""

_WAYS = ("q", "like", "meaning")


@schemathesis.serializer(*NDJSON)
def lines(_context: object, value: Any) -> bytes:  # noqa: ANN401 - whatever was generated
    """A body of lines is generated as a string."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.deserializer(NDJSON[0])
def results(_context: object, response: Response) -> Any:  # noqa: ANN401 - JSON
    """The first result stands for all, since the document describes one; no line has none, which is as good."""
    return orjson.loads(response.content.partition(b"\n")[0] or b'{"line": 1}')


@schemathesis.hook
def map_path_parameters(_context: HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """The sender that there is: any other is refused before a message is looked at."""
    known = path_parameters is not None and "sender" in path_parameters
    return {**(path_parameters or {}), "sender": SENDER} if known else path_parameters


@schemathesis.hook
def filter_case(_context: HookContext, case: Case[Any]) -> bool:
    """Leave out what is good or bad by the document, which can not say what makes it so."""
    if case.media_type in TEXTS and not isinstance(case.body, (str, bytes)):
        return False  # whatever is sent there is a text
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return True
    if case.path == "/v1/search":
        asked = [case.query[name] for name in _WAYS if case.query.get(name) is not None]
        return len(asked) == 1 and _has_words({"text": asked[0]})
    if case.path == "/v1/mutes" and case.method == "POST":
        return isinstance(case.body, dict) and case.body.get("until") is None  # a schema knows no time that is over
    if case.path == "/v1/score" and case.media_type in TEXTS:
        return case.media_type not in WIRE and _has_words({"html" if case.media_type == HTML else "text": case.body})
    named = case.body.get("id") if case.method == "PUT" and isinstance(case.body, dict) else None
    return named in {None, case.path_parameters.get("article_id")} and all(map(_has_words, _articles(case.body)))


def _articles(body: object) -> list[dict[str, Any]]:
    """The articles of a request."""
    if not isinstance(body, dict):
        return []
    return [body[name] for name in ("article", "query", "match") if isinstance(body.get(name), dict)] or [body]


def _has_words(article: dict[str, Any]) -> bool:
    """Whether there is anything to score; what is wrong with an article otherwise is not for us to hide."""
    try:
        return has_words(read_document(read_article(article)))
    except EmptyText:
        return False
    except InputError:
        return True
