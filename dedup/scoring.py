"""A text against what is stored, as some readers see it: proposed, compared, decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dedup.detection.verdict import Searched
from dedup.furniture import Furniture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.article import Article
    from dedup.detection.calibration import Calibration
    from dedup.detection.composition import Judge
    from dedup.detection.scale import Scale
    from dedup.detection.side import Side
    from dedup.detection.verdict import Verdict
    from dedup.observing import Observed
    from dedup.ports.store import ArticleStore
    from dedup.preparation import Prepared
    from dedup.proposal import Proposed, Proposer, Search


class Model(NamedTuple):
    """The sentence model in an answer: its name, the languages it knows, None for any, and how its cosines are read."""

    name: str
    languages: tuple[str, ...] | None
    scale: Scale


class Scorer:
    """Scores texts. Everything it knows of stored articles comes from one store, which may leave some out.

    Args:
        store: What is stored, as far as it may be told.
        proposer: Proposes candidates of it.
        judge: Decides and explains.
        model: What answers say of the sentence model.
        observed: Passes on what is done.
        calibration: Gives the one to judge by.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts the service puts together
        self,
        store: ArticleStore,
        proposer: Proposer,
        judge: Judge,
        model: Model,
        observed: Observed,
        calibration: Callable[[], Calibration],
    ) -> None:
        self._store = store
        self._proposer = proposer
        self._judge = judge
        self._calibration = calibration
        self._model = model
        self._observed = observed
        self._furniture = Furniture(store, judge)

    def over(self, store: ArticleStore) -> Scorer:
        """The same over what another store tells."""
        return Scorer(store, self._proposer.over(store), self._judge, self._model, self._observed, self._calibration)

    def score(
        self, prepared: Prepared, search: Search, story: str | None = None, *, by_meaning: bool = True
    ) -> Verdict:
        """The verdict on a text.

        Args:
            prepared: The text.
            search: What the search is restricted to.
            story: Id of the first article of its chain, if that is known.
            by_meaning: The semantic index is in step and may be asked.
        """
        with self._store.together():
            verdict, found = self._scored(prepared, search, story, by_meaning=by_meaning)
        self._store.keep_profiles({key: _profile(one) for key, one in found.unprofiled.items()})
        self._observed.judged(verdict)
        return verdict

    def _scored(
        self, prepared: Prepared, search: Search, story: str | None, *, by_meaning: bool
    ) -> tuple[Verdict, Proposed]:
        article = prepared.article
        story = story or self.story(article)
        with self._observed.stage("propose"):
            found = self._proposer.propose(
                article, prepared.side, prepared.passages, prepared.signatures, search, story, by_meaning=by_meaning
            )
        judge = replace(self._judge, calibration=self._calibration())
        counts = self._store.counts()
        searched = Searched(
            counts.articles,
            counts.passages,
            search.window_days,
            self._model.name,
            judge.configuration(self._model.scale),
            found.degraded,
            self._model.languages,
        )
        known = article.evolved_from is not None or self._had_versions(article.id, search.before)
        with self._observed.stage("judge"):
            verdict = judge.verdict(
                article,
                prepared.side,
                found.candidates,
                searched,
                story=story,
                is_new=not known,
                past=found.past,
                furniture=self._furniture.known(article, prepared.side, found.candidates),
                limit=search.limit,
            )
        return verdict, found

    def sighted(self, article: Article, side: Side, story: str) -> list[int]:
        """See :meth:`dedup.furniture.Furniture.sighted`."""
        return self._furniture.sighted(article, side, story)

    def story(self, article: Article) -> str | None:
        """Id of the first article of the chain that an article belongs to."""
        known = (self._store.story_of(name) for name in _names(article))
        return next((story for story in known if story is not None), article.evolved_from or article.id)

    def _had_versions(self, article_id: str | None, before: int | None) -> bool:
        """Whether versions of an id were stored before it, whatever became of them."""
        if article_id is None or before is None:
            return article_id is not None and self._store.story_of(article_id) is not None
        return any(stored.key < before for stored in self._store.versions(article_id))


def _profile(side: Side) -> Callable[[], bytes]:
    return lambda: side.profiled().kept()


def _names(article: Article) -> Iterator[str]:
    return (name for name in (article.id, article.evolved_from) if name is not None)
