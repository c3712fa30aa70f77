"""What editors' answers say of the machine, and a recalibration by them."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import AccessHere, CallerHere, EverybodysHere, NewsroomHere, Origin, Service
from api.desk.rendering import HEADERS, DeskRoute, page, problem_page
from api.desk.verdicts import field_of
from dedup.access.audit import AuditLog
from dedup.access.callers import Caller, Scope
from dedup.calibrating.applying import apply, take_back
from dedup.errors import CalibrationRefused, NotPermitted
from dedup.newsroom.learning import FEWEST, evaluate
from dedup.newsroom.recalibrating import LEARNED_FROM, by_answers
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService

router = APIRouter(route_class=DeskRoute)

_FIELDS = 4


@router.get("/answers")
@needs(Scope.READ)
def answers(newsroom: NewsroomHere, everybodys: EverybodysHere, service: Service, caller: CallerHere) -> Response:
    """How often editors left the machine's word as it was, what a derivation is worth, and where to draw a line.

    Whoever may recalibrate is shown what that would be worth.
    """
    values: dict[str, object] = {"found": evaluate(newsroom.feedback.latest()), "fewest": FEWEST}
    applied = service.calibrations.applied()
    values["applied"] = applied if applied is not None and service.calibrations.holds(applied) else None
    values["may_recalibrate"] = _may_recalibrate(caller)
    if values["may_recalibrate"]:
        try:
            values["asked"] = by_answers(everybodys.feedback.latest(), service.calibrations)
        except CalibrationRefused as error:
            values["refused"] = str(error)
    return page("answers.html", values)


@router.post("/answers/calibration")
@needs(Scope.WRITE)
async def recalibrate(  # noqa: PLR0913, PLR0917 - each is given by the application
    request: Request,
    everybodys: EverybodysHere,
    service: Service,
    access: AccessHere,
    caller: CallerHere,
    origin: Origin,
) -> Response:
    """Judge by what answers ask for, or as shipped again; then go back to the figures.

    It changes what everybody is answered from then on, so whoever may only correct stories may not.
    """
    if not _may_recalibrate(caller):
        message = "To recalibrate takes the scopes admin and write, which the role admin has."
        raise NotPermitted(message)
    async with sent_form(request, caller, max_files=0, max_fields=_FIELDS) as form:
        return await run_in_threadpool(_changed, form, service, everybodys, access.audit, (caller, origin))


def _may_recalibrate(caller: Caller) -> bool:
    return {Scope.ADMIN, Scope.WRITE} <= caller.scopes


def _changed(
    form: FormData, service: DedupService, everybodys: Newsroom, audit: AuditLog, by: tuple[Caller, str]
) -> Response:
    action = field_of(form, "action")
    if action == "reset":
        take_back(service, audit, by)
    elif action == "apply":
        asked = by_answers(everybodys.feedback.latest(), service.calibrations)
        if asked.proposal.calibration.name != field_of(form, "calibration"):
            detail = "Somebody has answered since the page was made. Go back, load it again, and look at its figures."
            return problem_page(HTTPStatus.CONFLICT, "The answers ask for something else now", detail)
        apply(service, audit, asked.proposal, LEARNED_FROM, by)
    else:
        detail = "Go back, and choose what is to be done; nothing was changed."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "Nothing chosen", detail)
    return RedirectResponse("/desk/answers", HTTPStatus.SEE_OTHER, HEADERS)
