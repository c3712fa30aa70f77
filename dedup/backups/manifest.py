"""What a backup says about itself, and what its articles scored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput

if TYPE_CHECKING:
    from dedup.service import DedupService


FORMAT = "wire-dedup backup 1"


MANIFEST = "manifest.json"


CHECKED = 3
"""Stored articles that are scored at either end: the first, one of the middle, and the last."""


CLOSE = 0.12
"""By how much a derivation may differ where the processor is another one, and models run in another precision: by 0.114
at most of 7,323 pairs in 8 bits and in bf16."""


_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Scored:
    """What a text scored: one that is stored, as if it came in without an id.

    Attributes:
        id: Of the stored article.
        version: Of the stored article.
        config: Fingerprint of what judged it.
        relation: Of the verdict.
        derivation: Of the verdict.
        best: Id and version of the best match.
    """

    id: str
    version: str
    config: str
    relation: str
    derivation: float
    best: list[str | None]

    def like(self, other: Scored) -> bool:
        """Whether another score says the same."""
        same = (self.relation, self.best) == (other.relation, other.best)
        return same and abs(self.derivation - other.derivation) <= CLOSE


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself.

    Attributes:
        format: Of the backup.
        made_at: When the database was copied.
        release: That made it.
        database: ``sqlite`` or ``postgresql``.
        schema: Revision of the database.
        file: The copy.
        size: Of the file, in bytes.
        sha256: Of the file.
        tables: Rows and digest of each table.
        articles: Stored versions.
        passages: Of them.
        sequence: The last operation.
        scored: What some stored articles scored.
    """

    format: str
    made_at: str
    release: str
    database: str
    schema: str
    file: str
    size: int
    sha256: str
    tables: dict[str, dict[str, Any]]
    articles: int
    passages: int
    sequence: int
    scored: list[Scored]


def scored_now(service: DedupService, key: int) -> Scored:
    """Score the text of a stored article, as if it came in without an id."""
    stored = service.store.load([key])[key].article
    verdict = service.score(replace(stored, id=None, version=None, evolved_from=None))
    best = verdict.matches[0].article if verdict.matches else None
    return Scored(
        str(stored.id),
        str(stored.version),
        verdict.searched.config,
        str(verdict.relation),
        round(verdict.derivation, 4),
        [best.id, best.version] if best else [None, None],
    )


def read_manifest(folder: Path) -> Manifest:
    """What a backup says about itself.

    Raises:
        UnreadableInput: It is no backup of this release, or of an earlier one.
    """
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**{**told, "scored": [Scored(**one) for one in told["scored"]]})
    except FileNotFoundError:
        message = f"{folder} is no backup: there is no {MANIFEST} in it. Name the folder that `dedup backup` made."
        raise UnreadableInput(message) from None
    except (ValueError, TypeError, KeyError, OSError) as error:
        message = f"{folder / MANIFEST} can not be read ({type(error).__name__}). Take another backup."
        raise UnreadableInput(message) from error
    if manifest.format != FORMAT or Path(manifest.file).name != manifest.file:
        message = f"{folder} is a backup of another kind, {manifest.format!r}; this release reads {FORMAT!r}."
        raise UnreadableInput(message)
    return manifest


def sha256_of(file: Path) -> str:
    """Of the bytes of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
