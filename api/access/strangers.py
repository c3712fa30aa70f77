"""Requests that a stranger's page had a browser send: for a name that is not ours, or from another site.

A page may point its own name at this machine (DNS rebinding) and have its visitors' browsers read what is here: so the
name that a request is for must be one of ours. An address is always: to ask for an address, a page must have been
served from it. And a page may have a browser send forms and load what it likes: browsers say where a request comes
from, and what another site asks for, other than a link that is followed, is refused.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dedup.errors import ForeignRequest, StrangeHost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import Headers

_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[0-9]{1,5})?", re.IGNORECASE)
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_OWN: Final = {"same-origin", "none"}


class Hosts:
    """The names that the service is known by.

    Args:
        names: Such as ``dedup.example``; ``*.example`` for any name below one, ``*`` for any at all.
    """

    def __init__(self, names: Iterable[str]) -> None:
        given = {name.strip().lower() for name in names}
        self._any = "*" in given
        self._exact = {"localhost", *(name for name in given if name and not name.startswith("*"))}
        self._below = tuple(name[1:] for name in given if name.startswith("*."))

    def check(self, headers: Headers) -> None:
        """Refuse a request that is for another name; one of HTTP/1.0, without any, is no browser's.

        Raises:
            StrangeHost: It is.
        """
        sent = headers.getlist("host")
        if not sent:
            return
        match = _HOST.fullmatch(sent[0])
        name = match[1].lower() if match else ""
        if len(sent) > 1 or not (self._any or name in self._exact or _is_address(name) or name.endswith(self._below)):
            message = (
                f"This service is not known as {sent[0][:200]!r}. If it is meant to be, name it in DEDUP_HOSTS "
                "and start the service again."
            )
            raise StrangeHost(message)


def check_site(method: str, headers: Headers) -> None:
    """Refuse what a page of another site had a browser send.

    Browsers say so themselves: by ``Sec-Fetch-Site`` where the address is secure or this machine's own, else by
    ``Origin`` with all that changes something. A program that sends neither has nobody's browser to misuse. A link
    that is followed from elsewhere is let in.

    Raises:
        ForeignRequest: It is such a request.
    """
    sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    if sites:
        followed = method in _SAFE and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
            "navigate",
            "document",
        )
        foreign = not _OWN.issuperset(sites) and not followed
    else:
        host = headers.get("host", "").lower()
        foreign = method not in _SAFE and any(urlsplit(origin.lower()).netloc != host for origin in origins)
    if foreign:
        message = "Not from here: a page of another site had the browser send this. Do it on the service's own pages."
        raise ForeignRequest(message)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
