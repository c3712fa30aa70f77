"""The parts of a mail: its text in the best of its forms, what it brings along, and its headers as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING

from dedup.errors import UnreadableInput
from dedup.formats.bodies import html_paragraphs
from dedup.formats.items import plain
from dedup.formats.jsonlines import LONGEST_LABEL
from dedup.formats.mailtext import unfolded

if TYPE_CHECKING:
    from email.message import EmailMessage

_STUB = 0.3
"""Share of the words of a mail's HTML that its plain text has at least; with fewer it is a stub ("view online")."""

_MOST_PARTS = 300
_DEEPEST = 30
_READ = re.compile(
    r"\.(?:txt|text|md|x?html?|xml|nitf|newsml|ninjs|json|rss|atom|anpa|tst|eml|docx?|pdf|odt|rtf|pages|wpd)\Z",
    re.IGNORECASE,
)
_READ_TYPES = re.compile(
    r"text/(?:plain|html|xml|markdown)|application/(?:.+\+xml|.+\+json|xml|json|pdf|rtf|msword|"
    r"vnd\.openxmlformats-officedocument\.wordprocessingml\.document|vnd\.oasis\.opendocument\.text)"
)
_LINKED = re.compile(r"\s*\[mailto:[^\]]*\]", re.IGNORECASE)
_SEALED = {
    "application/pgp-encrypted": "encrypted with PGP",
    "application/pkcs7-mime": "sealed with S/MIME",
    "application/x-pkcs7-mime": "sealed with S/MIME",
    "application/ms-tnef": "in Outlook's own format (winmail.dat)",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail brings along, its transfer encoding undone."""

    name: str
    content: bytes


@dataclass(slots=True)
class Parts:
    """What is read of a mail.

    Attributes:
        texts: Its text, in pieces where attachments stand between them.
        attachments: Files that may hold a story.
        messages: Mails that it passes on whole.
        sealed: Why some part can not be read.
    """

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)


def parts_of(message: EmailMessage) -> Parts:
    """Take a mail apart.

    Raises:
        UnreadableInput: It has more parts than any mail has, or more inside one another.
    """
    found = Parts()
    _Walk().into(message, found, 0)
    return found


class _Walk:
    def __init__(self) -> None:
        self._parts = 0

    def into(self, part: EmailMessage, found: Parts, depth: int) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS or depth > _DEEPEST:
            message = f"This mail has over {_MOST_PARTS} parts, or {_DEEPEST} inside one another. Send its text."
            raise UnreadableInput(message)
        kind = part.get_content_type()
        if kind in _SEALED:
            found.sealed.append(_SEALED[kind])
        elif kind == "message/rfc822" and part.is_multipart():
            found.messages += part.get_payload()  # type: ignore[arg-type]
        elif kind == "multipart/alternative":
            self._best(part, found, depth)
        elif part.is_multipart():
            for one in part.get_payload():
                self.into(one, found, depth + 1)  # type: ignore[arg-type]
        elif _is_own_text(part, kind):
            text = _text(part, kind)
            if text.strip():
                found.texts.append(text)
        elif _READ.search(part.get_filename() or "") or _READ_TYPES.fullmatch(kind):
            name = plain(part.get_filename()) or str(self._parts)
            found.attachments.append(Attachment(name[:100], _bytes(part)))

    def _best(self, part: EmailMessage, found: Parts, depth: int) -> None:
        """Of one text in several forms the plain one, unless it is a stub beside the other."""
        forms = []
        for one in part.get_payload():
            form = Parts()
            self.into(one, form, depth + 1)  # type: ignore[arg-type]
            found.attachments += form.attachments
            found.messages += form.messages
            found.sealed += form.sealed
            forms.append(form.texts)
        longest = max((_words(form) for form in forms), default=0)
        found.texts += next((form for form in forms if _words(form) >= max(1, _STUB * longest)), [])


def _words(texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _is_own_text(part: EmailMessage, kind: str) -> bool:
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return kind in {"text/plain", "text/html", "text/enriched"} and not named


def _text(part: EmailMessage, kind: str) -> str:
    text = decoded(_bytes(part), part.get_content_charset())
    if kind == "text/html":
        return "\n\n".join(html_paragraphs(text)[0])
    if str(part.get_param("format", "")).lower() == "flowed":
        return unfolded(text, drops_space=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def decoded(content: bytes, charset: str | None) -> str:
    """Text in the character set that a mail declares, or the one that it is really in.

    UTF-8 is never met by chance; Windows-1252 is what is sent as Latin-1, as ASCII, or without a name.
    """
    names = [charset] if charset and content.isascii() else ["utf-8", charset]
    for name in (*names, "cp1252"):
        try:
            if name and name.lower().replace("_", "-") not in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def header(message: EmailMessage, name: str) -> str | None:
    """A header as one line of text, its encoded words undone; None where it is missing or empty."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if raw is None:
        return None
    try:
        raw.encode()
        text = str(message[name])
    except UnicodeEncodeError:  # bytes that nobody declared
        text = decoded(raw.encode("utf-8", "surrogateescape"), None)
    except Exception:  # noqa: BLE001 - the standard library fails in many ways on headers that are wrong
        text = raw
    return plain("".join(character if character.isprintable() else " " for character in text))


def sender(text: str | None) -> str | None:
    """The name in an address, else the address."""
    text = _LINKED.sub("", text or "").strip()
    name, address = parseaddr(text) if "@" in text else (text.strip('"'), "")
    return (plain(name.strip("'\"")) or plain(address) or text)[:LONGEST_LABEL] or None
