"""Applies a calibration to a store's answers, and takes it back; both are in the audit log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dedup.calibrations import Applied

if TYPE_CHECKING:
    from dedup.access.audit import AuditLog
    from dedup.access.callers import Caller
    from dedup.calibrating.recalibration import Proposal
    from dedup.service import DedupService


def apply(
    service: DedupService, audit: AuditLog, proposal: Proposal, learned_from: str, by: tuple[Caller, str]
) -> None:
    """Judge by what was proposed from now on, in every process of the store.

    Args:
        service: Over the store.
        audit: In the store's database.
        proposal: It.
        learned_from: ``answers`` or ``corpus``.
        by: Who applies it, and from where.
    """
    who, origin = by
    models, line = service.calibrations, proposal.calibration
    applied = Applied(
        line.slope,
        line.offset,
        models.relation_model,
        models.sentence_model,
        proposal.labels,
        learned_from,
        datetime.now(UTC).isoformat(timespec="seconds"),
        who.told,
    )
    with service.store.transaction():
        models.apply(applied)
        audit.write(who, "calibration.apply", line.name or "as shipped", origin)


def take_back(service: DedupService, audit: AuditLog, by: tuple[Caller, str]) -> Applied | None:
    """Judge as shipped from now on; gives what was applied, None where nothing was.

    Args:
        service: Over the store.
        audit: In the store's database.
        by: Who takes it back, and from where.
    """
    who, origin = by
    with service.store.transaction():
        applied = service.calibrations.take_back()
        if applied is not None:
            audit.write(who, "calibration.reset", applied.calibration.name, origin)
    return applied
