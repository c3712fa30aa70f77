"""Two given texts against each other: no store, no index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.detection.calibration import Calibration
from dedup.detection.matching import Candidate
from dedup.detection.verdict import ArticleRef, Searched, Verdict
from dedup.preparation import Sides, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.article import Article
    from dedup.detection.composition import Judge
    from dedup.detection.scale import Scale
    from dedup.ports.models import Encoder


class Comparer:
    """Compares two texts. Safe to share between threads.

    Args:
        encoder: The sentence model.
        judge: Decides and explains.
        scale: Of the sentence model, where it is known already.
        calibration: Gives the one to judge by; without, what ships.
    """

    def __init__(
        self,
        encoder: Encoder,
        judge: Judge,
        scale: Scale | None = None,
        calibration: Callable[[], Calibration] = Calibration,
    ) -> None:
        self._encoder = encoder
        self._judge = judge
        self._calibration = calibration
        self._sides = Sides(encoder, encoder.scale if scale is None else scale)

    def compare(self, query: Article, match: Article) -> Verdict:
        """Compare two given texts; nothing is stored and the corpus is not asked.

        Args:
            query: The one that is explained.
            match: The one it is held against.

        Returns:
            A verdict with exactly one match.

        Raises:
            EmptyText: One of the texts has no words.
            TextTooLong: One of them is longer than an article may be.
        """
        first, second = self._sides.encode(readable([query, match]))
        candidate = Candidate(
            match, ArticleRef.of(match), second, story=match.evolved_from or match.id or "", proposed_by=()
        )
        passages = len(second.document.passages)
        known = self._sides.languages
        judge = replace(self._judge, calibration=self._calibration())
        config = judge.configuration(known.scale)
        searched = Searched(1, passages, None, self._encoder.name, config, languages=known.listed)
        story = query.evolved_from or query.id
        return judge.verdict(query, first, [candidate], searched, story=story, given=True)
