"""Articles in batches: what each is prepared to, and that the next is cut meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Article
from dedup.errors import EmptyText, InvalidArticle
from dedup.index.minhash import MemoryBuckets, MinHashLexicalIndex
from dedup.preparation import Prepared, Preparer
from tests.fakes import HashingEncoder
from tests.unit.service.opening import FROST, PIER, PLAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.ports.arrays import Vectors

SECONDS = 10.0
"""For what has to happen in another thread; reached only where it does not."""


def preparer(encoder: HashingEncoder) -> Preparer:
    return Preparer(encoder, MinHashLexicalIndex(MemoryBuckets()))


def test_batches_are_what_their_articles_are_one_by_one() -> None:
    articles = [Article(PIER, id="a", title="The pier"), Article(PLAY, id="b"), Article(FROST, id="c")]
    told = "known already"
    batches: list[list[Article | str]] = [[articles[0], told, articles[1]], [articles[2]]]
    made = list(preparer(HashingEncoder()).in_batches(batches))
    assert made[0][1] == told
    found = [one for batch in made for one in batch if isinstance(one, Prepared)]
    for one, again in zip(found, preparer(HashingEncoder()).prepare(articles), strict=True):
        assert one.article is again.article
        assert one.side.headline == again.side.headline
        np.testing.assert_array_equal(one.side.vectors, again.side.vectors)
        np.testing.assert_array_equal(one.passages, again.passages)
        np.testing.assert_array_equal(one.signatures, again.signatures)
        assert one.side.layout() == again.side.layout()
        assert one.side.profiled().kept() == again.side.profiled().kept()


def test_what_can_not_be_stored_stands_in_its_place() -> None:
    batch = [Article("...", id="a"), Article(PIER), Article(PLAY, id="c")]
    (made,) = preparer(HashingEncoder()).in_batches([batch])
    assert list(map(type, made)) == [EmptyText, InvalidArticle, Prepared]


def test_a_batch_is_read_off_while_the_one_before_is_encoded() -> None:
    asked_for_second = threading.Event()

    class Waiting(HashingEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            assert asked_for_second.wait(SECONDS)
            return super().encode(texts)

    def batches() -> Iterator[list[Article]]:
        yield [Article(PIER, id="a")]
        asked_for_second.set()
        yield [Article(PLAY, id="b")]

    assert [len(batch) for batch in preparer(Waiting()).in_batches(batches())] == [1, 1]
