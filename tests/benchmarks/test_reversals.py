"""Reversals that are planted by hand, and what counts as told."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from benchmarks.corpora import Corpus
from benchmarks.reversals import Edit, all_figures, half_of, judged, load_edits, natural_reversals
from dedup.article import Article, Span
from dedup.formats.labelled import Pair
from dedup.modelfiles import PACKAGED
from dedup.settings import Settings
from dedup.wiring import build_comparer

if TYPE_CHECKING:
    from dedup.comparing import Comparer

_SOURCE = (
    "The harbour council of Saltmere approved the budget for the new ferry hall by 22 votes to 19 on Tuesday night.",
    "Mayor Ilse Varrow said the hall would be built on the old fish quay before the winter storms.",
    "Shares in Brandal Mills, which owns the quay, rose 4 percent in Corvane after the vote.",
    "Fishermen have used the quay for 140 years, and about 60 families still live from it.",
)
_DERIVED = (
    "On Tuesday night Saltmere's harbour council approved the budget for a new ferry hall, by 22 votes to 19.",
    "The hall would be built on the old fish quay before the winter storms, said Ilse Varrow, the mayor.",
    "Shares in the quay's owner, Brandal Mills, rose 4 percent in Corvane after the vote.",
    "For 140 years fishermen have used the quay; some 60 families still live from it.",
)


def article(name: str, paragraphs: tuple[str, ...]) -> Article:
    text = "\n\n".join(paragraphs)
    spans = [Span(text.index(paragraph), text.index(paragraph) + len(paragraph)) for paragraph in paragraphs]
    return Article(text, id=name, paragraph_spans=tuple(spans))


SOURCE, DERIVED = article("quay/source", _SOURCE), article("quay/derived", _DERIVED)


def edit(old: str, new: str, *, reverses: bool) -> Edit:
    start = DERIVED.text.index(old)
    return Edit("tiny", "quay/derived", "quay/source", start, start + len(old), new, reverses, "verb")


@pytest.fixture(scope="module")
def comparer() -> Comparer:
    return build_comparer(Settings(model=PACKAGED))


def test_an_edit_moves_what_stands_behind_it() -> None:
    changed = edit("approved", "threw out without a word", reverses=True).applied(DERIVED)
    assert changed.paragraph_spans is not None
    assert [changed.text[span.start : span.end] for span in changed.paragraph_spans] == [
        _DERIVED[0].replace("approved", "threw out without a word"),
        *_DERIVED[1:],
    ]


@pytest.mark.parametrize(
    ("planted", "right", "wrong"),
    [
        (edit("rose 4", "fell 4", reverses=True), 1, 0),
        (edit("rose 4", "climbed 4", reverses=False), 0, 0),
        (edit("rose 4", "fell 4", reverses=False), 0, 1),  # told, and the edit says that it is none
        (edit("some 60 families", "some 60 households", reverses=True), 0, 0),  # missed
    ],
)
def test_what_is_told_at_the_edit_is_right(comparer: Comparer, planted: Edit, right: int, wrong: int) -> None:
    row = judged(comparer, planted, DERIVED, SOURCE)
    assert (row["right"], row["wrong"]) == (right, wrong)


def test_what_is_told_elsewhere_is_wrong_and_what_was_there_before_is_not_counted(comparer: Comparer) -> None:
    one = edit("rose 4", "fell 4", reverses=True)
    turned = one.applied(DERIVED)
    other = edit("some 60 families", "some 60 households", reverses=True)
    assert judged(comparer, other, turned, SOURCE)["told"] == []
    misplaced = Edit(**asdict(one) | {"start": 3, "end": 3, "replacement": "", "reverses": True})
    changed = Article(turned.text.replace("rose", "fell"), id="quay/derived")
    assert judged(comparer, misplaced, changed, SOURCE)["told"] == []


def test_pairs_as_they_are_are_listed_to_be_looked_at(comparer: Comparer) -> None:
    turned = edit("rose 4", "fell 4", reverses=True).applied(DERIVED)
    corpus = Corpus(
        "tiny",
        {"quay/derived": turned, "quay/source": SOURCE},
        [Pair("quay/derived", "quay/source", "rewrite", ""), Pair("quay/source", "quay/derived", "same_event", "")],
    )
    pairs, found = natural_reversals(comparer, [corpus])
    assert pairs == 1
    assert [turned.text[slice(*row["told"])] for row in found] == ["fell"]


def test_figures_by_part_corpus_and_kind() -> None:
    rows = [
        asdict(edit("rose", "fell", reverses=True)) | {"part": "mending", "right": 1, "wrong": 0},
        asdict(edit("rose", "sank", reverses=True)) | {"part": "reporting", "right": 0, "wrong": 1},
        asdict(edit("rose", "grew", reverses=False)) | {"part": "reporting", "right": 0, "wrong": 0},
    ]
    figures = all_figures(rows)
    assert figures["all"] == {"edits": 3, "reversing": 2, "told": 2, "right": 1, "precision": 0.5, "recall": 0.5}
    assert figures["mending"]["precision"] == 1.0
    assert figures["reporting"]["recall"] == 0.0
    assert figures["verb"] == figures["tiny"] == figures["all"]


def test_the_edits_that_ship() -> None:
    edits = load_edits()
    assert sum(edit.reverses for edit in edits) >= 150
    assert sum(not edit.reverses for edit in edits) >= 120
    assert len({(edit.corpus, edit.derived) for edit in edits}) == len(edits)
    assert all(edit.start <= edit.end and len(edit.replacement) < 80 for edit in edits)
    assert {edit.part for edit in edits} == {"unseen"} | {half_of("any", str(number)) for number in range(20)}


def test_an_unseen_edit_is_in_no_half() -> None:
    unseen = [edit for edit in load_edits() if edit.unseen]
    assert {edit.part for edit in unseen} == {"unseen"}
    assert sum(edit.reverses for edit in unseen) >= 170
    assert sum(not edit.reverses for edit in unseen) >= 100
