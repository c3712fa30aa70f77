"""The library: two texts compared, and an index of articles, without a server and without a set-up."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from dedup.article import Article
from dedup.errors import ArticleNotFound, InputError, StoreUnavailable
from dedup.formats.given import Text, article_of, rows_of, with_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from rich.console import Console

    from dedup.comparing import Comparer
    from dedup.detection.verdict import ArticleRef, Match, Relation, Verdict
    from dedup.service import DedupService
    from dedup.storing import Ingested

_WIDTH = 100


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What a text is, and to which articles. Printed, it explains itself; in a notebook, with colours.

    Attributes:
        verdict: All of the answer.
        text: The article it is about.
        texts: Texts of the versions it names, by what names them: ``texts[match.article]``.
        given: It was held against one text that was given, not against an index.
    """

    verdict: Verdict
    text: Article
    texts: Mapping[ArticleRef, str]
    given: bool = False

    @property
    def relation(self) -> Relation:
        """What the text is to the articles it was held against."""
        return self.verdict.relation

    @property
    def derivation(self) -> float:
        """Probability that it was made from one of them, or one of them from it."""
        return self.verdict.derivation

    @property
    def needs_review(self) -> bool:
        """Whether a person should look; ``verdict.review_reason`` says why."""
        return self.verdict.needs_review

    @property
    def summary(self) -> str:
        """The same in a sentence."""
        return self.verdict.summary

    @property
    def matches(self) -> tuple[Match, ...]:
        """The articles, the most telling first."""
        return self.verdict.matches

    def to_json(self) -> bytes:
        """The answer as the API sends it."""
        from dedup.detection.encoding import verdict_json

        return verdict_json(self.verdict)

    def __repr__(self) -> str:
        """In a line what it is, where it stands among others."""
        named = ", ".join(str(match.article.id) for match in self.matches if match.article.id is not None)
        return f"<Result {self.relation}, derivation {self.derivation:.2f}{named and f': {named}'}>"

    def __str__(self) -> str:
        """The answer as an editor reads it."""
        console = self._printed(colours=False)
        return console.export_text()

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        from dedup.terminal.notebook import as_html

        return as_html(self._printed(colours=True))

    def _printed(self, *, colours: bool) -> Console:
        import io

        from rich.console import Console

        from dedup.terminal.explanation import explain
        from dedup.terminal.words import GIVEN, STORED

        console = Console(
            record=True,
            file=io.StringIO(),
            width=_WIDTH,
            color_system="truecolor" if colours else None,
            force_terminal=colours,
        )
        explain(self.verdict, self.text, self.texts, console, GIVEN if self.given else STORED)
        return console


def compare(query: Text, match: Text) -> Result:
    """Hold one text against another.

    Args:
        query: The one that is explained.
        match: The one it is held against.

    Returns:
        What the first is to the second, paragraph by paragraph.

    Raises:
        InputError: One of them, or a setting, can not be used; the message says why.
    """
    first, second = article_of(query), article_of(match)
    verdict = _comparer().compare(first, second)
    return Result(verdict, first, {match.article: second.text for match in verdict.matches}, given=True)


