"""Why a stored story is what it is, and what editors say of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import AccessHere, CallerHere, NewsroomHere, Origin, Service
from api.desk.rendering import HEADERS, DeskRoute, link, named, problem_page
from api.desk.verdicts import Asked, field_of, verdict_page
from api.desk.views import RELATIONS
from dedup.access.callers import Scope
from dedup.errors import ArticleNotFound
from dedup.newsroom.feedback import Feedback
from dedup.ports import StoredArticle
from dedup.service import DedupService

router = APIRouter(route_class=DeskRoute)


@router.get("/articles/{_id:path}")
@needs(Scope.READ)
def article(  # noqa: PLR0913, PLR0917 - each part of the address
    service: Service,
    newsroom: NewsroomHere,
    name: Annotated[str, Depends(named)],
    version: Annotated[str, Query(max_length=512)] = "",
    match: Annotated[int, Query(ge=1, le=100)] = 1,
    view: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """An article beside what it was made from."""
    stored, told = _stored(service, name, version)
    reference = _match(told, match)
    said = newsroom.feedback.of(name, str(reference["id"])) if reference else []
    own = (str(stored.article.version), reference["version"] if reference else "")
    return verdict_page(
        service,
        Asked(
            stored.article,
            told,
            view,
            match,
            {
                "stored": stored,
                "said": [one for one in said if (one.query_version, one.match_version) == own],
                "base": f"{link(name)}?{urlencode({'version': version})}&" if version else f"{link(name)}?",
            },
        ),
    )


def _stored(service: DedupService, name: str, version: str) -> tuple[StoredArticle, Mapping[str, Any]]:
    """A version of an article, by default the newest, and the verdict it got when it came in."""
    versions = [one for one in service.store.versions(name) if version in {"", one.article.version}]
    told = orjson.loads(service.store.verdict(versions[-1].key) or b"null") if versions else None
    if told is None:
        which = f"{name} in version {version}" if version else name
        message = f"{which} is not stored. It may have been removed, or killed by its sender."
        raise ArticleNotFound(message)
    return versions[-1], told


def _match(told: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    matches = told["matches"]
    reference: Mapping[str, Any] | None = matches[min(number, len(matches)) - 1]["article"] if matches else None
    return reference


@router.post("/feedback")
@needs(Scope.WRITE)
async def feedback(  # noqa: PLR0913, PLR0917 - what it is said of, who says it, and where that is kept
    request: Request,
    service: Service,
    newsroom: NewsroomHere,
    access: AccessHere,
    caller: CallerHere,
    origin: Origin,
) -> Response:
    """Keep what an editor says of a pair, beside what the machine had said."""

    def keep(said: Feedback) -> None:
        said = replace(said, by=caller.name or None)
        pair = f"{said.query_id} version {said.query_version}, {said.match_id}: {said.relation}"
        with service.transaction():
            newsroom.feedback.add(said)
            access.audit.write(caller, "feedback", pair, origin)

    async with sent_form(request, caller, max_files=0, max_fields=6) as form:
        return await run_in_threadpool(_said, service, keep, form)


def _said(service: DedupService, keep: Callable[[Feedback], None], form: FormData) -> Response:
    name, relation = field_of(form, "query"), field_of(form, "relation")
    stored, told = _stored(service, name, field_of(form, "version"))
    pair = (field_of(form, "match"), field_of(form, "match_version"))
    numbers = [
        number
        for number, match in enumerate(told["matches"], start=1)
        if match["article"]["id"] == pair[0] and pair[1] in {"", match["article"]["version"]}
    ]
    if not numbers or relation not in RELATIONS:
        detail = "Go back, and choose one of its matches and what it is to it; nothing was kept."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "Not kept", detail)
    match = told["matches"][numbers[0] - 1]
    machine = {key: match[key] for key in ("relation", "derivation", "reason", "evidence")}
    keep(
        Feedback(
            name,
            str(stored.article.version),
            pair[0],
            str(match["article"]["version"]),
            relation,
            datetime.now(UTC),
            machine | {"model": told["searched"]["config"]},
        )
    )
    address = f"{link(name)}?{urlencode({'version': stored.article.version, 'match': numbers[0]})}#said"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, HEADERS)
