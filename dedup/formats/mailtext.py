"""What of a mail's text its sender wrote: without signature and quoted mails, or the mail that was passed on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dedup.text.languages.tables import one_of
from dedup.text.words import any_word

_DASHES = r"[-_]{2,}"
_FORWARD = re.compile(
    rf"\s*(?:{_DASHES}\s*{one_of('passed on')}\s*{_DASHES}|{one_of('passed on below')})\s*\Z", re.IGNORECASE
)
_MARK = re.compile(rf"\s*(?:{_DASHES}\s*{one_of('original message')}\s*{_DASHES}|_{{10,}})\s*\Z", re.IGNORECASE)
_WROTE = re.compile(
    rf"\s*{one_of('wrote on')}\b.{{4,240}}\b{one_of('wrote')}\b.{{0,80}}:\s*\Z", re.IGNORECASE | re.DOTALL
)
_HEADER = re.compile(
    rf"[\s*]*(?:(?P<sender>{one_of('from')})|(?P<sent>{one_of('sent')})|(?P<subject>{one_of('subject')})|{one_of('to')})"
    r"\s*:[\s*]*(?P<value>.*)\Z",
    re.IGNORECASE,
)
_FEWEST_HEADERS = 3
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_SIGNATURE = "--"
_LONGEST_SIGNATURE = 12
"""Lines below ``-- `` that are a signature; where more follow, the line parts two texts."""

_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a mail.

    Attributes:
        text: What its sender wrote, or passed on.
        sender: Who had sent what was passed on; None where nothing was, or nobody is named.
        sent: When, as it is written there.
        subject: Its subject.
    """

    text: str
    sender: str | None = None
    sent: str | None = None
    subject: str | None = None


def letter(text: str, *, is_forward: bool) -> Letter:
    """Find the text of a mail.

    A mail that was passed on is the text, and a note above it is not; of an answer the text is what stands above the
    mail that it answers.

    Args:
        text: All of it.
        is_forward: Its subject says that it passes something on.
    """
    found = Letter(text.replace("\r\n", "\n").replace("\r", "\n"))
    for _level in range(_MOST_LEVELS):
        lines = found.text.split("\n")
        above, below, passed_on = _parted(lines)
        own = _without_signature(above)
        if below is None:
            return replace(found, text=own)
        rest = "\n".join(_unquoted(below.text.split("\n")))
        if any_word(own) and not ((is_forward or passed_on) and len(rest.split()) > len(own.split())):
            return replace(found, text=own)
        if not any_word(rest):
            return replace(found, text=own)
        found = replace(below, text=rest)
        is_forward = is_forward or passed_on
    return found


def unfolded(text: str, *, drops_space: bool = False) -> str:
    """Text whose lines a mail program folded (``format=flowed``, RFC 3676): a space at the end says that it goes on."""
    kept: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        sound = line.removeprefix(" ") if line[:1] == " " else line
        if goes_on and sound != "-- ":
            kept[-1] += sound
        else:
            kept.append(sound)
        goes_on = sound.endswith(" ") and sound != "-- "
        if goes_on and drops_space:
            kept[-1] = kept[-1][:-1]
    return "\n".join(kept)


def _parted(lines: list[str]) -> tuple[list[str], Letter | None, bool]:
    """The lines above a quoted mail, the mail, and whether it says that it was passed on."""
    for number, line in enumerate(lines):
        rest = lines[number + 1 :]
        if _FORWARD.match(line):
            return lines[:number], _quoted(rest), True
        if _MARK.match(line):
            quoted = _quoted(rest)
            if quoted.sender is not None or "_" not in line:
                return lines[:number], quoted, False
        two = line if line.rstrip().endswith(":") else f"{line} {rest[0] if rest else ''}"
        if _WROTE.match(two) and _starts_quotation(two, rest[two is not line :]):
            return lines[:number], Letter("\n".join(rest[two is not line :])), False
        if (
            _HEADER.match(line)
            and (quoted := _quoted(lines[number:])).sender is not None
            and quoted.subject is not None
        ):
            return lines[:number], quoted, False
    first = next((number for number, line in enumerate(lines) if _is_quotation(lines, number)), None)
    if first is None:
        return lines, None, False
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return own, Letter("\n".join(line for line in lines[first:] if line.lstrip().startswith(">"))), False


def _starts_quotation(wrote: str, rest: list[str]) -> bool:
    """Whether a line like "On Tuesday Ilse wrote:" stands above a quoted mail, and not in a story."""
    following = next((line for line in rest if line.strip()), "")
    return following.lstrip().startswith(">") or (re.search(r"<[^<>\s]+@|\d{1,2}:\d{2}", wrote) is not None)


def _is_quotation(lines: list[str], number: int) -> bool:
    return all(line.lstrip().startswith(">") for line in lines[number : number + 2]) and number + 1 < len(lines)


def _quoted(lines: list[str]) -> Letter:
    """A mail that is quoted with its headers; one that has fewer than three is text without them."""
    lines = _unquoted(lines)
    begin = next((number for number, line in enumerate(lines) if line.strip()), 0)
    found: dict[str, str] = {}
    count, number = 0, begin
    while number < len(lines) and (header := _HEADER.match(lines[number])) is not None:
        found |= {name: header["value"].strip("* ") for name in ("sender", "sent", "subject") if header[name]}
        count, number = count + 1, number + 1
    if count < _FEWEST_HEADERS:
        return Letter("\n".join(lines[begin:]))
    return Letter("\n".join(lines[number:]), found.get("sender"), found.get("sent"), found.get("subject"))


def _unquoted(lines: list[str]) -> list[str]:
    """Lines without the sign of quotation, where nearly all have it."""
    written = [line for line in lines if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in written)
    return [_QUOTED.sub("", line, count=1) for line in lines] if quoted * 10 > len(written) * 8 else lines


def _without_signature(lines: list[str]) -> str:
    for number in range(len(lines) - 1, 0, -1):
        if lines[number].rstrip() == _SIGNATURE:
            below = [line for line in lines[number + 1 :] if line.strip()]
            if len(below) <= _LONGEST_SIGNATURE and any(line.strip() for line in lines[:number]):
                return "\n".join(lines[:number]).strip("\n")
    return "\n".join(lines).strip("\n")
