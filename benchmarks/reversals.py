"""Reversals planted by hand: ``python -m benchmarks reversals --data DIR --out FILE``.

Real rewrites hardly ever turn a statement round, so edits that do, and as many that only look like it, were written
into derived articles of public corpora before their author had read the detector (``gold/reversals.jsonl``: places and
new words, no text of a corpus). One is applied at a time, and the pair compared as the product compares it. Half of the
sources are for mending the detector: ``--show`` prints what was missed or wrong there, and of the other half only
figures are told. A third part (``gold/reversals-unseen.jsonl``) was planted in other articles after that, by somebody
who had read neither the detector nor its word lists: nothing may be mended by it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from rich.progress import track

from benchmarks.corpora import load_corpus
from benchmarks.gold import EVENTS
from benchmarks.markdown import table
from benchmarks.sides import SideCache
from dedup.article import Span
from dedup.detection.ledger import FactKind
from dedup.formats.labelled import lines_of
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.corpora import Corpus
    from benchmarks.records import Row
    from dedup.article import Article
    from dedup.detection.ledger import FactEntry
    from dedup.detection.verdict import Verdict

EDITS = EVENTS.parent / "reversals.jsonl"
"""The edits by which the detector was mended, and as many by which it was not."""

UNSEEN = EVENTS.parent / "reversals-unseen.jsonl"
"""Those planted later, for reporting alone."""

_NEAR = 30
"""Characters from an edit within which it is told: "now equal" for "not equal" is told of the word behind."""

_HALVES = ("mending", "reporting")
_UNSEEN = "unseen"


class Compares(Protocol):
    """What compares two texts: the service, or the comparer alone."""

    def compare(self, query: Article, match: Article) -> Verdict:
        """Compare two given texts."""


@dataclass(frozen=True)
class Edit:
    """One change of one article.

    Attributes:
        corpus: Its corpus.
        derived: Id of the article that is changed.
        source: Id of the one it was made from.
        start: Where the change begins, in characters of the derived article's text.
        end: Where what it replaces ends.
        replacement: The new words.
        reverses: Whether a statement says the opposite of the source's by it.
        kind: What was changed: a verb, a negation; or what makes it tempting.
        unseen: Whether it is one of those planted later.
    """

    corpus: str
    derived: str
    source: str
    start: int
    end: int
    replacement: str
    reverses: bool
    kind: str
    unseen: bool = False

    @property
    def part(self) -> str:
        """Whether the detector may be mended by it: the half its source is in, or ``unseen``."""
        return _UNSEEN if self.unseen else half_of(self.corpus, self.source)

    def applied(self, article: Article) -> Article:
        """The article with the change, its paragraphs where they were."""
        text = article.text[: self.start] + self.replacement + article.text[self.end :]
        moved = len(text) - len(article.text)
        spans = article.paragraph_spans and tuple(
            Span(*(edge + moved if edge >= self.end else edge for edge in span)) for span in article.paragraph_spans
        )
        return replace(article, text=text, paragraph_spans=spans)

    def is_at(self, start: int, end: int) -> bool:
        """Whether a stretch of the changed text is where the change was made."""
        return start <= self.start + len(self.replacement) + _NEAR and self.start - _NEAR <= end


def half_of(corpus: str, source: str) -> str:
    """The half a source is in: all that was made from it is in the same one."""
    return _HALVES[hashlib.sha256(f"{corpus}/{source}".encode()).digest()[0] % 2]


def load_edits(path: Path = EDITS, unseen: Path = UNSEEN) -> list[Edit]:
    """The edits of a file, then those of the one of unseen edits.

    Raises:
        UnreadableInput: A line is no JSON object.
    """
    return [Edit(**row) for row in lines_of(path)] + [Edit(**row, unseen=True) for row in lines_of(unseen)]


def judged(comparer: Compares, edit: Edit, derived: Article, source: Article) -> Row:
    """Apply one edit and judge what is told of it.

    Args:
        comparer: Compares two texts.
        edit: The edit.
        derived: The article it changes.
        source: The article that was made from.

    Returns:
        The edit, its ``part``, ``told`` (places of all reversals that are not told without it), and how many of them
        are ``right`` and ``wrong``; at most one is right.
    """
    changed = edit.applied(derived)
    told = _told(comparer, changed, source)
    if told:
        before = {(entry.query.text, entry.match.text) for entry in _told(comparer, derived, source)}
        told = [entry for entry in told if (entry.query.text, entry.match.text) not in before]
    there = [entry for entry in told if edit.reverses and edit.is_at(entry.query.start, entry.query.end)]
    return asdict(edit) | {
        "part": edit.part,
        "told": [[entry.query.start, entry.query.end, entry.match.start, entry.match.end] for entry in told],
        "right": min(len(there), 1),
        "wrong": len(told) - len(there),
    }


def _told(comparer: Compares, query: Article, match: Article) -> list[FactEntry]:
    facts = comparer.compare(query, match).matches[0].facts
    return [entry for entry in facts if entry.kind is FactKind.REVERSAL]


def natural_reversals(comparer: Compares, corpora: Iterable[Corpus]) -> tuple[int, list[Row]]:
    """How many derived pairs there are as they are, and what is told of them: for somebody to look at."""
    pairs = [(corpus, pair) for corpus in corpora for pair in corpus.pairs if pair.is_derived]
    found = [
        {
            "corpus": corpus.name,
            "derived": pair.derived,
            "source": pair.source,
            "told": [entry.query.start, entry.query.end],
        }
        for corpus, pair in track(pairs, "as they are")
        for entry in _told(comparer, corpus.articles[pair.derived], corpus.articles[pair.source])
    ]
    return len(pairs), found


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Precision of what is told of some edits, and recall of those that reverse."""
    right, wrong = sum(row["right"] for row in rows), sum(row["wrong"] for row in rows)
    reversing = sum(row["reverses"] for row in rows)
    return {
        "edits": len(rows),
        "reversing": reversing,
        "told": right + wrong,
        "right": right,
        "precision": round(right / (right + wrong), 3) if right + wrong else None,
        "recall": round(right / reversing, 3) if reversing else None,
    }


def all_figures(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """The figures of all edits, of each part, and by corpus and kind."""
    groups = {"all": list(rows)}
    for column in ("part", "corpus", "kind"):
        for value in sorted({row[column] for row in rows}):
            groups[value] = [row for row in rows if row[column] == value]
    return {name: figures_of(group) for name, group in groups.items()}


def _shown(row: Row, derived: Article) -> str:
    around = derived.text[max(0, row["start"] - 70) : row["start"]]
    behind = derived.text[row["end"] : row["end"] + 60]
    said = f"{around}[{derived.text[row['start'] : row['end']]} -> {row['replacement']}]{behind}".replace("\n", " ")
    return f"{'wrong ' if row['wrong'] else 'missed'} {row['corpus']} {row['derived']} ({row['kind']}): {said}"


def main() -> None:
    """Judge every edit, print the figures, and write the verdicts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks reversals", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    parser.add_argument("--out", type=Path, help="file for figures and verdicts")
    parser.add_argument("--show", action="store_true", help="print what is missed or wrong in the half for mending")
    parser.add_argument("--part", choices=[*_HALVES, _UNSEEN], help="only the edits of this part")
    parser.add_argument("--planted", action="store_true", help="leave out the pairs as they are")
    arguments = parser.parse_args()
    edits = [edit for edit in load_edits() if arguments.part in (None, edit.part)]
    corpora = {name: load_corpus(arguments.data, name) for name in dict.fromkeys(edit.corpus for edit in edits)}
    encoder = SideCache(arguments.cache).encoder
    with TemporaryDirectory() as folder, closing(build_service(Settings(data_dir=Path(folder)), encoder)) as service:
        rows = []
        for edit in track(edits, "edits"):
            articles = corpora[edit.corpus].articles
            rows.append(judged(service, edit, articles[edit.derived], articles[edit.source]))
        pairs, natural = (0, []) if arguments.planted else natural_reversals(service, corpora.values())
    encoder.flush()
    figures = all_figures(rows)
    if arguments.show:
        for row in rows:
            if row["part"] == _HALVES[0] and (row["wrong"] or row["right"] < row["reverses"]):
                print(_shown(row, corpora[row["corpus"]].articles[row["derived"]]))
    print(table(["", *figures["all"]], [[name, *map(str, group.values())] for name, group in figures.items()]))
    print(f"{len(natural)} told of {pairs} derived pairs as they are")
    if arguments.out is not None:
        lines = {"figures": figures, "derived pairs": pairs, "as they are": natural, "edits": rows}
        arguments.out.write_text(json.dumps(lines, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
