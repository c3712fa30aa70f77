"""What paths are made of: ids of any characters, numbers, and slashes that belong to an id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from starlette.convertors import Convertor, register_url_convertor

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ARTICLES: Final = "/v1/articles/"
"""Paths in which an encoded slash is part of an id."""

MATCHES: Final = "/matches"
"""What stands behind an id, where its matches are asked for."""

_SLASH = re.compile(rb"%2F", re.IGNORECASE)


class _Text(Convertor[str]):
    """A part of a path that is taken as it stands; what it means is read off the path as it was sent."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Name(_Text):
    # Starlette's own `path` ends at a line break, which an id may have.
    regex = r"(?s:.*)"


class _ArticleId(_Text):
    # `PUT …/x/matches` would store an article that `GET …/x/matches` does not read.
    regex = rf"(?s:(?!.+{MATCHES}\Z).*)"


class _Digits(_Text):
    # Whether a database can hold it is said by the parameter: Starlette's own `int` fails at 4,300 digits.
    regex = r"[0-9]{1,40}"


register_url_convertor("name", _Name())
register_url_convertor("article", _ArticleId())
register_url_convertor("digits", _Digits())


class EncodedSlashes:
    """ASGI middleware that leaves encoded slashes of article ids encoded, so that they part no path.

    Servers decode a path before anybody sees it; then ``x%2Fmatches``, an id, is ``x/matches``, the matches of ``x``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path."""
        if scope["type"] == "http" and scope["path"].startswith(ARTICLES):
            raw: bytes = scope["raw_path"].partition(b"?")[0]
            parts = (unquote(part.decode("latin-1")) for part in _SLASH.split(raw))
            scope = {**scope, "path": "%2F".join(parts)}
        await self._app(scope, receive, send)
