"""The composition root: builds the service from settings, for the API, the command line and the benchmarks alike."""

from __future__ import annotations

import json
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dedup.detection.composition import Judge
from dedup.detection.kinship import Houses
from dedup.detection.reading import WINDOWS, JointReader
from dedup.detection.relation import RelationModel
from dedup.errors import StoreUnavailable
from dedup.onecore import stay_on_one_core
from dedup.pauses import pause_rarely
from dedup.text.languages.telling import primary

if TYPE_CHECKING:
    from dedup.access.control import AccessControl
    from dedup.comparing import Comparer
    from dedup.encoder import SentenceTransformerEncoder
    from dedup.ports.indexes import SemanticIndex
    from dedup.ports.models import Encoder, Reader
    from dedup.service import DedupService
    from dedup.settings import Settings
    from dedup.storage.database import Database

SNAPSHOT = "semantic.index"
"""File in the data folder that the semantic index starts from."""

ALL_LANGUAGES = "all"
"""What stands for any language in the setting that names those of the sentence model."""

DATABASE = "dedup.sqlite3"
"""File in the data folder that is the database, unless the settings name another."""


def build_encoder(settings: Settings) -> SentenceTransformerEncoder:
    """The sentence model that the settings name; loaded when it is first used."""
    from dedup.encoder import SentenceTransformerEncoder
    from dedup.modelfiles import PACKAGED, PACKAGED_KNOWS

    known = PACKAGED_KNOWS if settings.model == PACKAGED else None
    if settings.model_languages is not None:
        tags = {primary(tag) for tag in settings.model_languages.split(",")}
        known = None if ALL_LANGUAGES in tags else frozenset(tags)
    return SentenceTransformerEncoder(
        settings.model,
        settings.encoder_threads,
        known,
        precision=settings.encoder_precision,
        cached_bytes=_cached(settings) // 5,
        prompt=settings.model_prompt,
        device=settings.encoder_device,
    )


def _cached(settings: Settings) -> int:
    """Bytes of what is kept in memory: a fifth for vectors, the rest for texts, so that both last as long."""
    return settings.cache_mb * 10**6


def build_reader(settings: Settings, encoder: Encoder) -> Reader | None:
    """What reads uncertain pairs; None where nothing may be read, or nothing could be made of a reading.

    The adapter changes the packaged model's weights, and its windows are chosen by that model's vectors, so another
    sentence model has no reader; nor has a relation model that was fitted without readings any use for one.
    """
    from dedup.modelfiles import PACKAGED

    if not settings.reader_windows or encoder.name != PACKAGED or "reading" not in packaged_model():
        return None
    from dedup.compiled import Way
    from dedup.reader import AdaptedReader

    way = Way(settings.encoder_threads, settings.encoder_precision)
    return AdaptedReader(way=way, device=settings.encoder_device)


def packaged_model() -> dict[str, Any]:
    """The content of the relation model's file."""
    data: dict[str, Any] = json.loads(resources.files("dedup.detection").joinpath("model.json").read_text("utf-8"))
    return data


def build_judge(houses: Houses | None = None, reader: Reader | None = None, windows: int = WINDOWS) -> Judge:
    """The judge with the packaged relation model.

    Args:
        houses: Which sources are of one house; by default each is by itself.
        reader: Asked where the evidence leaves a doubt.
        windows: Most windows it reads for one verdict.
    """
    model = RelationModel.from_mapping(packaged_model())
    joint = None if reader is None else JointReader(reader.read, reader.name, windows)
    return Judge(model, houses or Houses(), joint)


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


def open_database(settings: Settings) -> Database:
    """Open the database; the embedded one is made, and brought to the current schema.

    Raises:
        SchemaOutdated: It needs its migrations.
        StoreUnavailable: It does not answer, or the data folder can not be had.
    """
    from dedup.storage.database import Database
    from dedup.storage.schema import is_current, require_current

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The data folder {settings.data_dir} can not be had ({error.strerror}). Name one that can."
        raise StoreUnavailable(message) from error
    database = Database(database_url(settings))
    if settings.database_url is None and not is_current(database):
        migrate(settings)
    require_current(database)
    return database


def build_access(database: Database, settings: Settings) -> AccessControl:
    """Build what knows who is let in, over the store's database."""
    from dedup.access.control import AccessControl
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.keys import SqlKeys
    from dedup.storage.sources import SqlSources
    from dedup.storage.users import SqlUsers

    audit = SqlAuditLog(database)
    locked = settings.user_header is not None or settings.oidc_issuer is not None
    sources = SqlSources(database, audit)
    return AccessControl(SqlKeys(database, audit), SqlUsers(database, audit), sources, audit, locked=locked)


