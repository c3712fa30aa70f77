"""The pages: what came in, why it is what it is, a text to check, a story's time line."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, unquote_to_bytes, urlencode

import orjson
from anyio import sleep
from fastapi import APIRouter, Depends, Query
from jinja2 import Environment, PackageLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from api.dependencies import NewsroomHere, Service
from api.desk.views import RELATIONS, Comparison, compared, composed, share
from dedup.detection.encoding import verdict_json
from dedup.errors import ArticleNotFound, InputError, InvalidArticle
from dedup.formats.plain import article_from_text
from dedup.formats.wire import read_wire, wire_format
from dedup.newsroom.credit import check_credit
from dedup.newsroom.feedback import Feedback
from dedup.newsroom.rules import DEFAULT_RELATIONS
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService
from dedup.text.document import restore_document

router = APIRouter(prefix="/desk", include_in_schema=False)

PAGE = 50
POLL_SECONDS = 2.0
HEARTBEATS = 8
WINDOWS = (("", "all"), ("1", "last hour"), ("24", "last day"), ("168", "last week"))
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STATIC = Path(__file__).parent / "static"
_TEMPLATES = Environment(loader=PackageLoader("api.desk"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _link(article_id: str, kind: str = "articles") -> str:
    return f"/desk/{kind}/{quote(article_id, safe='')}"


_TEMPLATES.globals.update(relations=RELATIONS, share=share, link=_link)


async def _named(request: Request, _id: str) -> str:
    """The id in the path as it was sent; the server's own decoding hides which slashes were encoded."""
    raw: bytes = request.scope["raw_path"]
    return unquote_to_bytes(raw.partition(b"?")[0].split(b"/", 3)[3]).decode("utf-8", "replace")


Named = Annotated[str, Depends(_named)]


def _page(
    name: str, values: Mapping[str, object] | None = None, status: int = HTTPStatus.OK, **more: object
) -> Response:
    html = _TEMPLATES.get_template(name).render({**(values or {}), **more}).encode("utf-8", "replace")
    return Response(html, status, HEADERS, "text/html; charset=utf-8")


