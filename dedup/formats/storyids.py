"""Ids of stories: an id loses the version at its end only where a contract says that there is one.

A running number may look like a version: two stories ``…:1`` in version 1 and ``…:2`` in version 2 are two stories.
"""

from __future__ import annotations

import re

_URN = re.compile(
    r"urn:newsml:[^:]+:\d{8}(?:T\d{4,6}(?:Z|[+-]\d{4})?)?:(?P<item>.+):(?P<revision>\d+)[NUA]?", re.IGNORECASE
)
"""RFC 3085: provider, date, item, and the revision, with a letter that says what it does to the one before."""

_VERSION = re.compile(r":(\d+[A-Z]?)\Z")


def without_version(guid: str, version: str | None) -> tuple[str, str | None]:
    """The id of a story and its version, where the id is a NewsML URN.

    Its end is the version where the item says the same, or says none and the URN has just the parts it has to have.
    """
    urn = _URN.fullmatch(guid)
    if urn is None or (version is None and ":" in urn["item"]) or version not in {None, urn["revision"]}:
        return guid, version
    return guid[: urn.end("item")], urn["revision"]


def without_known_version(guid: str | None, version: str | None) -> str | None:
    """The id without the version that its format is known to put behind it."""
    return guid.removesuffix(f":{version}") if guid and version and guid != f":{version}" else guid


def origin_of(evolved_from: str, story: str) -> str:
    """The id of another story, without the version of that.

    A number at its end is a version where it is a NewsML URN with one, or has one part more than the id of this story;
    ids that themselves end in a number stay whole.
    """
    found = _VERSION.search(evolved_from)
    if found is not None and (_URN.fullmatch(evolved_from) or evolved_from.count(":") == story.count(":") + 1):
        return evolved_from[: found.start()]
    return evolved_from