def access_of(settings: Settings, service: DedupService) -> AccessControl:
    """What knows who is let in, over the store of a service."""
    return build_access(database_of(service), settings)


def database_of(service: DedupService) -> Database:
    """The database that a service was built over."""
    from dedup.storage.store import SqlArticleStore

    if not isinstance(service.store, SqlArticleStore):
        raise TypeError(service.store)
    return service.store.database


def build_comparer(settings: Settings) -> Comparer:
    """What compares two given texts: no store is opened."""
    from dedup.comparing import Comparer

    stay_on_one_core()
    encoder = build_encoder(settings)
    return Comparer(encoder, _judge_of(settings, build_reader(settings, encoder)))


def _judge_of(settings: Settings, reader: Reader | None) -> Judge:
    return build_judge(houses(settings), reader, settings.reader_windows)


def build_service(
    settings: Settings,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
    *,
    rebuilding: bool = False,
    database: Database | None = None,
) -> DedupService:
    """Build the service and bring its indexes in step with the store.

    The embedded database is migrated on the way; a database that was set by URL is its operator's, and has to be
    brought to the current schema with ``dedup migrate``.

    Args:
        settings: Everything that can be set.
        encoder: Another sentence model than the one the settings name.
        reader: Another reader than the packaged one.
        rebuilding: The service is built to rebuild its indexes, so a store of another model is accepted.
        database: Another database than the one the settings name, with the current schema; closed with the service.

    Returns:
        The service; its owner closes it.

    Raises:
        SchemaOutdated: The database needs its migrations.
        ModelMismatch: The store was built with another model or signature scheme.
        StoreUnavailable: The database does not answer.
        EncoderError: The sentence model can not be loaded.
    """
    from dedup.index.minhash import BANDS, MinHashLexicalIndex
    from dedup.observing import Observed, TimedEncoder, TimedReader
    from dedup.service import DedupService
    from dedup.storage.buckets import SqlBuckets
    from dedup.storage.store import SqlArticleStore

    stay_on_one_core()
    pause_rarely()
    database = database or open_database(settings)
    observed = Observed()
    encoder = TimedEncoder(encoder or build_encoder(settings), observed)
    reader = reader or build_reader(settings, encoder)
    store = SqlArticleStore(database)
    origin = f"{encoder.fingerprint} of {store.properties.identity()}"
    semantic = build_semantic_index(settings, encoder.dimension, origin)
    return DedupService(
        store,
        MinHashLexicalIndex(SqlBuckets(database, BANDS)),
        semantic,
        encoder,
        _judge_of(settings, reader and TimedReader(reader, observed)),
        window_days=settings.window_days,
        aligned=settings.candidates,
        cached_bytes=_cached(settings) * 4 // 5,
        rebuilding=rebuilding,
        observed=observed,
    )


def build_semantic_index(settings: Settings, dimension: int, origin: str) -> SemanticIndex:
    """Build the index of meanings: in this process, or in the engine that the settings name.

    Args:
        settings: Everything that can be set.
        dimension: Of the vectors.
        origin: Of which encoder and store they are.

    Raises:
        SettingsError: What the engine needs is not installed.
    """
    from dedup.settings import SettingsError

    url = settings.vectors_url
    if url is None:
        from dedup.index.faiss import FaissSemanticIndex

        return FaissSemanticIndex(settings.data_dir / SNAPSHOT, dimension, origin)
    from dedup.index.guarded import GuardedIndex

    extra, package = ("pgvector", "pgvector") if url.startswith("postgresql") else ("milvus", "pymilvus")
    if find_spec(package) is None:
        message = f"DEDUP_VECTORS_URL needs the extra {extra}: pip install 'wire-dedup[{extra}]'."
        raise SettingsError(message)
    if extra == "pgvector":
        from dedup.index.pgvector import PgvectorSemanticIndex

        return GuardedIndex(PgvectorSemanticIndex(url, dimension, origin))
    from dedup.index.milvus import MilvusSemanticIndex

    return GuardedIndex(MilvusSemanticIndex(url, dimension, origin))


def houses(settings: Settings) -> Houses:
    """Which sources are of one house, as the senders file says.

    Raises:
        SettingsError: The file can not be used.
    """
    from dedup.senders import load_houses

    return Houses() if settings.senders is None else Houses(load_houses(settings.senders).values())
