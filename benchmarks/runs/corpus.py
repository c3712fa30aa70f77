"""Test 2: a stored corpus of sources, rivals and distractors, and every derived article scored against it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from benchmarks.baselines import overlap
from dedup.detection.encoding import verdict_json
from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.corpora import Corpus
    from benchmarks.records import Row
    from benchmarks.workbench import Workbench
    from dedup.article import Article
    from dedup.formats.labelled import Pair
    from dedup.service import DedupService


@dataclass
class Plan:
    """Who is stored and who is scored. Ids carry their corpus's name, so that no two are the same.

    Attributes:
        stored: Sources, articles on one event and distractors.
        derived: Articles made from a stored one, with their pairs and the stored versions of their text.
        same_event: Stored articles with a stored report of the same event and no derived pair.
        distractors: Stored articles that have no source, as far as anybody knows.
    """

    stored: dict[str, Article] = field(default_factory=dict)
    derived: dict[str, tuple[Article, list[Pair], list[str]]] = field(default_factory=dict)
    same_event: list[str] = field(default_factory=list)
    distractors: list[str] = field(default_factory=list)


def plan(corpora: Sequence[Corpus]) -> Plan:
    """Lay out the test.

    An article that was made from another is not stored, unless a third was made from it: then it is taken out for as
    long as it is scored, as every stored article is. All texts that pairs link are sources of each other, so that where
    an agency's copy is stored in several versions any of them may come first; and so is a text that a corpus has twice.
    """
    made = Plan()
    for corpus in corpora:
        if not corpus.pairs:
            named = {_named(corpus, i): _renamed(corpus, i) for i in corpus.articles}
            made.stored |= named
            made.distractors += list(named)
            continue
        by_derived: dict[str, list[Pair]] = {}
        for pair in corpus.pairs:
            if pair.is_derived:
                by_derived.setdefault(pair.derived, []).append(pair)
        sources = {p.source for some in by_derived.values() for p in some}
        events = {name for p in corpus.pairs if not p.is_derived for name in (p.derived, p.source)}
        stored = sources | (events - set(by_derived))
        made.stored |= {_named(corpus, i): _renamed(corpus, i) for i in sorted(stored)}
        made.same_event += [_named(corpus, i) for i in sorted(events - sources - set(by_derived))]
        linked = _linked(corpus.pairs)
        for name, pairs in by_derived.items():
            versions = sorted(_named(corpus, i) for i in linked[name] & stored - {name})
            made.derived[_named(corpus, name)] = (_renamed(corpus, name), pairs, versions)
    twins = _twins(made.stored)
    derived = {
        name: (article, pairs, sorted({twin for version in versions for twin in twins[version]} - {name}))
        for name, (article, pairs, versions) in made.derived.items()
    }
    return replace(made, derived=derived)


def _twins(articles: Mapping[str, Article]) -> dict[str, list[str]]:
    """For each article all that have its very words, itself among them."""
    by_words: dict[str, list[str]] = {}
    for name, article in articles.items():
        by_words.setdefault(" ".join(article.text.casefold().split()), []).append(name)
    return {name: names for names in by_words.values() for name in names}


def _linked(pairs: Sequence[Pair]) -> dict[str, set[str]]:
    """For each article all that derived pairs link it to, over any number of steps."""
    groups: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.is_derived:
            joined = groups.get(pair.derived, {pair.derived}) | groups.get(pair.source, {pair.source})
            groups |= dict.fromkeys(joined, joined)
    return groups


def run_corpus(bench: Workbench, sample: int | None) -> None:
    """Ingest what is to be stored, and score every article against it that is not yet scored.

    Args:
        bench: The corpora and the engine.
        sample: Most articles scored of each corpus, of those derived, of those with a rival report, and of
            distractors; spread over the corpus. All if None.
    """
    made = plan(bench.corpora)
    sizes = {corpus.name: str(len(corpus.articles)) for corpus in bench.corpora}
    records = bench.records("corpus", bench.fingerprint | {"stored": json.dumps(sizes, sort_keys=True)})
    derived = _sampled(list(made.derived), sample)
    alone = [*_sampled(made.same_event, sample), *_sampled(made.distractors, sample)]
    with bench.service() as service:
        rows = service.ingest_many(made.stored.values())
        for result in bench.track(rows, "ingest", len(made.stored)):
            if isinstance(result, InputError):
                print(f"left out: {result}")
        bench.encoder.flush()
        waiting = [name for name in derived if _key(name) not in records]
        for name in bench.track(waiting, "derived articles", len(waiting)):
            article, pairs, versions = made.derived[name]
            gold = {
                "relation": pairs[0].relation,
                "detail": pairs[0].detail,
                "sources": versions,
                "relations": [pair.relation for pair in pairs],
            }
            for answer in _answers(service, article, stored=name in made.stored):
                records.append(_row("derived", name, answer) | gold)
        waiting = [name for name in alone if _key(name) not in records]
        events = set(made.same_event)
        for name in bench.track(waiting, "left out one by one", len(waiting)):
            for answer in _answers(service, made.stored[name], stored=True):
                row = _row("same_event" if name in events else "distractor", name, answer)
                records.append(row | {"overlaps": _overlaps(made, name, row)})
    bench.encoder.flush()


def _sampled(names: Sequence[str], most: int | None) -> list[str]:
    """At most so many names of each corpus, evenly spread."""
    by_corpus: dict[str, list[str]] = {}
    for name in names:
        by_corpus.setdefault(name.split(":", 1)[0], []).append(name)
    return [
        name
        for some in by_corpus.values()
        for name in (some if most is None or len(some) <= most else [some[i * len(some) // most] for i in range(most)])
    ]


def _answers(service: DedupService, article: Article, *, stored: bool) -> Iterator[dict[str, Any]]:
    """The answer for one article against all others; none if the article can not be used."""
    try:
        if stored:
            service.remove(str(article.id))
            yield json.loads(service.ingest(article).verdict)
        else:
            yield json.loads(verdict_json(service.score(article)))
    except InputError as error:
        print(f"left out: {article.id}: {error}")


def _row(role: str, name: str, answer: dict[str, Any]) -> Row:
    corpus, own = name.split(":", 1)
    return {
        "corpus": corpus,
        "derived": own,
        "role": role,
        "predicted": answer["relation"],
        "derivation": answer["derivation"],
        "needs_review": answer["needs_review"],
        "coverage": answer["coverage"],
        "matches": [
            {
                "id": match["article"]["id"],
                "relation": match["relation"],
                "derivation": match["derivation"],
                "needs_review": match["needs_review"],
                "proposed_by": match["proposed_by"],
                "evidence": match["evidence"],
            }
            for match in answer["matches"]
        ],
    }


def _overlaps(made: Plan, name: str, row: Row) -> list[list[Any]]:
    """Exact word 5-gram Jaccard and containment with every match that is called derived."""
    found = []
    for match in row["matches"]:
        if match["relation"] not in {"same_event", "unrelated"}:
            jaccard, containment = overlap(made.stored[name].text, made.stored[match["id"]].text)
            found.append([match["id"], round(jaccard, 4), round(containment, 4)])
    return found


def _key(name: str) -> tuple[str, str, str]:
    corpus, own = name.split(":", 1)
    return corpus, own, ""


def _named(corpus: Corpus, article_id: str) -> str:
    return f"{corpus.name}:{article_id}"


def _renamed(corpus: Corpus, article_id: str) -> Article:
    article = corpus.articles[article_id]
    chain = article.evolved_from and _named(corpus, article.evolved_from)
    return replace(article, id=_named(corpus, article_id), evolved_from=chain)
