"""Which calibration a store's answers are made with: the last one that was applied, until it is taken back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dedup.detection.calibration import AS_SHIPPED, Calibration
from dedup.detection.scale import MARK

if TYPE_CHECKING:
    from dedup.detection.scale import Scale
    from dedup.ports.store import ArticleStore

KEPT = "calibration"
"""Name under which a store keeps it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A calibration that was applied, and to what.

    Attributes:
        slope: Of :class:`dedup.detection.calibration.Calibration`.
        offset: Likewise.
        relation_model: Fingerprint of the relation model whose derivations it reads.
        sentence_model: Of the sentence model.
        labels: Pairs it was fitted to.
        learned_from: What said what those pairs are: ``answers`` or ``corpus``.
        at: When it was applied, in ISO 8601.
        by: Who applied it.
    """

    slope: float
    offset: float
    relation_model: str
    sentence_model: str
    labels: int
    learned_from: str
    at: str
    by: str

    @property
    def calibration(self) -> Calibration:
        """What it makes of a derivation."""
        return Calibration(self.slope, self.offset)

    @property
    def told(self) -> str:
        """The same in a line."""
        pairs = f"{self.labels:,} labelled pairs of {self.learned_from}"
        return f"{self.calibration.name}, fitted to {pairs}, applied by {self.by} on {self.at[:10]}"


class Calibrations:
    """The calibration of one store. Asked anew for each answer, so that all processes give the same.

    Args:
        store: Keeps it.
        relation_model: Fingerprint of the relation model that decides here.
        sentence_model: Likewise.
        scale: Of the sentence model.
    """

    def __init__(self, store: ArticleStore, relation_model: str, sentence_model: str, scale: Scale) -> None:
        self._store = store
        self.relation_model = relation_model
        self.sentence_model = sentence_model
        self.scale = scale

    def now(self) -> Calibration:
        """The one to judge by; one that was fitted to other models does not count."""
        applied = self.applied()
        return AS_SHIPPED if applied is None or not self.holds(applied) else applied.calibration

    def holds(self, applied: Applied) -> bool:
        """Whether it was fitted to the models that decide here."""
        return (applied.relation_model, applied.sentence_model) == (self.relation_model, self.sentence_model)

    def gave(self, configuration: str) -> bool:
        """Whether an answer was given by the models that decide here, however calibrated, by its configuration."""
        parts = configuration.split()
        scales = [part for part in parts if part.startswith(MARK)]
        return self.relation_model in parts and scales == [self.scale.name] * bool(self.scale.name)

    def applied(self) -> Applied | None:
        """The last one that was applied, if it was not taken back."""
        return _read(self._store.properties.learned(KEPT))

    def apply(self, applied: Applied) -> None:
        """Judge by another one from now on."""
        self._store.properties.learn(KEPT, json.dumps(asdict(applied)))

    def take_back(self) -> Applied | None:
        """Judge as shipped from now on; gives what was applied."""
        applied = self.applied()
        self._store.properties.learn(KEPT, None)
        return applied


@lru_cache(maxsize=8)
def _read(kept: str | None) -> Applied | None:
    return None if kept is None else Applied(**json.loads(kept))
