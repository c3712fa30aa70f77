"""Bytes as text, and what is said where they are none."""

import codecs

import pytest

from dedup.article import MAX_CHARACTERS, Article
from dedup.errors import TextTooLong, UnreadableInput
from dedup.formats.plain import article_from_text, decode


@pytest.mark.parametrize(
    "content",
    [
        "Quai “fermé”".encode(),
        codecs.BOM_UTF8 + "Quai “fermé”".encode(),
        "Quai “fermé”".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Quai “fermé”".encode("utf-16-be"),
        "Quai “fermé”".encode("utf-32"),
    ],
)
def test_unicode_is_read_whatever_its_form(content: bytes) -> None:
    assert decode(content) == "Quai “fermé”"


def test_other_bytes_are_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableInput, match=r"Byte 8 is not UTF-8.*iconv"):
        decode(b"Quai fer\xe9")


def test_a_text_is_an_article_without_a_title() -> None:
    assert article_from_text("A line.\n\nAnother.", "a-1") == Article("A line.\n\nAnother.", id="a-1")


def test_a_text_has_a_greatest_length() -> None:
    with pytest.raises(TextTooLong, match="1,000,001 characters"):
        article_from_text("a" * (MAX_CHARACTERS + 1))
