"""The longest texts cost a bounded number of steps, whatever stands in them; counted, since a clock would race."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.article import Article
from dedup.comparing import Comparer
from dedup.detection.alignment import align
from dedup.detection.facts import fact_diff
from dedup.detection.slots import FactSide
from dedup.detection.verdict import Kind
from dedup.preparation import READ_BY_MEANING, Sides, as_stored, readable
from dedup.text.bounds import MOST_SENTENCES
from dedup.text.document import read_document
from dedup.text.facts import find_facts
from dedup.wiring import build_judge
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.detection.verdict import Verdict
    from dedup.ports.arrays import Vectors

LENGTH = READ_BY_MEANING + 12_000
_WORDS = [f"{first}{second}" for first in ("har", "pel", "sten", "ulm", "wex") for second in ("bour", "grove", "mouth")]
TAIL = (
    "Three trawlers were towed into Port Anselm on Monday after their nets had fouled, the harbour master said. "
    "Divers found cracks in two piles of the eastern pier, and nobody sets foot on it until spring."
)


def words(seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - the same every time
    return " ".join(chance.choices(_WORDS, k=LENGTH // 6))


WORST: dict[str, Callable[[int], str]] = {
    "no sentence ends": words,
    "prose": lambda seed: words(seed).replace("mouth ", "mouth. Then "),
    "a line a word": lambda seed: words(seed).replace(" ", "\n\n"),
    "digits": lambda seed: "".join(random.Random(seed).choices("0123456789", k=LENGTH)),  # noqa: S311
    "one word": lambda _: "harbour " * (LENGTH // 8),
    "one letter": lambda _: "a" * LENGTH,
    "quotation marks in each other": lambda _: "\u201c\u2018Yes,\u2019 he said, \u201c" * (LENGTH // 18),
    "no spaces": lambda seed: "".join(chr(0x4E00 + one) for one in random.Random(seed).choices(range(3000), k=LENGTH)),  # noqa: S311
}


@dataclass
class CountingEncoder(HashingEncoder):
    """Remembers how much it was given."""

    characters: int = 0
    sentences: int = 0
    longest: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.characters += sum(map(len, texts))
        self.sentences += len(texts)
        random_vectors = np.random.default_rng(1).standard_normal((len(texts), 64), dtype=np.float32)
        unit: Vectors = random_vectors / np.linalg.norm(random_vectors, axis=1, keepdims=True)
        return unit


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_texts_cost_a_bounded_number_of_steps(kind: str) -> None:
    encoder = CountingEncoder()
    query, match = Article(WORST[kind](1)), Article(WORST[kind](2))
    first, second = Sides(encoder).encode(readable([query, match]))
    assert encoder.characters <= 2 * READ_BY_MEANING
    assert encoder.sentences <= 2 * MOST_SENTENCES
    alignment = align(first, second)
    assert alignment.cosines.size <= MOST_SENTENCES**2
    assert len(alignment.runs) <= len(first.hashes)
    verdict = Comparer(encoder, build_judge()).compare(query, match)
    for paragraph in verdict.paragraphs:
        assert 0 <= paragraph.start <= paragraph.end <= len(query.text)


def compared(query: str, match: str) -> Verdict:
    return Comparer(HashingEncoder(), build_judge()).compare(Article(query), Article(match))


def figures(count: int, slip: int) -> Article:
    chance = random.Random(count)  # noqa: S311 - the same every time
    return Article(" ".join(f"{chance.randrange(1_000, 99_999) + slip:,}" for _ in range(count)))


@pytest.mark.parametrize("slip", [0, 7])
def test_a_table_costs_a_few_looks_at_each_pair_of_its_figures(slip: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, look = 0, FactSide.says_the_same

    def counted(self: FactSide, index: int, side: FactSide, other: int) -> bool:
        nonlocal looks
        looks += 1
        return look(self, index, side, other)

    monkeypatch.setattr(FactSide, "says_the_same", counted)
    texts = [read_document(figures(400, added)) for added in (0, slip)]
    ours, theirs = (FactSide.of(one, find_facts(one)) for one in texts)
    fact_diff(ours, theirs, [(sentence, sentence, 1.0) for sentence in ours.by_sentence])
    pairs = sum(len(some) * len(theirs.by_sentence.get(at, [])) for at, some in ours.by_sentence.items())
    assert max(map(len, ours.by_sentence.values())) > 30
    assert pairs / 20 < looks < 6 * pairs


def test_what_stands_behind_the_part_that_is_read_by_meaning_is_found_by_its_words() -> None:
    long = f"{WORST['prose'](1)}\n\n{TAIL}"
    of_long = compared(TAIL, long)
    assert of_long.paragraphs[0].kind is Kind.VERBATIM
    best = of_long.paragraphs[0].best
    assert best is not None
    assert long[best.start : best.end].strip() == TAIL
    in_long = compared(long, TAIL)
    assert in_long.paragraphs[-1].kind is Kind.VERBATIM


def test_an_answer_says_by_name_what_was_bounded() -> None:
    long = WORST["prose"](1)
    assert compared(TAIL, TAIL).searched.degraded == ()
    said = compared(long, TAIL).searched.degraded[-1]
    assert said.startswith("compared by words alone beyond the first 6")
    said = compared(TAIL, long).searched.degraded[-1]
    assert said.startswith("some texts compared by words alone beyond the first 6")
    lines = "\n\n".join(f"Berth {number} is let." for number in range(1200))
    assert compared(lines, TAIL).searched.degraded == (
        "compared in coarser pieces: the text has more than 1,000 paragraphs or 2,000 sentences",
    )


def test_what_was_not_encoded_is_known_from_the_store_too() -> None:
    (side,) = Sides(HashingEncoder()).encode(readable([Article(WORST["prose"](1))]))
    assert 0 < side.by_words.sum() < len(side.by_words)
    assert np.array_equal(as_stored(side).by_words, side.by_words)
    assert not side.by_words[: int(side.by_words.argmax())].any()
