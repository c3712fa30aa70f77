"""Look a text up, or hold two against each other; nothing is stored."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.access.declared import needs
from api.bodies import HTML, JSON, TEXT, WIRE, Accepts, Body, decoded, with_extracted_text
from api.dependencies import Counters, Service
from api.errors import Responses, documented
from api.openapi import request_body
from api.schemas import CompareRequest, ScoreRequest
from api.turns import Turn
from dedup.access.callers import Scope
from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.verdict import Verdict
from dedup.errors import InvalidArticle
from dedup.formats.plain import decode
from dedup.formats.wire import read_wire, wire_format
from dedup.wire import WireItem

router = APIRouter(prefix="/v1", tags=["score"])

_ANSWERS: Responses = {
    200: {"model": Verdict},
    **documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
}


@router.post(
    "/score",
    summary="Score a text against everything stored",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=request_body(
        "The article and where to look; or just its text, its HTML, or the wire message it came in.",
        {JSON: ScoreRequest, **dict.fromkeys((TEXT, HTML, *WIRE))},
    ),
)
@needs(Scope.READ)
def score(
    body: Annotated[Body, Depends(Accepts(JSON, TEXT, HTML, *WIRE))], _turn: Turn, service: Service, counters: Counters
) -> Response:
    """What the text is to the stored articles, paragraph by paragraph. Nothing is stored."""
    if body.media_type in WIRE or (body.media_type == JSON and wire_format(body.content)):
        if body.media_type.endswith("+json"):
            decoded(body.content)  # else what is no object would be read as a text
        article = _only_text(read_wire(body.content))
        verdict = replace(service.score(article), text=article.text)
        counters.count_verdict(verdict.relation)
        return Response(verdict_json(verdict), media_type=JSON)
    sent = _as_request(body)
    request = ScoreRequest.model_validate(sent)
    verdict = service.score(
        request.article, window_days=request.window_days, sources=request.sources, limit=request.limit
    )
    counters.count_verdict(verdict.relation)
    return Response(verdict_json(with_extracted_text(verdict, request.article, sent["article"])), media_type=JSON)


@router.post(
    "/compare",
    summary="Compare two texts",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=request_body("The text to explain and the one to hold it against.", {JSON: CompareRequest}),
)
@needs(Scope.READ)
def compare(
    body: Annotated[Body, Depends(Accepts(JSON))], _turn: Turn, service: Service, counters: Counters
) -> Response:
    """What the first text is to the second; exactly one match. The stored articles are not asked."""
    sent = decoded(body.content)
    request = CompareRequest.model_validate(sent)
    verdict = service.compare(request.query, request.match)
    counters.count_verdict(verdict.relation)
    return Response(verdict_json(with_extracted_text(verdict, request.query, sent["query"])), media_type=JSON)


def _only_text(items: list[WireItem]) -> Article:
    """The article of a message.

    Raises:
        InvalidArticle: It has none, or several.
    """
    articles = [item.article for item in items if item.article is not None]
    if len(articles) != 1:
        reasons = "; ".join(f"{item.guid}: {item.skipped or item.status}" for item in items if item.article is None)
        found = f"it has {len(articles)}" if articles else f"it has none ({reasons})"
        message = f"A message with one text is scored; {found}."
        raise InvalidArticle(message)
    return articles[0]


def _as_request(body: Body) -> dict[str, Any]:
    """A score request; a bare text is one about an article with that text."""
    if body.media_type == JSON:
        return decoded(body.content)
    return {"article": {"html" if body.media_type == HTML else "text": decode(body.content)}}
