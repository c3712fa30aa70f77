"""What all wire formats share: fields as a sender writes them, made into one item."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dedup.errors import InvalidArticle
from dedup.formats.bodies import cleaned, html_paragraphs, without_headline, without_markup
from dedup.formats.jsonlines import LONGEST_LABEL, LONGEST_TITLE, article_from_mapping
from dedup.formats.storyids import origin_of, without_version
from dedup.wire import WireItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.wire import Status

_KILLS = frozenset("kill killed delete deleted retract retracted takedown withdrawn withdrawal rescind".split())  # noqa: SIM905
_STATUS: dict[str, Status] = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "recalled": "canceled",
    "revoked": "canceled",
    "unpublished": "canceled",
    **dict.fromkeys(_KILLS, "canceled"),
}
_BLANK = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SECONDS = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_ZONE = re.compile(r"(?<=\d) ?(?:(?P<utc>Z|GMT|UTC)|(?P<offset>[+-]\d\d(?::?\d\d)?))\Z", re.IGNORECASE)
_REGION, _SCRIPT = 2, 4
_FIRST_YEAR = 1800
"""Times before are those of empty fields (year 1); so is the first moment of 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text_item(  # noqa: PLR0913 - the fields a wire item has
    guid: str | None,
    *,
    kind: str = "text",
    html: str | None = None,
    paragraphs: Sequence[str] = (),
    headline: str | None = None,
    source: str | None = None,
    language: str | None = None,
    status: str | None = None,
    version: str | None = None,
    times: Iterable[str | None] = (),
    published: Iterable[str | None] = (),
    evolved_from: str | None = None,
    embargoed: str | None = None,
    slug: str | None = None,
    credits: Iterable[str | None] = (),  # noqa: A002 - what it is
    missing: str | None = None,
) -> WireItem:
    """Make one item from fields as they were sent.

    Args:
        guid: The sender's id; a NewsML URN with or without the version at its end.
        kind: What the sender says it is.
        html: The body as HTML.
        paragraphs: The body in paragraphs, where it is no HTML.
        headline: Of the story.
        source: Label of agency or paper.
        language: BCP 47 tag.
        status: In the sender's words; unknown ones are usable.
        version: The sender's label.
        times: Of this version, the best first: the first that is a time counts.
        published: When the story was first published, where the sender says that apart; likewise.
        evolved_from: Guid of the story this one was made from.
        embargoed: Time before which it may not be published.
        slug: The sender's keyword.
        credits: Credit line, byline, copyright; empty ones are left out.
        missing: Why there is no text, where the format knows better.

    Returns:
        The item; without an article where it was cancelled or has no text.

    Raises:
        InvalidArticle: It has no guid, or a field can not be used.
    """
    if not guid or not guid.strip():
        message = "The item has no guid (or uri), so no later version could be told from it; send one."
        raise InvalidArticle(message)
    guid, version = without_version(plain(guid) or "", plain(version))
    origin = plain(evolved_from)
    origin = None if origin is None else origin_of(origin, guid)
    for label in filter(None, (guid, version, origin)):
        if len(label) > LONGEST_LABEL or _CONTROL.search(label):
            message = (
                f"An id or version may have {LONGEST_LABEL} characters, none of them control characters; shorten it."
            )
            raise InvalidArticle(message)
    created = next(filter(None, map(instant, times)), None)
    item = WireItem(
        guid=guid,
        kind=kind,
        status=_status(status),
        version=version,
        version_created=created,
        evolved_from=None if origin == guid else origin,
        embargoed_until=instant(embargoed),
        slug=plain(slug),
        credits=tuple(dict.fromkeys(filter(None, map(plain, credits)))),
    )
    if item.status == "canceled":
        return replace(item, skipped=None)
    found, heading = html_paragraphs(html) if html and html.strip() else (list(paragraphs), None)
    found = cleaned(found)
    if not found:
        return replace(item, skipped=missing or _without_text(kind))
    title = _heading(headline) or heading
    found = without_headline(found, title)
    article = article_from_mapping(
        {
            "id": guid,
            "title": (title or "")[:LONGEST_TITLE] or None,
            "source": plain(source),
            "language": language_tag(language),
            "version": version,
            "evolved_from": item.evolved_from,
            "paragraphs": found,
        }
    )
    first = next(filter(None, map(instant, published)), created)
    return replace(item, article=replace(article, published_at=first))


def canceled(status: str | None) -> bool:
    """Whether a status, in a sender's words, takes an item back."""
    return _status(status) == "canceled"


def _status(said: str | None) -> Status:
    return _STATUS.get((said or "usable").strip().lower().rpartition(":")[2], "usable")


def killed(signals: Iterable[str | None]) -> str | None:
    """The first signal that takes an item back, as some senders do beside or instead of its status."""
    codes = (signal for signal in signals if signal)
    return next((code for code in codes if code.strip().lower().rpartition(":")[2] in _KILLS), None)


def _heading(headline: str | None) -> str | None:
    """A headline in words; senders put markup and escapes of HTML into it."""
    return plain(without_markup(headline)) if headline else None


def language_tag(tag: str | None) -> str | None:
    """A BCP 47 tag as it is usually written; senders write ``EN`` and ``en_us``."""
    first, *rest = (plain(tag) or "").replace("_", "-").split("-")
    sized = {_REGION: str.upper, _SCRIPT: str.title}
    return "-".join([first.lower(), *(sized.get(len(part), str.lower)(part) for part in rest)]) or None


def _without_text(kind: str) -> str:
    return "it has no text" if kind == "text" else f"it is of type {kind} and has no text"


def plain(value: object) -> str | None:
    """A field as one line of text; None if there is nothing in it."""
    if value is None or isinstance(value, dict | list):
        return None
    return _BLANK.sub(" ", str(value)).strip() or None


def instant(value: str | None) -> datetime | None:
    """A point in time as senders write it: ISO 8601, as in e-mails, or seconds since 1970; UTC where no zone is named.

    What can not be read is None: a wrong date is no reason to lose a story. So is what systems write for no time.
    """
    text = plain(value)
    time = None if text is None else _time(text)
    return None if time is None or time.year < _FIRST_YEAR or time == _EPOCH else time


def _time(text: str) -> datetime | None:
    if (seconds := _SECONDS.fullmatch(text)) is not None:
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    zoned = _ZONE.sub(lambda zone: "+00:00" if zone["utc"] else zone["offset"], text)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(zoned if read == datetime.fromisoformat else text)
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    return None
