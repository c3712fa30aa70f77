"""Test 3: which paragraphs and passages the answer aligns; for the gold set also quotations, facts and kinds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Protocol

from benchmarks.plagdet import merge
from dedup.detection.ledger import QuoteStatus
from dedup.errors import InputError
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus
    from benchmarks.records import Row
    from benchmarks.workbench import Workbench
    from dedup.article import Article
    from dedup.detection.ledger import QuoteEntry
    from dedup.detection.verdict import Verdict


class Compares(Protocol):
    """What compares two given texts."""

    def compare(self, query: Article, match: Article) -> Verdict:
        """Compare them."""
        ...


def run_alignment(bench: Workbench) -> None:
    """Explain every pair that has gold labels beyond its relation.

    Args:
        bench: The corpora and the engine.
    """
    records = bench.records("alignment")
    with bench.service() as service:
        for corpus in bench.labelled:
            wanted = {key: labels for key, labels in labels_of(corpus).items() if (corpus.name, *key) not in records}
            for (derived, source), labels in bench.track(wanted.items(), f"alignment of {corpus.name}", len(wanted)):
                records.append(explained(service, corpus, derived, source) | labels)
    bench.encoder.flush()


def labels_of(corpus: Corpus) -> dict[tuple[str, str], Row]:
    """Gold labels of each pair: paragraphs, spans, kinds, quotations and facts."""
    labels: dict[tuple[str, str], Row] = {}
    for entry in corpus.alignments:
        key = (str(entry["derived"]), str(entry["source"]))
        if key[0] in corpus.articles and key[1] in corpus.articles:
            row = labels.setdefault(key, {})
            if "paragraphs" in entry:
                row["gold_links"] = entry["paragraphs"]
            if "spans" in entry:
                row["gold_spans"] = [[span["derived"], span["source"]] for span in entry["spans"]]
    for key, pair in corpus.labels.items():
        labels.setdefault(key, {}).update(
            {
                "relation": pair.relation,
                "style": pair.style,
                "held_out": key[0] in corpus.held_out,
                "gold_kinds": [p.kind for p in pair.paragraphs],
                "gold_quotes": [[q.status, q.derived, q.source] for q in pair.quotes],
                "gold_facts": [[f.kind, f.derived, f.source, f.derived_paragraph] for f in pair.facts],
            }
        )
    return labels


def explained(service: Compares, corpus: Corpus, derived: str, source: str) -> Row:
    """What the answer says of one pair, in the form that the figures read."""
    query, match = corpus.articles[derived], corpus.articles[source]
    row: Row = {"corpus": corpus.name, "derived": derived, "source": source}
    try:
        verdict = service.compare(query, match)
    except InputError as error:
        return row | {"error": str(error)}
    found = verdict.matches[0]
    runs = [(span.query, span.match) for span in found.spans]
    row |= {
        "predicted": found.relation.value,
        "links": _links(verdict, query, match),
        "spans": [[list(one), list(other)] for one, other in runs],
        "detections": [
            [list(one), list(other), round(_alike(query.text[slice(*one)], match.text[slice(*other)]), 4)]
            for one, other in merge(runs)
        ],
    }
    if (derived, source) in corpus.labels:
        row |= {
            "kinds": [[_own(query, p.start, p.index), p.kind.value] for p in verdict.paragraphs],
            "quotes": [_quote(entry) for entry in found.quotes],
            "facts": [
                [f.kind.value, f.query.text, f.match.text, _own(query, f.query.start, f.query_paragraph)]
                for f in found.facts
            ],
        }
    return row


def _quote(entry: QuoteEntry) -> list[str | None]:
    """An entry as the gold set labels it, where a quotation that lost its marks counts as dropped."""
    if entry.status is QuoteStatus.UNQUOTED:
        entry = replace(entry, status=QuoteStatus.DROPPED, query=None)
    return [entry.status.value, *(excerpt.text if excerpt else None for excerpt in (entry.query, entry.match))]


def _links(verdict: Verdict, query: Article, match: Article) -> list[list[int]]:
    """Aligned paragraphs, counted as the caller counts them."""
    links = {
        (_own(query, p.start, p.index), _own(match, p.best.start, p.best.paragraph))
        for p in verdict.paragraphs
        if p.best is not None
    }
    return [list(link) for link in sorted(links)]


def _alike(first: str, second: str) -> float:
    """Share of the words of two passages that stand in both in one order: a check that owes nothing to the engine."""
    one, other = ([word for word, _, _ in words_with_offsets(text)] for text in (first, second))
    return float(SequenceMatcher(a=one, b=other, autojunk=False).ratio())


def _own(article: Article, place: int, index: int) -> int:
    """Index of the caller's own paragraph at a place; the engine's index where the text came in one piece."""
    spans = article.paragraph_spans
    return index if spans is None else max(0, bisect_right([span.start for span in spans], place) - 1)
