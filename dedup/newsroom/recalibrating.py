"""A recalibration by what editors answered, held to the gold set that ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.calibrating.gold import held_to_gold
from dedup.calibrating.recalibration import labelled, proposed
from dedup.detection.verdict import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.calibrating.gold import Held
    from dedup.calibrating.recalibration import Proposal
    from dedup.calibrations import Calibrations
    from dedup.newsroom.feedback import Feedback

LEARNED_FROM = "answers"


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What answers ask for.

    Attributes:
        proposal: As much of it as does no harm on the gold set, with figures of the answers.
        gold: With figures of the gold set.
    """

    proposal: Proposal
    gold: Held


def by_answers(answers: Iterable[Feedback], models: Calibrations) -> Recalibration:
    """What answers ask for.

    A calibration changes what everybody is answered, so only answers that everybody may see should be learned from.

    Args:
        answers: The latest word on each pair. Those on what other models said say nothing of these.
        models: That decide now.

    Raises:
        CalibrationRefused: There are too few answers, or there is nothing to gain by them, or it would be worse on the
            gold set than what ships.
    """
    pairs = [
        pair
        for one in answers
        if models.gave(str(one.machine.get("model", "")))
        for pair in [labelled(one.query_id, one.match_id, one.machine, Relation(one.relation).is_derived)]
        if pair is not None
    ]
    held = held_to_gold(proposed(pairs).calibration, models.relation_model)
    proposal = proposed(pairs, held.share)
    proposal.require_gain()
    return Recalibration(proposal, held)
