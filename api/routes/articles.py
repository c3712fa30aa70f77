"""Stored articles: put, get, what they matched, remove.

An id may hold any character, a slash too. Percent-encode it (``tag%3Aagency%2F4711``); a slash that is part of an
id named ``…/matches`` must be encoded, or the path asks for the matches of the article before it.
"""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote_to_bytes

import orjson
from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.access.declared import needs
from api.bodies import JSON, Accepts, Body, decoded, is_html
from api.dependencies import AccessHere, CallerHere, Counters, NewsroomHere, Origin, Service
from api.errors import documented
from api.openapi import request_body
from api.paths import ARTICLES, MATCHES
from api.schemas import NAMING, ArticleBody, IngestedBody, JudgedVerdict, RemovedBody, StoredArticleBody, read_article
from api.turns import Turn
from api.words import with_words
from dedup.access.callers import Scope
from dedup.errors import InvalidArticle, UnreadableInput
from dedup.formats.jsonlines import LONGEST_LABEL

router = APIRouter(prefix="/v1/articles", tags=["articles"])

_PREFIX, _MATCHES = ARTICLES.encode(), MATCHES.encode()
_READING = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_STORING = documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


Documented = Annotated[
    str,
    Path(
        description="Percent-encoded; may hold slashes.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_LABEL, "pattern": NAMING},
    ),
]


def _raw_id(request: Request) -> bytes:
    """The id as it stands in the path; the server's own decoding hides which slashes were encoded."""
    raw: bytes = request.scope["raw_path"]
    return raw.partition(_PREFIX)[2]


def _decoded_id(raw: bytes) -> str:
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        message = "The id in the path must be percent-encoded UTF-8."
        raise UnreadableInput(message) from error


async def id_in_path(
    request: Request,
    article_id: Documented,  # noqa: ARG001 - documents it
) -> str:
    """The id a path names.

    Raises:
        UnreadableInput: It is not UTF-8.
        HTTPException: 404; there is none.
    """
    raw = _raw_id(request)
    if not raw:
        raise HTTPException(HTTPStatus.NOT_FOUND, "The path names no article.")
    return _decoded_id(raw)


async def id_before_matches(
    request: Request,
    article_id: Documented,  # noqa: ARG001 - documents it
) -> str:
    """The id that a path names before ``/matches``.

    Raises:
        UnreadableInput: It is not UTF-8.
    """
    return _decoded_id(_raw_id(request).removesuffix(_MATCHES))


ArticleId = Annotated[str, Depends(id_in_path)]
MatchedId = Annotated[str, Depends(id_before_matches)]


@router.put(
    "/{article_id:article}",
    summary="Store a version and score it",
    response_class=Response,
    responses={
        200: {"model": IngestedBody, "description": "It was stored already; nothing changed"},
        201: {"model": IngestedBody, "description": "Stored"},
        **_STORING,
    },
    openapi_extra=request_body("The article; an id in it must be the one in the path.", {JSON: ArticleBody}),
)
@needs(Scope.WRITE)
def put(
    article_id: ArticleId,
    body: Annotated[Body, Depends(Accepts(JSON))],
    _turn: Turn,
    service: Service,
    counters: Counters,
) -> Response:
    """Score an article and store it. Repeating it with the same version and content changes nothing.

    Without a version, changed content under a known id becomes the next version.
    """
    sent = decoded(body.content)
    if sent.get("id") is None:
        sent["id"] = article_id
    article = read_article(sent)
    if article.id != article_id:
        message = f"The body has the id {article.id!r}, the path {article_id!r}. Send one of them or the same twice."
        raise InvalidArticle(message)
    ingested = service.ingest(article)
    verdict = orjson.loads(ingested.verdict)
    if is_html(sent):
        verdict["text"] = article.text
    created = ingested.status == "created"
    if created:
        counters.count_verdict(verdict["relation"])
    answer = {"id": ingested.id, "version": ingested.version, "status": ingested.status, "verdict": verdict}
    return Response(orjson.dumps(answer), HTTPStatus.CREATED if created else HTTPStatus.OK, media_type=JSON)


@router.get(
    "/{article_id:name}/matches",
    summary="What it matched when it came in",
    response_class=Response,
    responses={200: {"model": JudgedVerdict}, **_READING},
)
@needs(Scope.READ)
def matches(article_id: MatchedId, service: Service, newsroom: NewsroomHere) -> Response:
    """The verdict that the newest version of a stored article got when it was stored, and what editors said of it."""
    stored, verdict = service.judged(article_id)
    standing = newsroom.feedback.standing(str(stored.article.id), str(stored.article.version))
    return Response(orjson.dumps(with_words(orjson.loads(verdict), standing)), media_type=JSON)


@router.get(
    "/{article_id:article}",
    summary="Read a stored article",
    response_class=Response,
    responses={200: {"model": StoredArticleBody}, **_READING},
)
@needs(Scope.READ)
def read(article_id: ArticleId, service: Service) -> Response:
    """The newest stored version of an article."""
    stored = service.article(article_id)
    article = stored.article
    answer = StoredArticleBody(
        id=str(stored.article.id),
        version=article.version or "",
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        language=article.language,
        evolved_from=article.evolved_from,
        story=stored.story,
        stored_at=stored.stored_at,
        text=article.text,
    )
    return Response(answer.model_dump_json(), media_type=JSON)


@router.delete("/{article_id:article}", summary="Remove an article", responses=_READING)
@needs(Scope.WRITE)
def remove(
    article_id: ArticleId, service: Service, access: AccessHere, caller: CallerHere, origin: Origin
) -> RemovedBody:
    """Remove all versions of an article from the store and both indexes, at once."""

    def written() -> None:
        access.audit.write(caller, "article.delete", article_id, origin)

    return RemovedBody(id=article_id, versions=service.remove(article_id, within=written))
