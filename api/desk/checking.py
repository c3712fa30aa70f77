"""Texts to check: held against everything stored, and not stored themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import BodyLimit, CallerHere, NewsroomHere, Service
from api.desk.counting import side_to_count
from api.desk.keeping import kept_at
from api.desk.rendering import HEADERS, DeskRoute, page
from api.desk.seen import seen_in
from api.desk.sent import MOST, Part, parts_of, stories_of
from api.desk.verdicts import Asked, field_of, leads_of, verdict_page
from api.turns import turn_for
from dedup.access.callers import Caller, Scope
from dedup.article import Article, Kept
from dedup.detection.encoding import verdict_json
from dedup.errors import AccessRefused, InputError, InvalidArticle
from dedup.formats.jsonlines import article_from_mapping, load_json
from dedup.newsroom.checks import Checked
from dedup.newsroom.listing import Listed, Listing, lead_of
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService
from dedup.storage.listed import verdict_values
from dedup.text.document import read_document

router = APIRouter(route_class=DeskRoute)

_MOST_FIELDS = 120
"""Of the form: so many texts, or what is shown of one that is not kept, with as many sources left out as can be."""

_MOST_FILES = 1000
"""Of the form: more than are checked, so that those who send too many are told how many those are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one story, or of all of one file that could not be checked for one reason.

    Attributes:
        name: What it is called where it was sent.
        problem: Why it could not be checked.
        count: How many that is said of.
        article: It.
        verdict: On it, as the API answers it; empty where there is none.
        row: The same as a list shows it.
        again: The article as the page holds it.
        searched: What it was held against, and what had to be left out.
    """

    name: str
    problem: str = ""
    count: int = 1
    article: Article | None = None
    verdict: bytes = b""
    row: Listed | None = None
    again: str = ""
    searched: Mapping[str, Any] = field(default_factory=dict)


@router.get("/check")
@needs(Scope.READ)
def check_form(newsroom: NewsroomHere, limit: BodyLimit) -> Response:
    """The form to check texts with."""
    return _found_again(_form(_Typed(limit, newsroom.checks.hours)))


@router.post("/check")
@needs(Scope.READ)
async def check(
    request: Request, service: Service, newsroom: NewsroomHere, limit: BodyLimit, caller: CallerHere
) -> Response:
    """Hold texts, files or pages against everything stored; one leads to where it is kept, if checks are kept."""
    return _found_again(await _check(request, service, newsroom, limit, caller))


def _found_again(answer: Response) -> Response:
    """A page that the browser's ways back and forward lead to: without a copy it would have to send a text anew."""
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


