"""Fit the probability of a composite: ``python -m benchmarks composites --data DIR``.

Composites are made of what people wrote: passages of rewrites and translations of four to seven articles, one after the
other, held against those articles and as many others. What they are told from are independent reports of one event,
each held against the other reports of it. Only texts count that no single article explains, since of no others the
question is asked. A logistic regression on :func:`dedup.detection.composite.evidence_of`, printed for
``dedup/detection/composite.py``; beside it what it brings on each corpus that it was not fitted on, and how many of
those that restate several articles and reword a quotation are called one after the reader that ships has read them.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.corpora import Corpus, load_corpus, load_gold
from benchmarks.fit import balanced
from benchmarks.sides import SideCache
from dedup.article import Article
from dedup.detection.composite import SEVERAL, evidence_of, is_reworded
from dedup.detection.matching import Candidate
from dedup.detection.shares import paragraph_weights
from dedup.detection.side import Side
from dedup.detection.verdict import ArticleRef, Searched
from dedup.reader import AdaptedReader
from dedup.text.document import read_document
from dedup.wiring import build_judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.detection.composition import Judge
    from dedup.formats.labelled import Pair

REWRITTEN = ("onestop", "wmt21-ru-en")
"""Corpora whose rewrites have paragraphs, and from whose articles composites are made; the gold set is another."""

INDEPENDENT = ("basil", "ecb-plus")

COMPOSITES = 45
"""Composites made of each corpus."""

REPORTS = 150
"""Reports read of each corpus of independent ones."""

CANDIDATES = 12
"""Articles that a text is held against, as in a lookup."""

PIECES = (4, 7)
"""Articles that a composite is made from: with fewer, one of them mostly explains it."""

RARITY = 9.0
"""Independent reports that come on one composite in an archive; by this the fit is weighed. What share composites have
is not known, and a false one costs an editor's trust, so it is rather high."""

FEATURES = ("rest", "close", "copied")
_STRENGTH = 10.0
_LEAST_WORDS = 80


class Seen(NamedTuple):
    """A text that several articles are close to, and none explains."""

    corpus: str
    composite: bool
    evidence: dict[str, float]
    reworded: bool
    composed: bool


def seen(corpus: Corpus, sides: SideCache, judge: Judge, count: int = COMPOSITES) -> Iterator[Seen | None]:
    """Texts of a corpus, composites or reports of its events; None where the question is not asked.

    Args:
        corpus: Of rewrites, or of independent reports.
        sides: Sentence vectors.
        judge: Finds what explains a text, by the evidence alone; its reader is asked where a quotation is reworded.
        count: Composites that are made.
    """
    rng = random.Random(corpus.name)  # noqa: S311 - a fixed sample, not a secret
    if corpus.name in INDEPENDENT:
        for name, others in _reports(corpus, rng):
            article = Article(corpus.articles[name].text, paragraph_spans=corpus.articles[name].paragraph_spans)
            yield _asked(corpus, article, sides.side(corpus, name), others, sides, judge)
        return
    pairs = [pair for pair in corpus.fitting_pairs if pair.relation == "rewrite"]
    for _ in range(count):
        chosen = _chosen(pairs, rng)
        parts = [_passage(corpus, pair.derived, len(chosen), sides, rng) for pair in chosen]
        article = Article("\n\n".join(parts))
        document = read_document(article)
        side = Side(document, sides.encoder.encode(document.sentence_texts()), scale=sides.encoder.scale)
        others = [pair.source for pair in _chosen(pairs, rng)]
        sources = list(dict.fromkeys([pair.source for pair in chosen] + others))
        yield _asked(corpus, article, side, sources, sides, judge)


def _reports(corpus: Corpus, rng: random.Random) -> list[tuple[str, list[str]]]:
    """Reports without a labelled copy, each with others of its event."""
    copies = {name for pair in corpus.pairs if pair.is_derived for name in (pair.derived, pair.source)}
    others: dict[str, set[str]] = {}
    for pair in corpus.pairs:
        others.setdefault(pair.derived, set()).add(pair.source)
        others.setdefault(pair.source, set()).add(pair.derived)
    names = rng.sample(sorted(set(others) - copies), min(REPORTS, len(set(others) - copies)))
    return [(name, rng.sample(sorted(others[name]), min(CANDIDATES, len(others[name])))) for name in names]


