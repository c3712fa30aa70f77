"""What keeps something whose every change is written into the audit log, in the transaction that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.access.audit import AuditLog
    from dedup.storage.database import Database


class Audited:
    """Keeps something in the store's database.

    Args:
        database: The store's.
        audit: In the same database; a change and its entry are one transaction.
    """

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit
