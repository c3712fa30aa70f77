"""JSON: an article as an object, as the API takes it, and JSON Lines, one article a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

import orjson

from dedup.article import MAX_CHARACTERS, Article
from dedup.errors import InputError, InvalidArticle, TextTooLong, UnreadableInput
from dedup.formats.html import spans_of
from dedup.formats.plain import check_length

LONGEST_LABEL = 512
"""Characters of an id, a version and whatever else an index in the database is made of."""

LONGEST_TITLE = 5_000
LONGEST_LINE = 16 * MAX_CHARACTERS
"""Bytes of one line: a text of the greatest length with every character escaped, and its HTML."""

BODIES = ("text", "paragraphs", "html")
"""Names under which an article has its words: one of them."""


class Line(NamedTuple):
    """What one line of JSON Lines held.

    Attributes:
        number: Of the line, from 1; empty lines count but are left out.
        result: The article, or why there is none.
    """

    number: int
    result: Article | InputError


def read_json_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """Read articles, one JSON object a line; a bad line does not stop the rest.

    Args:
        lines: The lines of a file or a request, with or without their line ends.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield Line(number, article_from_json(line))
            except InputError as error:
                yield Line(number, error)


def article_from_json(content: bytes) -> Article:
    """Read one article from JSON.

    Raises:
        UnreadableInput: It is no JSON, or nested too deeply.
        InvalidArticle: It is no object, or a field is wrong.
        TextTooLong: The text is longer than one article may be.
    """
    if len(content) > LONGEST_LINE:
        message = f"The JSON of one article may have {LONGEST_LINE:,} bytes. Send its stories one by one."
        raise TextTooLong(message)
    value = load_json(content)
    if not isinstance(value, Mapping):
        message = 'An article is a JSON object, for example {"id": "a-1", "text": "..."}.'
        raise InvalidArticle(message)
    return article_from_mapping(value)


def load_json(content: bytes) -> object:
    """Decode JSON.

    Raises:
        UnreadableInput: It is none.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        message = f"This is no JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise UnreadableInput(message) from error


def article_from_mapping(data: Mapping[str, object]) -> Article:
    """Read an article from a decoded JSON object. Fields nobody knows are ignored.

    Args:
        data: Exactly one of ``text``, ``paragraphs`` and ``html``; as far as known ``id``, ``title``, ``source``,
            ``published_at``, ``language``, ``version``, ``evolved_from``. Null is the same as absent, and so is blank,
            but for an ``id``.

    Returns:
        The article; paragraphs are joined by an empty line, and their spans kept.

    Raises:
        InvalidArticle: A field has a wrong type or value; the message names it.
        TextTooLong: The text is longer than one article may be.
    """
    body = _body(data)
    return replace(
        body,
        id=_label(data, "id"),
        title=_text(data, "title", LONGEST_TITLE) or body.title,
        source=_label(data, "source") or body.source,
        published_at=_time(data, "published_at") or body.published_at,
        language=_label(data, "language") or body.language,
        version=_label(data, "version"),
        evolved_from=_label(data, "evolved_from"),
    )


def _body(data: Mapping[str, object]) -> Article:
    given = [name for name in BODIES if data.get(name) is not None]
    if len(given) != 1:
        found = "none" if not given else " and ".join(f"`{name}`" for name in given)
        message = f"An article has exactly one of `text`, `paragraphs` and `html`; this one has {found}."
        raise InvalidArticle(message)
    value = data[given[0]]
    if given[0] == "paragraphs":
        return _of_paragraphs(value)
    if not isinstance(value, str):
        raise _wrong(given[0], "a string")
    if given[0] == "html":
        from dedup.formats.pages import article_from_page  # which needs the labels of this module

        return article_from_page(value)
    check_length(value)
    return Article(value)


def _of_paragraphs(value: object) -> Article:
    if not isinstance(value, (list, tuple)) or not all(isinstance(paragraph, str) for paragraph in value):
        name = "paragraphs"
        raise _wrong(name, "a list of strings")
    paragraphs = list(value)
    text = "\n\n".join(paragraphs)
    check_length(text)
    return Article(text, paragraph_spans=spans_of(paragraphs))


def _text(data: Mapping[str, object], name: str, longest: int) -> str | None:
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(name, "a string")
    if len(value) > longest:
        message = f"`{name}` has {len(value):,} characters and may have {longest:,}."
        raise InvalidArticle(message)
    return value if value.strip() or name == "id" else None


def _label(data: Mapping[str, object], name: str) -> str | None:
    """A field that names something; numbers are accepted, because many systems number their stories."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**LONGEST_LABEL:
        value = number_as_label(value)
    text = _text({name: value}, name, LONGEST_LABEL)
    if text is not None and not text.isprintable() and _has_control(text):
        message = f"`{name}` has control characters; send it without them."
        raise InvalidArticle(message)
    if name == "id" and text is not None and not text.strip():
        message = "`id` is empty; leave it out if the article has none."
        raise InvalidArticle(message)
    return text


def number_as_label(number: float) -> str:
    """A number that names something; one without a fraction is whole, however a table or JSON has written it."""
    return str(int(number) if isinstance(number, float) and number.is_integer() else number)


def _has_control(text: str) -> bool:
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _time(data: Mapping[str, object], name: str) -> datetime | None:
    """A time as JSON has it, or as tables do."""
    value = data.get(name)
    value = _text({name: value.isoformat() if isinstance(value, date) else value}, name, LONGEST_LABEL)
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f'`{name}` is no ISO 8601 time, such as "2031-03-04T09:10:00Z".'
        raise InvalidArticle(message) from error


def _wrong(name: str, expected: str) -> InvalidArticle:
    return InvalidArticle(f"`{name}` must be {expected}.")
