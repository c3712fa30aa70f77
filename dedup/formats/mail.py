"""Mail (RFC 5322): its story, and the stories that are attached to it.

Each story is an item. The mail's own text is one, unless it only covers what it brings along: then that is the story.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dedup.errors import InputError, InvalidArticle, UnreadableInput
from dedup.formats.bodies import plain_paragraphs
from dedup.formats.items import instant, text_item
from dedup.formats.jsonlines import LONGEST_LABEL
from dedup.formats.mailparts import Attachment, header, parts_of, sender
from dedup.formats.mailtext import letter
from dedup.formats.plain import TEXT_ID
from dedup.text.languages.tables import one_of
from dedup.text.words import any_word

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from dedup.wire import WireItem

COVER_WORDS = 60
"""A mail of fewer words that brings a text along covers it: "Please find our release attached", and a signature."""

_DEEPEST = 10
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
_END = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_LONGEST_HEAD = 64 * 1024
_OF_SYSTEMS = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"dkim-signature", b"x-mailer"})
_KNOWN = _OF_SYSTEMS | {
    *(b"from", b"to", b"cc", b"subject", b"date", b"content-type", b"content-transfer-encoding", b"reply-to"),
    *(b"delivered-to", b"sender", b"in-reply-to", b"references", b"list-id", b"user-agent", b"importance"),
}
_FEWEST_HEADERS = 3
_PASSED_ON = one_of("forward prefix")
_PREFIXES = re.compile(rf"(?:\s*(?:{one_of('reply prefix')}|{_PASSED_ON})(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(rf"\s*{_PASSED_ON}(?:\[\d+\])?\s*:", re.IGNORECASE)


def is_mail(content: bytes) -> bool:
    """Whether a text is a mail: it begins with several headers of one, and an empty line ends them.

    A story whose first lines look like headers ("From: our correspondent") is none: a mail has an address as sender, or
    headers that only systems write.
    """
    head = _END.split(content[:_LONGEST_HEAD].lstrip(), maxsplit=1)
    if len(head) == 1:
        return False
    lines = head[0].splitlines()
    if lines and lines[0].startswith(b"From ") and b"@" in lines[0]:
        lines = lines[1:]  # of a mailbox file
    found: dict[bytes, bytes] = {}
    for number, line in enumerate(lines):
        if number and line[:1] in {b" ", b"\t"}:
            continue
        name = _HEADER.match(line)
        if name is None:
            return False
        found.setdefault(name[1].lower(), line[name.end() :])
    known = _KNOWN & set(found)
    by_whom = b"@" in found.get(b"from", b"") or bool(_OF_SYSTEMS & known)
    return len(known) >= _FEWEST_HEADERS and b"from" in known and by_whom


def mail_items(content: bytes, text_id: str, read: Callable[[Attachment], list[WireItem]]) -> list[WireItem]:
    """Read the stories of a mail.

    Args:
        content: The mail.
        text_id: Its id, where it has none of its own.
        read: Reads an attachment; raises an InputError for what is no text.

    Returns:
        Its own text, where that is one, then those of its attachments; each with the mail's time and sender unless it
        has its own. Pictures, signatures and other attachments that never hold a story are left out.

    Raises:
        UnreadableInput: It can not be parsed.
        InvalidArticle: It has no text.
    """
    try:
        message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
        return _items(message, text_id, read, 0)
    except InputError:
        raise
    except Exception as error:  # the standard library fails in many ways on what strangers send
        reason = "This mail can not be read: its parts are broken. Send its text, or the file that it brings."
        raise UnreadableInput(reason) from error


def _items(
    message: EmailMessage, text_id: str, read: Callable[[Attachment], list[WireItem]], depth: int
) -> list[WireItem]:
    name = (header(message, "Message-ID") or "").strip("<> ")
    name = name if 0 < len(name) <= LONGEST_LABEL else text_id
    parts = parts_of(message)
    attached: list[WireItem] = []
    for number, inner in enumerate(parts.messages if depth < _DEEPEST else (), 1):
        attached += _items(inner, f"{name}/{number}", read, depth + 1)
    refused = [f"It is {seal}." for seal in parts.sealed]
    for attachment in parts.attachments:
        try:
            attached += [_brought(item, f"{name}/{attachment.name}", message) for item in read(attachment)]
        except InputError as error:
            refused.append(f"{attachment.name}: {error}")
    own = _own(message, name, "\n\n".join(parts.texts))
    stories = [item for item in attached if item.article is not None]
    if own is not None and not (stories and len(own.article.text.split() if own.article else ()) < COVER_WORDS):
        return [own, *attached]
    if attached:
        return [_named(item, name) for item in attached] if len(stories) == 1 else attached
    why = f" ({' '.join(refused).rstrip('.')})" if refused else ""
    reason = f"This mail has no text that can be read{why}. Send its text, or the file that it brings."
    raise InvalidArticle(reason)


def _own(message: EmailMessage, name: str, text: str) -> WireItem | None:
    """The mail's own text, or that of the mail which it passes on; None if it has none."""
    subject = header(message, "Subject") or ""
    found = letter(text, is_forward=_FORWARDED.match(subject) is not None)
    if not any_word(found.text):
        return None
    return text_item(
        name,
        paragraphs=plain_paragraphs(found.text),
        headline=_PREFIXES.sub("", found.subject or subject, count=1),
        source=sender(found.sender) or sender(header(message, "From")),
        times=((found.sent if _has_zone(found.sent) else None) or header(message, "Date"),),
    )


def _has_zone(sent: str | None) -> bool:
    """Whether a time that a mail program wrote names its zone; without one it is hours off."""
    try:
        return sent is not None and parsedate_to_datetime(sent).tzinfo is not None
    except (ValueError, OverflowError, TypeError):
        return False


def _brought(item: WireItem, name: str, message: EmailMessage) -> WireItem:
    """An attached story; one without an id, time, sender or headline of its own has those of the mail."""
    article = item.article
    if article is None:
        return item
    guid = name[:LONGEST_LABEL] if item.guid.startswith(TEXT_ID) else item.guid
    sent = instant(header(message, "Date"))
    return replace(
        item,
        guid=guid,
        version_created=item.version_created or sent,
        article=replace(
            article,
            id=guid,
            title=article.title or _PREFIXES.sub("", header(message, "Subject") or "", count=1) or None,
            source=article.source or sender(header(message, "From")),
            published_at=article.published_at or item.version_created or sent,
        ),
    )


def _named(item: WireItem, name: str) -> WireItem:
    """The one story of a mail, which has the mail's id where it has none of its own."""
    if not item.guid.startswith(f"{name}/"):
        return item
    return replace(item, guid=name, article=item.article and replace(item.article, id=name))
