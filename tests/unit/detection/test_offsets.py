"""Every offset of every answer is proven by slicing the texts it points into."""

from __future__ import annotations

import functools
import itertools
import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.matching import Candidate
from dedup.detection.verdict import ArticleRef, Searched
from dedup.errors import InputError
from dedup.formats.files import read_files
from dedup.wiring import build_judge
from tests.unit.detection.offsets import Json, prove_offsets
from tests.unit.detection.sides import ENCODER, judge, side_of

if TYPE_CHECKING:
    from dedup.detection.composition import Judge

TRICKS = [
    "\u200b",  # zero-width space
    "\u200d",  # zero-width joiner
    "\u00ad",  # soft hyphen
    "\ufeff",  # byte order mark
    "\u202e",  # right to left
    "\u00a0",  # no-break space
    "\u2003",  # em space
    "\u0301",  # combining acute
    "\u0323\u0307",  # two combining dots
    "\ufb01",  # ligature fi
    "\ufb03",  # ligature ffi
    "\u01c6",  # one letter that is two
    "\u2026",  # one character that is three dots
    "\u2122",  # one character that is two letters
    "\r\n",
    "\r\n\r\n",
    "\u2028",
    "\x00",
    "\x1b",
    "\U0001f600",
    "\U0001f469\u200d\U0001f467",
    "\u1100\u1161\u11a8",  # a syllable in three pieces
    "\uff11\uff12",  # wide digits
    "\u201c",
    "\u201d",
    '"',
    "'",
    "\u2014",
]


JUDGES = {"as judged": build_judge(), "all derived": judge(derivation=(5.0, 0.0))}


@functools.cache
def wire() -> dict[str | None, Article]:
    """The articles that ship, with the one that is scored against them."""
    samples = files("dedup") / "samples"
    found = [item.result for name in ("wire.jsonl", "incoming.json") for item in read_files(str(samples / name))]
    return {article.id: article for article in found if not isinstance(article, InputError)}


@functools.cache
def candidates() -> dict[str | None, Candidate]:
    return {name: candidate(article) for name, article in wire().items()}


def candidate(article: Article) -> Candidate:
    reference = ArticleRef(article.id, article.title, article.source, article.published_at, article.version)
    return Candidate(article, reference, side_of(article), article.evolved_from or article.id, ())


def prove(query: Article, others: list[Candidate], by: Judge) -> int:
    searched = Searched(len(others), 0, None, ENCODER.name, by.fingerprint)
    answer = by.verdict(query, side_of(query), others, searched, limit=len(others), given=True)
    body = json.loads(verdict_json(answer))
    assert len(body["matches"]) == len(others)
    return prove_offsets(body, query, {other.ref.id: other.article for other in others})


@pytest.mark.parametrize("name", list(wire()))
@pytest.mark.parametrize("by", list(JUDGES))
def test_each_article_against_all_the_others(name: str, by: str) -> None:
    others = [other for key, other in candidates().items() if key != name]
    assert prove(wire()[name], others, JUDGES[by]) > 19 * 6


def test_caller_s_own_paragraphs_are_the_paragraphs() -> None:
    article = wire()["nw-0412"]
    assert article.paragraph_spans is not None
    body = json.loads(verdict_json(build_judge().verdict(article, side_of(article), [], Searched(0, 0, None, "", ""))))
    assert [(p["start"], p["end"]) for p in body["paragraphs"]] == [tuple(span) for span in article.paragraph_spans]


def hostile(text: str, insertions: list[tuple[int, str]], *, ligatures: bool, breaks: str, spaces: str) -> Article:
    """A text with characters slipped in anywhere, sent as one string."""
    for place, trick in sorted(insertions, key=lambda insertion: -(insertion[0] % (len(text) + 1))):
        at = place % (len(text) + 1)
        text = text[:at] + trick + text[at:]
    if ligatures:
        text = text.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02")
    return Article(text.replace("\n", breaks).replace(" ", spaces), id="hostile")


PAIRS = [
    ("courier-8841", "nw-0412"),
    ("nw-0412-2", "nw-0412"),
    ("harbour-post-2231", "nw-0412"),
    ("ledger-5507", "nw-0412"),
    ("standard-1190", "nw-0412"),
]
RUBBISH = [one for one in "".join(TRICKS) if not "\u1100" <= one <= "\u11ff"]
"""Without the parts of Hangul syllables: alone they join whatever stands beside them, also where a slice ends."""
INSERTIONS = st.lists(st.tuples(st.integers(0, 4000), st.sampled_from(TRICKS)), max_size=60)
HOSTILE = st.fixed_dictionaries(
    {
        "insertions": INSERTIONS,
        "ligatures": st.booleans(),
        "breaks": st.sampled_from(["\n", "\r\n", "\r", "\n\u200b", "\u2029"]),
        "spaces": st.sampled_from([" ", "\u00a0", "\u2009 ", " \u200b"]),
    }
)
PLAIN = {"insertions": [], "ligatures": False, "breaks": "\n", "spaces": " "}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PAIRS), HOSTILE, HOSTILE, st.sampled_from(list(JUDGES)))
@example(PAIRS[0], {**PLAIN, "ligatures": True, "breaks": "\r\n"}, {**PLAIN, "spaces": "\u00a0"}, "as judged")
@example(PAIRS[1], {**PLAIN, "spaces": " \u200b"}, {**PLAIN, "breaks": "\u2029"}, "all derived")
def test_hostile_variants(pair: tuple[str, str], ours: Json, theirs: Json, by: str) -> None:
    query, match = (hostile(wire()[name].text, **how) for name, how in zip(pair, (ours, theirs), strict=True))
    assert prove(query, [candidate(replace(match, id="stored"))], JUDGES[by]) > 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from([*"aAe1,. \n\"'-", *RUBBISH]), min_size=1, max_size=200), INSERTIONS)
def test_rubbish(content: str, insertions: list[tuple[int, str]]) -> None:
    query = Article(content + " Divers found cracks in two piles of the pier.", id="q")
    match = replace(hostile(query.text, insertions, ligatures=False, breaks="\n", spaces=" "), id="m")
    assert prove(query, [candidate(match)], build_judge()) > 0


def test_hiding_characters_do_not_hide_a_copy() -> None:
    """The variants are not only sliced rightly: the copy is still seen."""
    article = wire()["nw-0412"]
    tricks = [trick for trick in TRICKS if trick in "\u200b\u00ad\ufeff\u202e\x00\x1b"]
    insertions = list(zip(range(0, 2500, 7), itertools.cycle(tricks), strict=False))
    query = hostile(article.text, insertions, ligatures=True, breaks="\r\n", spaces="\u00a0")
    by = build_judge()
    searched = Searched(1, 0, None, ENCODER.name, by.fingerprint)
    answer = by.verdict(query, side_of(query), [candidate(article)], searched)
    assert answer.relation == "identical"
    assert prove(query, [candidate(article)], by) > 20
