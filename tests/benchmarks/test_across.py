"""Stories in other languages: what they hold, how they are translated, and how answers are counted."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.across.dictionaries import Dictionary
from benchmarks.across.encoder import TranslatingEncoder
from benchmarks.across.measuring import figures_of, row_of
from benchmarks.across.stories import load_archive, load_told
from benchmarks.records import BenchmarkError
from dedup.article import Article
from dedup.comparing import Comparer
from dedup.wiring import build_judge
from tests.fakes import BilingualEncoder, HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = {
    "Hafen": "Hafen /x/ <masc, n, sg>\nport <n>, harbour <n>\n",
    "hafen": "Hafen /x/ <masc, n, sg>\n [ugs.] hidey-hole <n>\n",
    "Brand": "Brand /x/ <masc, n, sg>\nfire <n>\n",
    "finden": "finden /x/ <v>\nfind <v>\n see: {findend}, {gefunden}, {ich/er/sie fand}\n",
    "Haus Meer": "Haus Meer /x/ <n>\nhouse by the sea <n>\n",
    "alt": "alt /x/ <adj>\nold <adj>\n",
}
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def number(value: int) -> str:
    return (number(value // 64) if value >= 64 else "") + _DIGITS[value % 64]


@pytest.fixture
def dictionary(tmp_path: Path) -> Dictionary:
    content, lines = "", []
    for word, entry in ENTRIES.items():
        start, length = len(content.encode()), len(entry.encode())
        lines.append(f"{word.lower()}\t{number(start)}\t{number(length)}\n")
        content += entry
    (tmp_path / "freedict-deu-eng.dict.dz").write_bytes(gzip.compress(content.encode()))
    (tmp_path / "freedict-deu-eng.index").write_text("".join(lines), "utf-8")
    return Dictionary(folder=tmp_path)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Hafen", "port"),
        ("der Brand", "the fire"),
        ("Hafenbrand", "port fire"),
        ("fand", "find"),
        ("alten", "old"),
        ("Meer", "Meer"),
        ("Ottervik 1904, alt.", "Ottervik 1904 , old ."),
    ],
)
def test_words_are_looked_up_whole_then_without_their_endings_then_in_parts(
    dictionary: Dictionary, german: str, english: str
) -> None:
    assert dictionary.english(german) == english


def test_what_is_not_installed_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BenchmarkError, match="install the Debian package dict-freedict-deu-eng"):
        Dictionary(folder=tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchmarkError, match=r"install the Debian package (dict-freedict-deu-eng|apertium-eng-spa)"):
        TranslatingEncoder(HashingEncoder())


def test_every_event_is_told_closely_freely_and_by_others_and_half_of_them_are_unseen() -> None:
    told = load_told()
    events = {story.pair.derived.split("/")[0]: story.held_out for story in told}
    assert Counter(events.values()) == {True: 6, False: 6}
    for event in events:
        styles = {story.pair.style for story in told if story.pair.derived.startswith(f"{event}/")}
        assert styles == {"translated", "heavy", "independent"}
    assert {story.article.language for story in told} == {"de", "es"}
    translated = [story.pair for story in told if story.pair.style == "translated"]
    for pair in translated:
        assert {fact.kind for fact in pair.facts} == {"number", "date"}
        assert {quote.status for quote in pair.quotes} == {"kept", "altered"}


def test_the_store_holds_sources_and_reports_but_nothing_made_from_a_source() -> None:
    held = {article.id for article in load_archive()}
    assert {story.pair.source for story in load_told()} <= held
    assert not {"museum-theft/translated", "cabin-strike/heavy"} & held
    assert {"museum-theft/independent-a", "water-fine/ind-clinic"} <= held


def test_answers_are_counted_by_paragraph_fact_and_quotation() -> None:
    """A copy of the source stands for an answer that is right in everything but what the story changed."""
    story = next(one for one in load_told() if one.pair.derived == "museum-theft/de-close")
    source = next(article for article in load_archive() if article.id == story.pair.source)
    verdict = Comparer(BilingualEncoder({}, "de"), build_judge()).compare(Article(source.text), source)
    row = row_of(story, verdict)
    figures = figures_of([row])
    assert (figures["source first"], figures["derived"]) == (1.0, 1.0)
    assert (figures["paragraphs right"], figures["paragraphs elsewhere"]) == (1.0, 0.0)
    assert (figures["changed facts found"], figures["told facts right"]) == (0.0, None)
    assert figures["quotations paired"] == 0.0
    wrong = row | {"aligned": [[0, [0], 1], [1, [1], None]], "rank": 2, "flagged": [], "facts_wrong": [["number"] * 3]}
    figures = figures_of([wrong, row | {"style": "independent"}])
    assert (figures["source first"], figures["derived"], figures["reports flagged"]) == (0.0, 0.0, 1.0)
    assert (figures["paragraphs right"], figures["paragraphs elsewhere"], figures["told facts right"]) == (
        0.0,
        0.5,
        0.0,
    )
