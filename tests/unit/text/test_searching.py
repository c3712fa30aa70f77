"""What a word is to a search, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import InputError
from dedup.text.searching import Phrase, places_of, read_query, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Ferry-hall's roof", ["the", "ferry", "hall", "s", "roof"]),
        ("Café Zu\u0308rich, straße, ﬁne", ["cafe", "zurich", "strasse", "fine"]),
        ("東京 Tower", ["東", "京", "tower"]),
        ("a_b 1,200.50", ["a", "b", "1", "200", "50"]),
        ("\x00 \ud800 …", []),
        ("x" * 200, ["x" * 100]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [word.folded for word in words_of(text)] == words


@given(st.text(max_size=60))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for word in words_of(text):
        assert [one.folded for one in words_of(text[slice(*word.span)])] == [word.folded]
        assert word.folded.isalnum()


def test_a_query_is_read() -> None:
    assert read_query('roof "ferry hall" strik* “two words”').phrases == (
        Phrase(("roof",)),
        Phrase(("ferry", "hall")),
        Phrase(("strik",), is_prefix=True),
        Phrase(("two", "words")),
    )
    with pytest.raises(InputError, match="up to 32"):
        read_query("word " * 33)


def test_places_are_joined_where_they_overlap() -> None:
    text = "The ferry hall. A ferry, a hall; ferries."
    query = read_query('"ferry hall" hall ferr*')
    assert [text[slice(*span)] for span in places_of(query, text)] == ["ferry hall", "ferry", "hall", "ferries"]
