"""What editors do on the desk: to stories, with their own name, and with views."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import TOKEN, sent_form
from api.access.declared import needs
from api.dependencies import AccessHere, CallerHere, NewsroomHere, Origin, Service
from api.desk.filters import Did, read_query
from api.desk.rendering import (
    EDITOR,
    HEADERS,
    LONGEST_NAME,
    DeskRoute,
    editor,
    in_a_sentence,
    own_page,
    page,
    plain_name,
    problem_page,
)
from api.desk.verdicts import field_of
from api.desk.views import RELATIONS
from dedup.access.callers import Caller, Scope
from dedup.access.control import AccessControl
from dedup.newsroom.running import Newsroom
from dedup.newsroom.triage import DONE, Batch, What
from dedup.newsroom.views import View
from dedup.service import DedupService

router = APIRouter(route_class=DeskRoute)

MOST_STORIES = 500
"""Stories that are acted on at once: more than a page has."""

LONGEST_NOTE = 1000
_YEAR = 365 * 24 * 3600
_FIELDS = 20
_DIGITS = 18

ACTIONS = ("confirm", "correct", "different", "assign", "mine", "note", "done", "reopen", "undo")
"""What a form may ask for."""


@dataclass(frozen=True, slots=True)
class _Acting:
    """Who acts, on what, and how it is written down."""

    service: DedupService
    newsroom: Newsroom
    access: AccessControl
    caller: Caller
    origin: str

    def done(self, act: Callable[[], Batch | None]) -> Batch | None:
        """Do something, and write down what was said of stories in the same transaction."""
        with self.service.store.transaction():
            batch = act()
            if batch is not None and batch.what is What.SAID:
                for name, value in zip(batch.ids, batch.values, strict=True):
                    self.access.audit.write(self.caller, "feedback", f"{name}: {value}", self.origin)
        return batch


@router.post("/actions")
@needs(Scope.WRITE)
async def act(  # noqa: PLR0913, PLR0917 - what is asked for, who asks, and where that is kept
    request: Request,
    service: Service,
    newsroom: NewsroomHere,
    access: AccessHere,
    caller: CallerHere,
    origin: Origin,
) -> Response:
    """Do something to the stories that were chosen, and go back to where it was asked for."""
    async with sent_form(request, caller, max_files=0, max_fields=MOST_STORIES + _FIELDS) as form:
        return await run_in_threadpool(_act, _Acting(service, newsroom, access, caller, origin), form)


def _act(acting: _Acting, form: FormData) -> Response:
    action, back = field_of(form, "action"), _back(field_of(form, "back"))
    chosen = dict.fromkeys(key for key in form.getlist("story") if isinstance(key, str) and _is_key(key))
    keys = [int(key) for key in chosen][:MOST_STORIES]
    if action not in ACTIONS or not (keys or action == "undo"):
        detail = "Go back, choose one or more stories, and say what is to be done with them; nothing was changed."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "Nothing chosen", detail)
    note, noted = field_of(form, "note").strip(), field_of(form, "noted")
    if action == "note" and not (note or noted):
        detail = "Go back, and type the note. To take one away, empty its field on the page of its story."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "A note needs words", detail)
    if action == "note" and note == noted:  # as it was: it stays its author's
        return RedirectResponse(back, HTTPStatus.SEE_OTHER, HEADERS)
    given = "" if acting.caller.name else plain_name(field_of(form, "by"))
    by = given or editor()
    if not by:
        return ask_for_name(form, "/desk/actions")
    # Asked for before the transaction, in which everything is seen.
    asked, keys = len(keys), list(acting.newsroom.listing.rows(keys))
    number = field_of(form, "batch")
    seen = action != "undo" or (_is_key(number) and acting.newsroom.triage.batch(int(number)))
    batch = acting.done(lambda: _done(acting.newsroom, form, action, keys, by)) if seen else None
    if batch is None:
        return _unchanged(action)
    answer = RedirectResponse(
        _with(back, **_outcome(acting.newsroom, form, batch, asked)), HTTPStatus.SEE_OTHER, HEADERS
    )
    return remember(answer, given) if given else answer


def _outcome(newsroom: Newsroom, form: FormData, batch: Batch, asked: int) -> dict[str, int]:
    """What the page that it leads to tells: what was done, and of how many stories it was not."""
    if field_of(form, "action") != "undo":
        return {"did": batch.number, "left": asked - len(batch.keys)}
    taken_back = newsroom.triage.batch(int(field_of(form, "batch")))
    return {"did": batch.number, "kept": len(taken_back.keys) - len(batch.keys) if taken_back else 0}


def _unchanged(action: str) -> Response:
    detail = (
        "It is undone already, or somebody has changed it since."
        if action == "undo"
        else "None of these stories has a stored one that anything could be said of, or they are no longer stored."
    )
    return problem_page(HTTPStatus.CONFLICT, "Nothing was changed", detail)


def _done(newsroom: Newsroom, form: FormData, action: str, keys: list[int], by: str) -> Batch | None:
    triage = newsroom.triage
    if action == "undo":
        return triage.undo(int(field_of(form, "batch")), by)
    if action in {"confirm", "correct", "different"}:
        relation = {"confirm": None, "different": "unrelated"}.get(action, field_of(form, "relation"))
        if relation is not None and relation not in RELATIONS:
            return None
        match = (field_of(form, "match"), field_of(form, "match_version"))
        return triage.say(keys, relation, by, match if match[0] else None)
    if action in {"assign", "mine"}:
        name = by if action == "mine" else plain_name(field_of(form, "assigned"))
        return triage.set(keys, What.ASSIGNED, name or None, by)
    if action == "note":
        return triage.set(keys, What.NOTED, field_of(form, "note").strip()[:LONGEST_NOTE] or None, by)
    return triage.set(keys, What.DONE, DONE if action == "done" else None, by)


@router.get("/name")
@needs(Scope.READ)
def name_form() -> Response:
    """Who works in this browser."""
    return page("name.html", again=())


@router.post("/name")
@needs(Scope.WRITE)
async def keep_name(request: Request, caller: CallerHere) -> Response:
    """Keep the name in this browser."""
    async with sent_form(request, caller, max_files=0, max_fields=_FIELDS) as form:
        return remember(RedirectResponse("/desk", HTTPStatus.SEE_OTHER, HEADERS), plain_name(field_of(form, "by")))


@router.post("/views")
@needs(Scope.WRITE)
async def keep_view(request: Request, newsroom: NewsroomHere, caller: CallerHere) -> Response:
    """Keep a narrowed list under a name, or keep it no longer."""
    async with sent_form(request, caller, max_files=0, max_fields=_FIELDS) as form:
        name, forget = plain_name(field_of(form, "name")), bool(field_of(form, "forget"))
        sure = bool(field_of(form, "sure"))
        query = read_query(field_of(form, "query")).filters.query()
    if not name:
        detail = "Go back, and give the view a name to find it by; nothing was kept."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "A view needs a name", detail)
    stands = {one.name: one for one in await run_in_threadpool(newsroom.views.all)}.get(name)
    if stands and not sure and (stands.by != editor() or not stands.by) and (forget or stands.query != query):
        return page("view.html", {"view": stands, "query": query, "forget": forget}, HTTPStatus.CONFLICT)
    if forget:
        await run_in_threadpool(newsroom.views.forget, name)
        return RedirectResponse("/desk", HTTPStatus.SEE_OTHER, HEADERS)
    await run_in_threadpool(newsroom.views.keep, View(name, query, editor(), datetime.now(UTC)))
    return RedirectResponse(f"/desk?view={quote(name)}", HTTPStatus.SEE_OTHER, HEADERS)


def ask_for_name(form: FormData, to: str) -> Response:
    """The page that asks who it is, and then sends the same form once more."""
    again = [(name, value) for name, value in form.multi_items() if name not in {"by", TOKEN}]
    return page("name.html", again=again, to=to)


def told_of(newsroom: Newsroom, did: Did) -> dict[str, object] | None:
    """What was done, for the page that it leads to; None where nothing was."""
    batch = newsroom.triage.batch(did.did) if did.did else None
    if batch is None:
        return None
    noted = batch.value if batch.what is What.NOTED else None
    named = {batch.ids[0], batch.match[0]} if batch.match else {batch.ids[0]}
    headlines = newsroom.takings.headlines(named) if len(batch.ids) == 1 else {}
    names = {name: in_a_sentence(one.title) for name, one in headlines.items() if one.title != name}
    said = " ".join(filter(None, (told(batch, names), *_not_done(batch, did))))
    return {"number": batch.number, "told": said, "key": batch.keys[0], "noted": noted}


def _not_done(batch: Batch, did: Did) -> Iterator[str]:
    """Of how many of the stories it was not done, and why."""
    if did.left:
        why = "no longer stored"
        if batch.what is What.SAID:
            why = f"nothing stored is like it that a word could be about, or it is {why}"
        yield f"{did.left} left out: {why}."
    if did.kept:
        yield f"{did.kept} not put back: somebody has changed it since."


def told(batch: Batch, names: Mapping[str, str]) -> str:
    """What was done, for the page that it leads to; of one story alone by its name.

    Args:
        batch: What was done.
        names: What it and its closest story are called, by id; who has none is called by that.
    """
    some = names.get(batch.ids[0], batch.ids[0]) if len(batch.ids) == 1 else f"{len(batch.ids)} stories"
    if batch.what is What.SAID:
        if len(batch.ids) == 1 and batch.match:
            match, source = batch.match
            some = f"{some} with {names.get(match, match)}{f' ({source})' if source else ''}"
        done = f"{some}: {_said(batch)}"
    elif batch.mixed:  # each as it was before, in one step back
        done = f"{some} as they were before"
    elif batch.what is What.ASSIGNED:
        done = f"{some} assigned to {batch.value}" if batch.value else f"{some} assigned to nobody"
    elif batch.what is What.NOTED:
        done = f"{some} noted" if batch.value else f"{some}: note taken away"
    else:
        done = f"{some} done" if batch.value else f"{some} back in the queue"
    return f"{done}, by {batch.by}."


def _said(batch: Batch) -> str:
    """What was said of stories; where that is not the same for all, of how many each was said."""
    if not batch.mixed:
        return RELATIONS[batch.value].lower() if batch.value else "the machine's word stands again"
    counts = Counter(RELATIONS[value].lower() if value else "as the machine said" for value in batch.values)
    return ", ".join(f"{count} {called}" for called, count in counts.most_common())


def remember(answer: Response, name: str) -> Response:
    """Have a browser keep the name its editor works under."""
    answer.set_cookie(
        EDITOR, quote(name[:LONGEST_NAME]), _YEAR if name else 0, path="/desk", httponly=True, samesite="strict"
    )
    return answer


def _back(address: str) -> str:
    """Where a form came from, if that is on the desk."""
    return own_page(address) or "/desk"


def _with(address: str, **outcome: int) -> str:
    """The same address with what was done there."""
    parts = urlsplit(address)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in Did.model_fields]
    query = "&".join([*kept, *(f"{name}={value}" for name, value in outcome.items() if value)])
    return parts._replace(query=query).geturl()


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= _DIGITS
