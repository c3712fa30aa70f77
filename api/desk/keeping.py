"""Texts that were checked, at an address that others can open for a while."""

import logging
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import CallerHere, NewsroomHere, PublicAddress, Service
from api.desk.counting import side_to_count
from api.desk.rendering import HEADERS, DeskRoute
from api.desk.seen import Seen
from api.desk.verdicts import Asked, leads_of, verdict_page
from dedup.access.callers import Scope
from dedup.errors import StoreError
from dedup.newsroom.checks import Checked, Checks
from dedup.text.document import restore_document

logger = logging.getLogger(__name__)
router = APIRouter(route_class=DeskRoute)

_Secret = Annotated[str, Path(max_length=64)]


def kept_at(checks: Checks, checked: Checked) -> str | None:
    """Keep a check and say where it is; None where it is not kept: then it is shown all the same."""
    try:
        secret = checks.keep(checked)
    except StoreError as error:
        logger.warning("a check is shown and not kept: %s", error)
        return None
    return None if secret is None else _place(secret)


@router.get("/checks/{secret}")
@needs(Scope.READ)
def kept(
    service: Service,
    newsroom: NewsroomHere,
    public: PublicAddress,
    secret: _Secret,
    seen: Annotated[Seen, Query()],
) -> Response:
    """A text that was checked, beside what is stored now of what it was held against."""
    checked = newsroom.checks.read(secret)
    if checked is None:
        detail = "No check is kept here. Its time may be over, or somebody took it away: check the text once more."
        raise HTTPException(HTTPStatus.NOT_FOUND, detail)
    document = restore_document(checked.article.text, checked.layout)
    told = orjson.loads(checked.verdict)
    return verdict_page(
        service,
        Asked(
            checked.article,
            side_to_count(document, checked.layout),
            told,
            seen,
            place=_place(secret),
            public=public,
            leads=leads_of(newsroom.listing, told),
            more={"here": "check", "made_at": checked.made_at, "until": newsroom.checks.until(checked)},
        ),
    )


@router.post("/checks/{secret}/forget")
@needs(Scope.READ)
async def forget(request: Request, newsroom: NewsroomHere, caller: CallerHere, secret: _Secret) -> Response:
    """Keep a check no longer."""
    async with sent_form(request, caller, max_files=0, max_fields=0):
        await run_in_threadpool(newsroom.checks.forget, secret)
    return RedirectResponse("/desk/check", HTTPStatus.SEE_OTHER, HEADERS)


def _place(secret: str) -> str:
    return f"/desk/checks/{quote(secret, safe='')}"
