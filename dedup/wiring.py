"""The composition root: builds the service from settings, for the API, the command line and the benchmarks alike."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from dedup.detection.composition import Judge
from dedup.detection.relation import RelationModel
from dedup.service import DedupService

if TYPE_CHECKING:
    from dedup.ports import Encoder
    from dedup.settings import Settings

SNAPSHOT = "semantic.index"
"""File in the data folder that the semantic index starts from."""

DATABASE = "dedup.sqlite3"
"""File in the data folder that is the database, unless the settings name another."""


def build_encoder(settings: Settings) -> Encoder:
    """The sentence model that the settings name; loaded when it is first used."""
    from dedup.encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(settings.model, settings.encoder_threads)


def packaged_model() -> dict[str, Any]:
    """The content of the relation model's file."""
    data: dict[str, Any] = json.loads(resources.files("dedup.detection").joinpath("model.json").read_text("utf-8"))
    return data


def build_judge() -> Judge:
    """The judge with the packaged relation model."""
    return Judge(RelationModel.from_mapping(packaged_model()))


def database_url(settings: Settings) -> str:
    """Where the store is: the URL that is set, or the embedded database in the data folder."""
    return settings.database_url or f"sqlite:///{(settings.data_dir / DATABASE).absolute()}"


def migrate(settings: Settings) -> None:
    """Bring the database to the schema of this release.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    from dedup.storage.schema import upgrade

    upgrade(database_url(settings))


def build_service(settings: Settings, encoder: Encoder | None = None, *, rebuilding: bool = False) -> DedupService:
    """Build the service and bring its indexes in step with the store.

    The embedded database is migrated on the way; a database that was set by URL is its operator's, and has to be
    brought to the current schema with ``dedup migrate``.

    Args:
        settings: Everything that can be set.
        encoder: Another sentence model than the one the settings name.
        rebuilding: The service is built to rebuild its indexes, so a store of another model is accepted.

    Returns:
        The service; its owner closes it.

    Raises:
        SchemaOutdated: The database needs its migrations.
        ModelMismatch: The store was built with another model or signature scheme.
        StoreUnavailable: The database does not answer.
        EncoderError: The sentence model can not be loaded.
    """
    from dedup.index.faiss import FaissSemanticIndex
    from dedup.index.minhash import BANDS, MinHashLexicalIndex
    from dedup.storage.buckets import SqlBuckets
    from dedup.storage.database import Database
    from dedup.storage.schema import require_current
    from dedup.storage.store import SqlArticleStore

    if settings.database_url is None:
        migrate(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(database_url(settings))
    require_current(database)
    encoder = encoder or build_encoder(settings)
    store = SqlArticleStore(database)
    origin = f"{encoder.fingerprint} of {store.identity()}"
    semantic = FaissSemanticIndex(settings.data_dir / SNAPSHOT, encoder.dimension, origin)
    return DedupService(
        store,
        MinHashLexicalIndex(SqlBuckets(database, BANDS)),
        semantic,
        encoder,
        build_judge(),
        window_days=settings.window_days,
        aligned=settings.candidates,
        rebuilding=rebuilding,
    )
