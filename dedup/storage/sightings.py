"""Which articles of a source have which paragraphs, by fingerprint: what furniture is learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from dedup.storage.database import in_lists
from dedup.storage.tables import SightingRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection


def note(connection: Connection, key: int, paragraphs: Iterable[int]) -> None:
    """Keep that an article has some paragraphs."""
    rows = [{"paragraph": paragraph, "article_key": key} for paragraph in sorted(set(paragraphs))]
    if rows:
        connection.execute(insert(SightingRow), rows)


def of(connection: Connection, paragraphs: Iterable[int]) -> dict[int, list[int]]:
    """Keys of the articles that were noted for each paragraph, ascending; none for one that was never seen."""
    found: dict[int, list[int]] = {}
    for chunk in in_lists(paragraphs):
        query = select(SightingRow.paragraph, SightingRow.article_key).where(SightingRow.paragraph.in_(chunk))
        for paragraph, key in connection.execute(query.order_by(SightingRow.article_key)):
            found.setdefault(paragraph, []).append(key)
    return found
