"""What a text was pieced together from: every paragraph credited over all candidates, and its sources read together."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from dedup.detection.changes import quotes_of
from dedup.detection.composite import composite_of, quotes_told
from dedup.detection.crediting import Option, closest, credit_of
from dedup.detection.shares import paragraph_weights
from dedup.detection.verdict import Kind, ParagraphVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from dedup.detection.ledger import QuoteEntry
    from dedup.detection.matching import Compared
    from dedup.detection.reading import Budget, JointReader
    from dedup.detection.relation import Weighing
    from dedup.detection.side import Side
    from dedup.detection.sources import Composite
    from dedup.detection.verdict import ArticleRef, Match


@dataclass(frozen=True)
class Piecing:
    """A query and all its candidates, of which it may be pieced together.

    Attributes:
        side: The query's side.
        compared: All candidates.
        weighing: What a reading adds; None where there is none.
        reader: Reads what a would-be composite restates; None leaves it to the evidence.
        budget: What may still be read.
    """

    side: Side
    compared: Sequence[Compared]
    weighing: Weighing | None
    reader: JointReader | None
    budget: Budget
    _readings: dict[frozenset[tuple[int, str | None]], float | None] = field(default_factory=dict)

    def credited(self, matches: Sequence[Match]) -> list[ParagraphVerdict]:
        """Each paragraph with its strongest source; the earliest one where several are as strong.

        Background is credited too where the stories that share it are no matches.
        """
        aside = [(one, one.background) for one in self.compared if one.background]
        credited = []
        for index, paragraph in enumerate(self.side.document.paragraphs):
            options = [Option(match.paragraphs[index], match.article.published_at) for match in matches]
            if sharing := [one for one, proves in aside if index in proves]:
                one = min(sharing, key=lambda one: _credit(one, index))  # only for that one it is told where it stands
                options.append(Option(one.told(index), one.candidate.ref.published_at))
            found = closest(options)
            if found is not None:
                credited.append(found)
                continue
            place = self.side.document.canonical.to_original(paragraph.span)
            credited.append(
                ParagraphVerdict(index, place.start, place.end, Kind.ORIGINAL, boilerplate=not len(paragraph.sentences))
            )
        return credited

    def composite(
        self,
        matches: Sequence[Match],
        paragraphs: Sequence[ParagraphVerdict],
        quotes: Callable[[Match], Sequence[QuoteEntry]] = quotes_told,
    ) -> Composite | None:
        """What the query was pieced together from, if it was.

        Args:
            matches: Best first.
            paragraphs: Credited to them.
            quotes: Gives the quote ledger of a match.
        """

        def weighed(probability: float, names: Collection[str | None]) -> float:
            reading = self._reading(paragraphs, names)
            if reading is None or self.weighing is None:
                return 0.0
            return self.weighing.probability(probability, reading)

        return composite_of(paragraph_weights(self.side), paragraphs, matches, quotes, weighed)

    def borne_out(
        self, matches: list[tuple[Match, Compared]], doubtful: Collection[ArticleRef], limit: int
    ) -> list[tuple[Match, Compared]]:
        """Matches without the doubtful ones, but for those that the text was pieced together from.

        Args:
            matches: All that may be told, best first, their ledgers empty.
            doubtful: Those whose texts may tell one event, and which a search does not bear out.
            limit: Most matches in the answer.
        """
        if not doubtful:
            return matches
        whole = {id(match): one for match, one in matches[:limit]}
        first = [match for match, _ in matches[:limit]]
        composite = self.composite(first, self.credited(first), lambda match: quotes_of(whole[id(match)]))
        pieces = set() if composite is None else {source.article_id for source in composite.sources}
        return [(match, one) for match, one in matches if match.article not in doubtful or match.article.id in pieces]

    def _reading(self, paragraphs: Sequence[ParagraphVerdict], names: Collection[str | None]) -> float | None:
        """Log-odds that what is said in other words restates what answers to it in some matches, read once.

        Paragraphs that were copied are not read: that they were taken is known.
        """
        pieces = frozenset(
            (p.index, p.best.article_id)
            for p in paragraphs
            if p.kind is Kind.PARAPHRASED and p.best is not None and p.best.article_id in names
        )
        if pieces not in self._readings:
            self._readings[pieces] = self._read(pieces)
        return self._readings[pieces]

    def _read(self, pieces: Collection[tuple[int, str | None]]) -> float | None:
        alignments = {one.candidate.ref.id: one.alignment for one in self.compared}
        restated = [alignments[name] for name in dict.fromkeys(name for _, name in sorted(pieces, key=itemgetter(0)))]
        if self.reader is None or any(alignment.by_words for alignment in restated):
            return None
        return self.reader.reading_among(restated, {index for index, _ in pieces}, self.budget)


def _credit(one: Compared, index: int) -> tuple[int, float, datetime]:
    held = one.held[index]
    return credit_of(held.kind, held.kept, held.semantic, one.candidate.ref.published_at)