class Index:
    """Articles that texts are held against. Close it, or use it in a ``with``.

    Args:
        folder: Where they are kept, ``~`` being one's home; the same one opens them again. None keeps them for as long
            as the index is open.

    Raises:
        DedupError: The folder can not be used; the message says why.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        from pathlib import Path

        from dedup.settings import Settings
        from dedup.wiring import build_service

        if folder is not None and not str(folder).strip():
            message = "The folder of the index is empty; name one, or leave it out to keep nothing."
            raise InputError(message)
        self._folder = TemporaryDirectory(prefix="dedup-") if folder is None else None
        place = Path(self._folder.name if self._folder is not None else str(folder)).expanduser()
        with _settings_told():
            settings = Settings(data_dir=place, database_url=None, vectors_url=None)
            self._open: DedupService | None = build_service(settings)

    @property
    def _service(self) -> DedupService:
        if self._open is None:
            message = "This index is closed; open it again, which one with a folder survives."
            raise StoreUnavailable(message)
        return self._open

    def add(self, article: Text) -> Result:
        """Keep an article, and say what it is to those before it.

        Args:
            article: Without an id it gets one made of its text.

        Returns:
            Of one that is kept already what :meth:`score` says of it: it is identical to itself.

        Raises:
            InputError: It can not be kept; the message says why.
        """
        kept = with_id(article_of(article))
        told = self._service.ingest(kept).told
        return self.score(kept) if told is None else self._result(told, kept)

    def add_many(self, articles: object) -> list[Ingested | InputError]:
        """Keep many articles, quickly; each is judged by those before it once somebody asks.

        Args:
            articles: An iterable of articles, texts or mappings, a pandas data frame, or anything that Arrow reads as
                a table: tables, batches and readers of pyarrow, frames of polars, relations of DuckDB.

        Returns:
            For each, in order, what became of it, or the error that kept it out.

        Raises:
            InputError: It is none of these; or the last, and pyarrow is not installed.
        """
        kept: list[Article | InputError] = []
        for row in rows_of(articles):
            try:
                kept.append(with_id(article_of(row)))
            except InputError as error:
                kept.append(error)
        outcomes = self._service.store_many(one for one in kept if isinstance(one, Article))
        return [one if isinstance(one, InputError) else next(outcomes) for one in kept]

    def score(self, text: Text, *, limit: int = 10) -> Result:
        """Hold a text against all articles; it is not kept.

        Args:
            text: It.
            limit: Most matches in the answer, at least one.

        Raises:
            InputError: It can not be used; the message says why.
        """
        if not isinstance(limit, int) or limit < 1:
            message = f"an answer has at least one match, and this limit is {limit!r}"
            raise InputError(message)
        article = article_of(text)
        return self._result(self._service.score(article, limit=limit), article)

    def _result(self, verdict: Verdict, article: Article) -> Result:
        from dedup.storing import texts_of

        return Result(verdict, article, texts_of(self._service.store, verdict))

    def remove(self, article_id: str) -> None:
        """Keep an article no longer.

        Raises:
            ArticleNotFound: None has that id.
        """
        self._service.remove(str(article_id))

    def cluster(self) -> list[list[str]]:
        """Ids of the articles in groups of what was made from what, the first of each first; most groups are of one."""
        import orjson

        groups: dict[str, list[str]] = {}
        leads: dict[str, str] = {}
        for stored in self._service.store.scan():
            name = str(stored.article.id)
            matches = orjson.loads(self._service.matches(name))["matches"]
            made_from = next((one for one in matches if _is_derived(one["relation"])), None)
            lead = leads.get(made_from["article"]["id"], name) if made_from else name
            if name not in leads:
                leads[name] = lead
                groups.setdefault(lead, []).append(name)
        return list(groups.values())

    def close(self) -> None:
        """Let go of the folder; without one of its own, the articles are gone."""
        if self._open is not None:
            self._open.close()
            self._open = None
        if self._folder is not None:
            self._folder.cleanup()

    def __len__(self) -> int:
        """How many article versions are kept."""
        return self._service.store.counts().articles

    def __contains__(self, article_id: object) -> bool:
        """Whether an article has that id."""
        try:
            self._service.article(str(article_id))
        except ArticleNotFound:
            return False
        return True

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


@cache
def _comparer() -> Comparer:
    from dedup.settings import Settings
    from dedup.wiring import build_comparer

    with _settings_told():
        return build_comparer(Settings())


@contextmanager
def _settings_told() -> Iterator[None]:
    """Tell of a setting that can not be used as of whatever else the caller gave."""
    from dedup.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        raise InputError(str(error)) from error


def _is_derived(relation: str) -> bool:
    from dedup.detection.verdict import Relation

    return Relation(relation).is_derived