def _chosen(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Pairs of different sources."""
    by_source = {pair.source: pair for pair in rng.sample(list(pairs), len(pairs))}
    return rng.sample(list(by_source.values()), rng.randint(*PIECES))


def _passage(corpus: Corpus, name: str, pieces: int, sides: SideCache, rng: random.Random) -> str:
    """Some paragraphs of a text in a row, as much of it as makes a text of its length with the other pieces."""
    document = sides.side(corpus, name).document
    places = [document.canonical.to_original(one.span) for one in document.paragraphs if len(one.sentences)]
    size = max(1, round(len(places) / pieces))
    first = rng.randrange(len(places) - size + 1)
    return "\n\n".join(corpus.articles[name].text[slice(*place)] for place in places[first : first + size])


def _asked(  # noqa: PLR0913, PLR0917 - a text and what it is held against
    corpus: Corpus, article: Article, side: Side, others: Sequence[str], sides: SideCache, judge: Judge
) -> Seen | None:
    if len(side.hashes) < _LEAST_WORDS:
        return None
    candidates = [
        Candidate(corpus.articles[name], ArticleRef(name), sides.side(corpus, name), name, ()) for name in others
    ]
    searched = Searched(len(others), 0, None, "", "")
    answer = replace(judge, reader=None).verdict(article, side, candidates, searched, is_new=False)
    names = {source.article_id for source in answer.sources}
    if len(names) < SEVERAL or any(match.relation.is_derived for match in answer.matches):
        return None
    evidence = evidence_of(paragraph_weights(side), answer.paragraphs, names)
    reworded = is_reworded(evidence, answer.sources, answer.matches)
    told = judge.verdict(article, side, candidates, searched, is_new=False) if reworded else answer
    return Seen(corpus.name, corpus.name not in INDEPENDENT, evidence, reworded, told.composite is not None)


class Fit(NamedTuple):
    """A fitted probability."""

    intercept: float
    coefficients: NDArray[np.float64]

    def probabilities(self, rows: Sequence[Seen]) -> NDArray[np.float64]:
        """Of each text."""
        odds: NDArray[np.float64] = _matrix(rows) @ self.coefficients + self.intercept
        return 1.0 / (1.0 + np.exp(-odds))


def fit(rows: Sequence[Seen]) -> Fit:
    """Fit on texts of both sorts."""
    truth = np.array([row.composite for row in rows])
    weights = balanced([row.corpus for row in rows], truth) * np.where(truth, 1.0, RARITY)
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit(_matrix(rows), truth, sample_weight=weights * len(rows) / weights.sum())
    return Fit(float(model.intercept_[0]), model.coef_[0])


def _matrix(rows: Sequence[Seen]) -> NDArray[np.float64]:
    return np.array([[row.evidence[name] for name in FEATURES] for row in rows])


def main() -> None:
    """Fit, and print the coefficients and what they bring on corpora that they were not fitted on."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks composites", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpora")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    arguments = parser.parse_args()
    sides = SideCache(arguments.cache)
    judge = build_judge(reader=AdaptedReader())
    corpora = [load_gold(), *(load_corpus(arguments.data, name) for name in (*REWRITTEN, *INDEPENDENT))]
    found = {corpus.name: list(seen(corpus, sides, judge)) for corpus in corpora}
    sides.encoder.flush()
    rows = [row for some in found.values() for row in some if row is not None]
    fitted = fit(rows)
    print(
        f"intercept {fitted.intercept:.2f}, "
        + ", ".join(f"{name} {value:.2f}" for name, value in zip(FEATURES, fitted.coefficients, strict=True))
    )
    for name, some in found.items():
        own = [row for row in some if row is not None]
        odds = fit([row for row in rows if row.corpus != name]).probabilities(own) if own else np.empty(0)
        kind = "reports" if name in INDEPENDENT else "composites"
        bars = ", ".join(f"{int((odds >= bar).sum())} at {bar}" for bar in (0.5, 0.9, 0.95))
        print(
            f"{name}: {len(some)} {kind}, {len(own)} explained by no single article, "
            f"{sum(row.reworded for row in own)} with a reworded quotation, "
            f"{sum(row.reworded and row.composed for row in own)} of those a composite once read; "
            f"fitted without it: {bars}"
        )


if __name__ == "__main__":
    main()
