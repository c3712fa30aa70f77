"""A text to check: held against everything stored, and not stored itself."""

import json
from dataclasses import replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import BodyLimit, CallerHere, NewsroomHere, Service
from api.desk.counting import side_to_count
from api.desk.keeping import kept_at
from api.desk.rendering import HEADERS, DeskRoute, page
from api.desk.seen import seen_in
from api.desk.verdicts import Asked, field_of, verdict_page
from api.turns import turn_for
from dedup.access.callers import Scope
from dedup.article import Article, Kept
from dedup.detection.encoding import verdict_json
from dedup.errors import InputError, InvalidArticle
from dedup.formats.files import STDIN, read_content
from dedup.formats.jsonlines import article_from_mapping, load_json
from dedup.newsroom.checks import Checked
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService
from dedup.text.document import read_document

router = APIRouter(route_class=DeskRoute)

_MOST_ITEMS = 100
"""Items of a file that are looked through for its one story: a message may bring pictures along."""

_MOST_FIELDS = 120
"""Of the form: what is shown of a text that is not kept, with as many sources left out as can be."""


@router.get("/check")
@needs(Scope.READ)
def check_form(newsroom: NewsroomHere) -> Response:
    """The form to check a text with."""
    return page("check.html", here="check", hours=newsroom.checks.hours)


@router.post("/check")
@needs(Scope.READ)
async def check(
    request: Request, service: Service, newsroom: NewsroomHere, limit: BodyLimit, caller: CallerHere
) -> Response:
    """Hold a text against everything stored; leads to where that is kept, or shows it where nothing is."""
    async with sent_form(request, caller, max_files=1, max_fields=_MOST_FIELDS, max_part_size=limit) as form:
        upload = form.get("file")
        is_file = isinstance(upload, UploadFile) and bool(upload.filename)
        content = await upload.read() if is_file and isinstance(upload, UploadFile) else None
        name = str(upload.filename) if isinstance(upload, UploadFile) else ""
        async with turn_for(request):
            return await run_in_threadpool(_checked, service, newsroom, form, name, content)


def _checked(service: DedupService, newsroom: Newsroom, form: FormData, name: str, content: bytes | None) -> Response:
    try:
        read = _read(form, name, content)
        verdict = verdict_json(service.score(read))
    except InputError as error:
        status, hours = HTTPStatus.UNPROCESSABLE_ENTITY, newsroom.checks.hours
        return page(
            "check.html", status=status, here="check", error=str(error), text=field_of(form, "text"), hours=hours
        )
    document = read_document(read)
    seen = seen_in({name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form})
    kept = kept_at(newsroom.checks, Checked(read, document.layout(), verdict))
    if kept is not None:
        return RedirectResponse(f"{kept}?{seen.query()}".removesuffix("?"), HTTPStatus.SEE_OTHER, HEADERS)
    more = {"here": "check", "again": _again(read)}
    asked = Asked(read, side_to_count(document, {}), orjson.loads(verdict), seen, more=more)
    return verdict_page(service, asked)


def _read(form: FormData, name: str, content: bytes | None) -> Article:
    """What was sent: the same article once more, a file, or a text."""
    if again := field_of(form, "again"):
        value = load_json(again.encode())
        sent = value if isinstance(value, dict) else {}
        kept = [count for count in (sent.get("kept_paragraphs"), sent.get("page_paragraphs")) if isinstance(count, int)]
        return replace(article_from_mapping(sent), kept=Kept(*kept) if len(kept) == len(Kept._fields) else None)
    if content is not None and field_of(form, "text").strip():
        message = f"You pasted a text and chose a file, {name}. Check one at a time: empty the box, or choose no file."
        raise InvalidArticle(message)
    if content is None:  # what is pasted may be a message or a page as well
        name, content = STDIN, field_of(form, "text").encode("utf-8", "replace")
    told = "what you pasted" if name == STDIN else name
    articles: list[Article] = []
    errors: list[InputError] = []
    for item in islice(read_content(name, content), _MOST_ITEMS):
        if isinstance(item.result, Article):
            articles.append(item.result)
        else:
            errors.append(item.result)
        if len(articles) > 1:
            message = f"One story is checked at a time, and {told} has several. Paste the text of the one you mean."
            raise InvalidArticle(message)
    if not articles:
        raise errors[0] if errors else InvalidArticle(f"There is no story in {told}.")
    found = articles[0]
    # A text gets the name of its file as id, which would make what is stored under that name an older version of it.
    return replace(found, id=None) if found.id and Path(name).name.startswith(found.id) else found


def _again(article: Article) -> str:
    """An article as the page holds it, so that another view of it can be asked for without storing it."""
    spans = article.paragraph_spans
    body = {"text": article.text} if spans is None else {"paragraphs": [article.text[slice(*span)] for span in spans]}
    published = article.published_at.isoformat() if article.published_at else None
    labels = {name: getattr(article, name) for name in ("id", "title", "source", "language", "evolved_from")}
    kept = {"kept_paragraphs": article.kept.paragraphs, "page_paragraphs": article.kept.of} if article.kept else {}
    return json.dumps({**labels, "published_at": published, **kept, **body}, ensure_ascii=False)