async def _check(request: Request, service: DedupService, newsroom: Newsroom, limit: int, caller: Caller) -> Response:
    private: bool = request.app.state.settings.allow_private_destinations
    typed = _Typed(limit, newsroom.checks.hours)
    try:
        async with sent_form(
            request, caller, max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=limit
        ) as form:
            texts = [one for one in form.getlist("text") if isinstance(one, str)] or [""]
            typed = _Typed(limit, newsroom.checks.hours, texts, field_of(form, "address"))
            if field_of(form, "more"):
                return _form(typed, more=1)
            again = _again(form)
            parts = [] if again else await parts_of(form, limit=limit, private=private)
            async with turn_for(request):
                if again:
                    return await run_in_threadpool(_shown, service, newsroom, form, again)
                return await run_in_threadpool(_answered, service, newsroom, form, parts, typed)
    except InputError as error:
        if isinstance(error, AccessRefused):
            raise
        return _form(typed, str(error))
    except HTTPException as error:  # more files than are taken, or more texts than there are cores
        answer = _form(typed, str(error.detail), HTTPStatus(error.status_code))
        answer.headers.update(error.headers or {})
        return answer


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed into the form, to be given back."""

    limit: int
    hours: int
    texts: Sequence[str] = ("",)
    addresses: str = ""


def _form(
    typed: _Typed, error: str = "", status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, *, more: int = 0
) -> Response:
    """The form, with what was typed into it."""
    values = {
        "texts": [*typed.texts, *[""] * more][:MOST],
        "addresses": typed.addresses,
        "error": error,
        "limit": typed.limit,
        "hours": typed.hours,
        "most": MOST,
    }
    return page("check.html", values, status if error else HTTPStatus.OK, here="check")


def _answered(service: DedupService, newsroom: Newsroom, form: FormData, parts: list[Part], typed: _Typed) -> Response:
    """The page of the one story that was sent, or a list."""
    outcomes = _outcomes(service, parts)
    single = _single(outcomes) if len(parts) == 1 else None
    if single is None:
        return _several(typed, parts, _called(newsroom.listing, outcomes))
    return _form(typed, single.problem) if single.problem else _shown(service, newsroom, form, single)


def _several(typed: _Typed, parts: list[Part], outcomes: list[Outcome]) -> Response:
    """One line a story, and below it the form with what could not be checked."""
    bad = {one.name for one in outcomes if one.problem}
    values = {
        "outcomes": outcomes,
        "sent": sum(one.count for one in outcomes),
        "good": sum(bool(one.verdict) for one in outcomes),
        "texts": [part.pasted for part in parts if part.pasted and part.name in bad] or [""],
        "addresses": "\n".join(part.address for part in parts if part.address and part.name in bad),
        "limit": typed.limit,
        "hours": typed.hours,
        "most": MOST,
    }
    return page("checked.html", values, here="check")


def _single(outcomes: list[Outcome]) -> Outcome | None:
    """What one thing that was sent is about, if that is one story; pictures beside it are no matter."""
    good = [one for one in outcomes if one.verdict]
    if len(good) == 1:
        return good[0]
    return outcomes[0] if len(outcomes) == 1 else None


def _outcomes(service: DedupService, parts: list[Part]) -> list[Outcome]:
    """What becomes of each story; the first bad one stops none after it."""
    found: list[Outcome] = []
    for part in parts:
        alike: dict[tuple[str, str], list[int]] = {}  # where what could not be checked stands, by the reason
        for item in stories_of(part):
            if sum(bool(one.verdict) for one in found) == MOST:
                problem = f"At most {MOST} stories are checked at once; send what comes after them by itself."
                return [*_said_once(part, found, alike), Outcome(part.name, problem)]
            name = part.name if item.number is None else f"{part.name}, story {item.number}"
            try:
                found.append(_checked(service, name, item.result))
            except InputError as error:
                alike.setdefault((item.left_out, "" if item.left_out else str(error)), []).append(len(found))
                found.append(Outcome(name, str(error)))
        found = _said_once(part, found, alike)
    return found


def _said_once(part: Part, outcomes: list[Outcome], alike: Mapping[tuple[str, str], list[int]]) -> list[Outcome]:
    """The same, with what could not be checked for one reason as one: a message may bring fifty such things along."""
    said, again = dict[int, Outcome](), set[int]()
    for (left_out, problem), (first, *others) in alike.items():
        if others:
            count = len(others) + 1
            each = f"{count} items of {part.name} were left out, each because {left_out}." if left_out else ""
            said[first] = Outcome(part.name, each or f"{count} stories of {part.name}: {problem}", count)
            again.update(others)
    return [said.get(place, one) for place, one in enumerate(outcomes) if place not in again]


def _called(listing: Listing, outcomes: list[Outcome]) -> list[Outcome]:
    """The same with the first lines of closest stories that have no headline."""
    rows = [one.row for one in outcomes if one.row and not one.row.best_title]
    leads = listing.leads({(row.best_id, row.best_version) for row in rows if row.best_id and row.best_version})

    def called(row: Listed) -> Listed:
        return replace(row, best_lead=leads.get((row.best_id or "", row.best_version or "")))

    return [replace(one, row=called(one.row)) if one.row in rows else one for one in outcomes]


def _checked(service: DedupService, name: str, result: Article | InputError) -> Outcome:
    if isinstance(result, InputError):
        raise result
    verdict = verdict_json(service.score(result))
    told = orjson.loads(verdict)
    values = verdict_values(told, result.text, result.credits)
    row = Listed(
        key=0,
        id=result.id or "",
        version=result.version or "",
        title=result.title,
        source=result.source,
        story="",
        published_at=result.published_at,
        stored_at=datetime.now(UTC),
        relation=values["machine"],
        needs_review=values["doubted"],
        lead=None if result.title else lead_of(result.text),
        **{key: value for key, value in values.items() if key != "doubted"},
    )
    return Outcome(name, article=result, verdict=verdict, row=row, again=_kept(result), searched=told["searched"])


def _shown(service: DedupService, newsroom: Newsroom, form: FormData, outcome: Outcome) -> Response:
    """The way to the page of one story, or that page where nothing is kept."""
    article = outcome.article
    if article is None:
        raise LookupError(outcome.name)
    document = read_document(article)
    verdict = outcome.verdict or verdict_json(service.score(article))
    seen = seen_in({name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form})
    kept = kept_at(newsroom.checks, Checked(article, document.layout(), verdict))
    if kept is not None:
        return RedirectResponse(f"{kept}?{seen.query()}".removesuffix("?"), HTTPStatus.SEE_OTHER, HEADERS)
    told = orjson.loads(verdict)
    leads, more = leads_of(newsroom.listing, told), {"here": "check", "again": outcome.again}
    return verdict_page(service, Asked(article, side_to_count(document, {}), told, seen, leads=leads, more=more))


def _again(form: FormData) -> Outcome | None:
    """The article that a page sends once more, for another view of it.

    Raises:
        InvalidArticle: It is not what a page would send.
    """
    again = field_of(form, "again")
    if not again:
        return None
    value = load_json(again.encode("utf-8", "replace"))
    if not isinstance(value, dict):
        message = "This page can not be shown once more. Check the text anew."
        raise InvalidArticle(message)
    kept = [count for count in (value.get("kept_paragraphs"), value.get("page_paragraphs")) if isinstance(count, int)]
    article = replace(article_from_mapping(value), kept=Kept(*kept) if len(kept) == len(Kept._fields) else None)
    return Outcome("", article=article, again=again)


def _kept(article: Article) -> str:
    """An article as the page holds it, so that another view of it can be asked for without storing it."""
    spans = article.paragraph_spans
    body = {"text": article.text} if spans is None else {"paragraphs": [article.text[slice(*span)] for span in spans]}
    published = article.published_at.isoformat() if article.published_at else None
    labels = {name: getattr(article, name) for name in ("id", "title", "source", "language", "evolved_from")}
    kept = {"kept_paragraphs": article.kept.paragraphs, "page_paragraphs": article.kept.of} if article.kept else {}
    return json.dumps({**labels, "published_at": published, **kept, **body}, ensure_ascii=False)
