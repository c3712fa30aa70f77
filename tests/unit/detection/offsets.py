"""Proof of every offset in an answer: the texts it points into are sliced and must hold what the answer says."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dedup.text.canonical import canonicalise
from dedup.text.document import read_document
from dedup.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.article import Article

Json = dict[str, Any]


def prove_offsets(answer: Json, query: Article, stored: Mapping[str | None, Article]) -> int:
    """Check all offsets of an answer, as sent.

    Args:
        answer: Verdict, parsed.
        query: The article it is about.
        stored: The matches, by id.

    Returns:
        How many places were checked.
    """
    checked = _prove_paragraphs(answer["paragraphs"], query, stored)
    assert len(answer["paragraphs"]) == len(read_document(query).paragraphs)
    for match in answer["matches"]:
        other = stored[match["article"]["id"]]
        checked += _prove_paragraphs(match["paragraphs"], query, {other.id: other})
        assert [_place(p) for p in match["paragraphs"]] == [_place(p) for p in answer["paragraphs"]]
        for entry in match["quotes"]:
            checked += _prove_quote(entry, query.text, other.text)
        for entry in match["facts"]:
            checked += _prove_fact(entry, query, other)
    return checked


def paragraph_places(article: Article) -> list[tuple[int, int]]:
    """Where the paragraphs of an article stand in its text as sent."""
    document = read_document(article)
    return [tuple(document.canonical.to_original(paragraph.span)) for paragraph in document.paragraphs]  # type: ignore[misc]


def canonical_words(text: str) -> list[str]:
    """The words of a stretch of a text as sent."""
    return words(canonicalise(text).text)


def _prove_paragraphs(paragraphs: list[Json], query: Article, stored: Mapping[str | None, Article]) -> int:
    assert [p["index"] for p in paragraphs] == list(range(len(paragraphs)))
    for first, second in pairwise(paragraphs):
        assert first["end"] <= second["start"]
    checked = 0
    for paragraph in paragraphs:
        start, end = _place(paragraph)
        _within(start, end, query.text)
        _tight(query.text[start:end])
        checked += 1
        if paragraph["best"] is not None:
            checked += _prove_best(paragraph, query.text, stored)
    return checked


def _prove_best(paragraph: Json, query: str, stored: Mapping[str | None, Article]) -> int:
    best = paragraph["best"]
    article = stored[best["article_id"]]
    assert _place(best) == paragraph_places(article)[best["paragraph"]]
    _within(best["start"], best["end"], article.text)
    for span in best["spans"]:
        (start, end), (match_start, match_end) = span["query"], span["match"]
        _within(start, end, query)
        _within(match_start, match_end, article.text)
        assert paragraph["start"] <= start
        assert end <= paragraph["end"]
        ours = canonical_words(query[start:end])
        assert ours, "a run without words"
        assert ours == canonical_words(article.text[match_start:match_end])
        _from_word_to_word(query[start:end])
        _from_word_to_word(article.text[match_start:match_end])
    for first, second in pairwise(sorted(span["query"] for span in best["spans"])):
        assert first[1] <= second[0], "runs overlap"
    for first, second in pairwise(sorted(span["match"] for span in best["spans"])):
        assert first[1] <= second[0], "runs overlap in the match"
    if paragraph["kind"] == "verbatim" and best["spans"]:
        covered = [
            word
            for start, end in sorted(s["query"] for s in best["spans"])
            for word in canonical_words(query[start:end])
        ]
        own = canonical_words(query[paragraph["start"] : paragraph["end"]])
        assert _is_part(covered, own), "words of a verbatim paragraph that it does not have"
    return 1 + 2 * len(best["spans"])


def _prove_quote(entry: Json, query: str, match: str) -> int:
    sides = [(entry["query"], query), (entry["match"], match)]
    assert any(excerpt is not None for excerpt, _ in sides)
    assert (entry["status"] == "added") == (entry["match"] is None)
    assert (entry["status"] == "dropped") == (entry["query"] is None)
    for excerpt, text in sides:
        if excerpt is not None:
            _prove_excerpt(excerpt, text)
    if entry["diff"]:
        assert entry["status"] == "altered"
        _prove_diff(entry["diff"], canonical_words(entry["query"]["text"]), ("same", "inserted"))
        _prove_diff(entry["diff"], canonical_words(entry["match"]["text"]), ("same", "removed"))
    return sum(excerpt is not None for excerpt, _ in sides)


def _prove_diff(diff: list[Json], quoted: list[str], kinds: tuple[str, str]) -> None:
    """The words of a diff stand in the quotation, in order; it may leave out a said-clause in the middle."""
    told = [word for part in diff if part["op"] in kinds for word in canonical_words(part["text"])]
    assert _is_part(told, quoted), (told, quoted)


def _prove_fact(entry: Json, query: Article, match: Article) -> int:
    for name, article in (("query", query), ("match", match)):
        excerpt = entry[name]
        _prove_excerpt(excerpt, article.text)
        start, end = paragraph_places(article)[entry[f"{name}_paragraph"]]
        assert start <= excerpt["start"]
        assert excerpt["end"] <= end
    assert entry["query"]["text"] != entry["match"]["text"]
    return 2


def _prove_excerpt(excerpt: Json, text: str) -> None:
    _within(excerpt["start"], excerpt["end"], text)
    assert excerpt["text"] == text[excerpt["start"] : excerpt["end"]]
    assert canonical_words(excerpt["text"])
    _tight(excerpt["text"])


def _within(start: int, end: int, text: str) -> None:
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert 0 <= start < end <= len(text)


def _tight(text: str) -> None:
    """Nothing blank at either end, once what is invisible is gone."""
    canonical = canonicalise(text).text
    assert canonical
    assert canonical == canonical.strip(), repr(text)


def _from_word_to_word(text: str) -> None:
    """A run begins with the first letter of a word and ends with the last of one."""
    canonical = canonicalise(text).text
    assert canonical[0].isalnum(), repr(text)
    assert canonical[-1].isalnum() or unicodedata.category(canonical[-1]).startswith("M"), repr(text)


def _place(value: Json) -> tuple[int, int]:
    return value["start"], value["end"]


def _is_part(part: list[str], whole: list[str]) -> bool:
    """Whether some words stand in others in the same order."""
    rest: Iterator[str] = iter(whole)
    return all(word in rest for word in part)