@router.get("")
def incoming(  # noqa: PLR0913, PLR0917 - each narrows the list
    newsroom: NewsroomHere,
    words: Annotated[str, Query(max_length=200)] = "",
    relation: Annotated[str, Query(max_length=20)] = "",
    source: Annotated[str, Query(max_length=512)] = "",
    hours: Annotated[str, Query(pattern=r"^\d{0,4}$")] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """What came in, the newest first."""
    relations = tuple(sorted(DEFAULT_RELATIONS)) if relation == "derived" else (relation,) if relation else ()
    since = datetime.now(UTC) - timedelta(hours=int(hours)) if hours else None
    rows = newsroom.listing.page(
        relations=relations, source=source or None, since=since, words=words.strip() or None, before=before, limit=PAGE
    )
    chosen = {"words": words, "relation": relation, "source": source, "hours": hours}
    kept = {name: value for name, value in chosen.items() if value}

    def page(**more: object) -> str:
        return f"/desk?{urlencode(kept | more)}"

    return _page(
        "incoming.html",
        chosen,
        here="incoming",
        rows=rows,
        sources=newsroom.listing.sources(),
        windows=WINDOWS,
        newest=newsroom.listing.newest(),
        next=page(before=rows[-1].key) if len(rows) == PAGE else None,
        first=page() if before else None,
        filtered=bool(kept) or before is not None,
    )


@router.get("/events")
async def events(request: Request, newsroom: NewsroomHere, after: Annotated[int, Query(ge=0)] = 0) -> Response:
    """Server-sent events: how many stories came in since."""

    async def told() -> AsyncIterator[bytes]:
        said, quiet = after, 0
        yield b"retry: 3000\n\n"
        while not await request.is_disconnected():
            newest = await run_in_threadpool(newsroom.listing.newest)
            if newest > said:
                yield b"event: new\ndata: %d\n\n" % (newest - after)
                said, quiet = newest, 0
            elif (quiet := quiet + 1) % HEARTBEATS == 0:
                yield b": still here\n\n"
            await sleep(POLL_SECONDS)

    return StreamingResponse(told(), headers=HEADERS, media_type="text/event-stream")


@router.get("/check")
def check_form() -> Response:
    """The form to check a text with."""
    return _page("check.html", here="check")


@router.post("/check")
async def check(request: Request, service: Service) -> Response:
    """Hold a text against everything stored; nothing of it is kept."""
    if not _from_here(request):
        return _page(
            "problem.html", status=HTTPStatus.FORBIDDEN, title="Not from here", detail="Check texts on this page."
        )
    async with request.form(max_files=1, max_fields=2) as form:
        upload, text = form.get("file"), str(form.get("text") or "")
        content = b"" if upload is None or isinstance(upload, str) else await upload.read()
    return await run_in_threadpool(_checked, service, content or text.encode("utf-8", "replace"), text)


def _from_here(request: Request) -> bool:
    """Whether a form was sent from these pages; browsers say so themselves."""
    return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _checked(service: DedupService, content: bytes, text: str) -> Response:
    try:
        if wire_format(content) is None:
            article = article_from_text(content)
        else:
            found = [item.article for item in read_wire(content) if item.article is not None]
            if len(found) != 1:
                message = f"One story is checked at a time; this file has {len(found)}."
                raise InvalidArticle(message)
            article = found[0]
        verdict = service.score(article)
    except InputError as error:
        return _page("check.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, here="check", error=str(error), text=text)
    told = orjson.loads(verdict_json(verdict))
    return _verdict(service, article.text, told, 1, "match", {"title": article.title or "The text you checked"})


@router.get("/articles/{_id:path}")  # noqa: FAST003 - the dependency takes it
def article(
    service: Service,
    newsroom: NewsroomHere,
    named: Named,
    match: Annotated[int, Query(ge=1, le=100)] = 1,
    view: Annotated[str, Query(max_length=20)] = "match",
) -> Response:
    """An article beside what it was made from."""
    try:
        stored = service.article(named)
    except ArticleNotFound as error:
        return _page("problem.html", status=HTTPStatus.NOT_FOUND, title="Not stored", detail=str(error))
    told = orjson.loads(service.matches(str(stored.article.id)))
    one = stored.article
    shown: dict[str, object] = {
        "title": one.title or one.id,
        "source": one.source,
        "published": one.published_at,
        "id": one.id,
        "story": stored.story,
    }
    if told["matches"]:
        chosen = told["matches"][min(match, len(told["matches"])) - 1]["article"]["id"]
        shown["said"] = newsroom.feedback.of(str(one.id), str(chosen))
    return _verdict(service, one.text, told, match, view, shown)


@router.post("/feedback")
async def feedback(request: Request, service: Service, newsroom: NewsroomHere) -> Response:
    """Keep what an editor says of a pair, beside what the machine had said."""
    if not _from_here(request):
        return _page("problem.html", status=HTTPStatus.FORBIDDEN, title="Not from here", detail="Answer on the desk.")
    async with request.form(max_files=0, max_fields=4) as form:
        said = {name: str(form.get(name) or "") for name in ("query", "match", "relation")}
    return await run_in_threadpool(_said, service, newsroom, said)


def _said(service: DedupService, newsroom: Newsroom, said: Mapping[str, str]) -> Response:
    try:
        stored = service.article(said["query"])
        told = orjson.loads(service.matches(said["query"]))
    except ArticleNotFound as error:
        return _page("problem.html", status=HTTPStatus.NOT_FOUND, title="Not stored", detail=str(error))
    places = {str(match["article"]["id"]): number for number, match in enumerate(told["matches"], start=1)}
    if said["match"] not in places or said["relation"] not in RELATIONS:
        detail = "Choose one of its matches, and what it is to it."
        return _page("problem.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, title="Not kept", detail=detail)
    number = places[said["match"]]
    match = told["matches"][number - 1]
    machine = {name: match[name] for name in ("relation", "derivation", "reason", "evidence")}
    newsroom.feedback.add(
        Feedback(
            said["query"],
            str(stored.article.version),
            said["match"],
            str(match["article"]["version"]),
            said["relation"],
            datetime.now(UTC),
            machine | {"model": told["searched"]["config"]},
        )
    )
    return RedirectResponse(f"{_link(said['query'])}?match={number}#said", HTTPStatus.SEE_OTHER, HEADERS)


@router.get("/stories/{_id:path}")  # noqa: FAST003 - see above
def story(newsroom: NewsroomHere, named: Named) -> Response:
    """A story's versions and what was made from them, one lane a source."""
    rows = sorted(newsroom.listing.story(named), key=lambda row: row.published_at or row.stored_at)
    lanes = list(dict.fromkeys(row.source or "unknown" for row in rows))
    return _page("story.html", story=named, rows=rows, lanes=lanes)


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Style and script."""
    if name not in {"desk.css", "desk.js"}:
        return _page("problem.html", status=HTTPStatus.NOT_FOUND, title="Not here", detail="There is no such file.")
    return FileResponse(_STATIC / name, headers=HEADERS | {"Cache-Control": "max-age=300"})


def _verdict(  # noqa: PLR0913, PLR0917 - what a page of a verdict needs
    service: DedupService, text: str, told: Mapping[str, Any], number: int, view: str, shown: Mapping[str, Any]
) -> Response:
    """The page of one verdict."""
    number = min(number, max(len(told["matches"]), 1))
    match = told["matches"][number - 1] if told["matches"] else None
    shown_composite, sources = composed(text, told)
    pair = None if match is None or view == "composite" else _pair(service, text, match)
    published = match["article"]["published_at"] if match else None
    taken = match is not None and match["relation"] in DEFAULT_RELATIONS and match["article"]["source"]
    credit = check_credit(text, (), match["article"]["source"]).told if match is not None and taken else None
    return _page(
        "article.html",
        shown,
        verdict=told,
        match=match,
        match_published=datetime.fromisoformat(published) if published else None,
        chosen=number,
        view="composite" if view == "composite" else "match",
        composite=shown_composite,
        composite_sources=sources,
        pair=pair,
        credit=credit,
    )


def _pair(service: DedupService, text: str, match: Mapping[str, Any]) -> Comparison:
    """Both sides; the other one is empty where it is no longer stored, or stored in another version."""
    reference = match["article"]
    versions = service.store.versions(reference["id"]) if reference["id"] else []
    stored = next((one for one in versions if one.article.version == reference["version"]), None)
    if stored is None:
        return compared(text, match, "", ())
    document = restore_document(stored.article.text, stored.layout)
    places = [document.canonical.to_original(paragraph.span) for paragraph in document.paragraphs]
    return compared(text, match, stored.article.text, [(place.start, place.end) for place in places])
