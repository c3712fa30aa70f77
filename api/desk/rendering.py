"""How a page is made: templates, headers, and an answer in words to whatever goes wrong."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_to_bytes, urlencode, urlsplit

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.access.browsers import TOKEN, current, form_token
from api.desk.views import RELATIONS
from api.errors import problem_of
from dedup.access.callers import Scope
from dedup.detection.verdict import Relation
from dedup.detection.wording import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

    from dedup.errors import DedupError

logger = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every page: nothing from elsewhere, nothing inline, nothing kept."""

STATIC = {path.name: path for path in (Path(__file__).parent / "static").iterdir()}
"""Styles and scripts by name."""

_TEMPLATES = Environment(loader=PackageLoader("api.desk"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


EDITOR = "desk-editor"
"""Cookie that keeps the name an editor works under, where nobody has to log in."""

LONGEST_CALLED = 80
"""Characters of a headline within a sentence."""

LONGEST_NAME = 80

_editor: ContextVar[str] = ContextVar("editor", default="")
_asked: ContextVar[str] = ContextVar("asked", default="")
_came_from: ContextVar[str] = ContextVar("came_from", default="")


def link(name: str, version: str | None = None, kind: str = "articles", **more: str) -> str:
    """Where the page of an article or a story is."""
    query = urlencode({**({"version": version} if version else {}), **{key: one for key, one in more.items() if one}})
    return f"/desk/{kind}/{quote(name, safe='')}" + (f"?{query}" if query else "")


def editor() -> str:
    """The name of the editor whose request is answered: of who is logged in, or set in the browser, or none."""
    return current.get().name or _editor.get()


@cache
def _static(name: str) -> str:
    """Where a style or script is; named by its content, so that no browser keeps an old one."""
    return f"/desk/static/{name}?{hashlib.sha256(STATIC[name].read_bytes()).hexdigest()[:12]}"


def _form_field() -> Markup:
    """The hidden field by which a form is known to be of our own page; nothing where nothing is locked."""
    token = form_token()
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, token) if token else Markup()


def _may_write() -> bool:
    """Whether whoever asks may change what stories are, and what becomes of alerts."""
    return Scope.WRITE in current.get().scopes


_TEMPLATES.filters["moment"] = datetime.fromisoformat
_TEMPLATES.globals.update(
    relations=RELATIONS,
    derived=frozenset(one for one in Relation if one.is_derived),
    share=percent,
    link=link,
    static=_static,
    caller=current.get,
    form_field=_form_field,
    may_write=_may_write,
    asked_for=_asked.get,
    came_from=_came_from.get,
    printed_at=partial(datetime.now, UTC),
)


def page(
    name: str, values: Mapping[str, object] | None = None, status: int = HTTPStatus.OK, **more: object
) -> Response:
    """Render a template."""
    shown = {"editor": editor(), **(values or {}), **more}
    html = _TEMPLATES.get_template(name).render(shown).encode("utf-8", "replace")
    return Response(html, status, HEADERS, "text/html; charset=utf-8")


def in_a_sentence(name: str | None) -> str:
    """A headline or first line in quotation marks, cut to a line; empty where there is none."""
    if not name or len(name) <= LONGEST_CALLED:
        return f"“{name}”" if name else ""
    cut = name[:LONGEST_CALLED]
    return f"“{cut.rpartition(' ')[0] or cut}…”"


def isolated(text: str, names: Iterable[str | None]) -> Markup:
    """A sentence in which names that are written from right to left keep the figures behind them in their place."""
    turned = sorted({one for one in names if one and any(map(_is_right_to_left, one))}, key=len, reverse=True)
    if not turned:
        return escape(text)
    parts = re.split(f"({'|'.join(map(re.escape, turned))})", text)
    wrapped = (Markup("<bdi>{}</bdi>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup().join(wrapped)


def _is_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def problem_page(status: int, title: str, detail: str) -> Response:
    """A page that says what went wrong and what to do."""
    return page("problem.html", status=status, title=title, detail=detail)


async def named(request: Request, _id: str) -> str:
    """The id in the path as it was sent; the server's own decoding hides which slashes were encoded."""
    raw: bytes = request.scope["raw_path"]
    return unquote_to_bytes(raw.partition(b"?")[0].split(b"/", 3)[3]).decode("utf-8", "replace")


def refusal_page(error: DedupError, headers: Mapping[str, str]) -> Response:
    """A page that says why somebody is not let in."""
    body = problem_of(error)
    answer = problem_page(body.status, body.title, body.detail)
    answer.headers.update(headers)
    return answer


def own_page(address: str) -> str:
    """An address, if it is one of the desk's; else empty."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return address if own and address.isprintable() and "\\" not in address else ""


def _address_of(request: Request) -> str:
    """Where a page is, for those who have it on paper."""
    public = request.app.state.settings.public_url or str(request.base_url)
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{public.rstrip('/')}{request.url.path}{query}"


def _page_before(request: Request) -> str:
    """The page of the desk that a form or a link led from; empty where that is not known, or the same."""
    sent = urlsplit(request.headers.get("referer", ""))
    if sent.netloc != request.url.netloc or (sent.path, sent.query) == (request.url.path, request.url.query):
        return ""
    return own_page(f"{sent.path}?{sent.query}".removesuffix("?"))


def plain_name(name: str) -> str:
    """A name without what no line shows, and no longer than a name is."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())[:LONGEST_NAME]


class DeskRoute(APIRoute):
    """A route whose errors are pages too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, and what to say where it fails."""
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            _editor.set(plain_name(unquote(request.cookies.get(EDITOR, ""))))
            _asked.set(_address_of(request))
            _came_from.set(_page_before(request))
            try:
                return await handler(request)
            except ClientDisconnect:
                raise
            except RequestValidationError as error:
                detail = "; ".join(f"{one['loc'][min(1, len(one['loc']) - 1)]}: {one['msg']}" for one in error.errors())
                return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "This address can not be used", detail)
            except HTTPException as error:
                answer = problem_page(error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail))
                answer.headers.update(error.headers or {})
                return answer
            except Exception as error:
                request.app.state.metrics.count_error(error)
                body = problem_of(error)
                if body.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    logger.exception("the desk could not show a page")  # which one, the line of the request says
                return problem_page(body.status, body.title, body.detail)

        return answered
