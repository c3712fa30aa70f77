"""Verdicts that are kept: made of what all readers of an article's source see, and made anew where they are owed."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.access.desks import readers_of
from dedup.detection.encoding import names_a_source, verdict_json
from dedup.detection.verdict import Direction, DirectionBy
from dedup.errors import ArticleNotFound
from dedup.ports.records import Owed
from dedup.proposal import Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dedup.article import Article
    from dedup.detection.verdict import Verdict
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore
    from dedup.preparation import Prepared, Preparer
    from dedup.scoring import Scorer
    from dedup.upkeep import Upkeep


class SourcesChangedError(Exception):
    """A source was made private, or opened, while an article was judged by what its readers see."""


class Judging:
    """Makes verdicts of stored articles and keeps them.

    Args:
        store: The truth, all of it.
        scorer: Scores by what lies in it.
        preparer: Reads stored articles.
        upkeep: Holds changes apart, and keeps the semantic index in step.
        window_days: Days around an article's publication in which matches are looked for, where nobody says how many.
    """

    def __init__(
        self, store: ArticleStore, scorer: Scorer, preparer: Preparer, upkeep: Upkeep, window_days: int | None
    ) -> None:
        self._store = store
        self._scorer = scorer
        self._preparer = preparer
        self._upkeep = upkeep
        self._window_days = window_days

    def told_to(self, source: str | None, private: Mapping[str, frozenset[str]]) -> Scorer:
        """Scores by what everybody sees who may read a source.

        Args:
            source: Of the article that is judged.
            private: Whose sources are private.
        """
        return self._scorer.over(self._store.seen_by(readers_of(source, private))) if private else self._scorer

    def score(self, scorer: Scorer, prepared: Prepared, search: Search, story: str | None = None) -> Verdict:
        """Score a text, once what other processes stored is taken in."""
        return scorer.score(prepared, search, story, by_meaning=self._upkeep.catch_up())

    def story(self, article: Article) -> str | None:
        """Id of the first article of the chain that an article belongs to, as its readers know it."""
        return self.told_to(article.source, self._store.private()).story(article)

    def first(self, stored: StoredArticle, window_days: int | None) -> bytes:
        """The verdict an article would have got when it came in; kept, unless it has one meanwhile."""
        with self._upkeep.changes:
            if (known := self._store.verdict(stored.key)) is not None:
                return known
            prepared = self._preparer.prepared(stored)
            while True:
                private = self._store.private()
                told = self.told_to(stored.article.source, private)
                search = Search(window_days, before=stored.key)
                scored = self.score(told, prepared, search)
                story = scored.story or stored.story
                sighted = told.sighted(stored.article, prepared.side, story)
                takers = self.takers(scored, window_days) + self.unseen_takers(prepared, search, private)
                with suppress(SourcesChangedError), self.unchanged(private):
                    if (known := self._store.verdict(stored.key)) is not None:  # another process was quicker
                        return known
                    self._store.note(stored.key, sighted)
                    body = self.keep(stored.key, scored, takers)
                    self.relink(stored.story, scored.story, stored.article.source)
                    break
            for taker in takers:
                self.again(taker)
        return body

    def verdict_of(self, stored: StoredArticle) -> bytes:
        """The verdict a stored version got when it came in; made now where none is there, or one is owed."""
        if (owed := self._store.owed_to(stored.key)) is not None:
            self.settle(owed)
        return self._store.verdict(stored.key) or self.first(stored, self._window_days)

    def settle(self, owed: Owed) -> bytes | None:
        """Make a verdict anew, if it is owed yet; None where its article is gone.

        An article that was overtaken by another process while it was scored, or whose source came in after it, gets a
        second verdict from whoever found that out. What is still owed after some seconds was left by one that died.
        """
        with self._upkeep.changes:
            if (due := self._store.owed_to(owed.key)) is not None:
                self.again(due)
            return self._store.verdict(owed.key)

    def again(self, owed: Owed) -> tuple[bytes, Verdict] | None:
        """Make a verdict anew that is owed, of what all its readers see; None where its article is gone meanwhile."""
        later = owed.with_later
        search = Search(owed.window_days, but=owed.key) if later else Search(owed.window_days, before=owed.key)
        while (stored := self._store.load([owed.key]).get(owed.key)) is not None:
            private = self._store.private()
            told = self.told_to(stored.article.source, private)
            prepared = self._preparer.prepared(stored)
            scored = self.score(told, prepared, search, stored.story if later else None)
            takers = [] if later else self.takers(scored, owed.window_days)
            takers += [] if later else self.unseen_takers(prepared, search, private)
            with suppress(SourcesChangedError, ArticleNotFound), self.unchanged(private):
                body = self.keep(owed.key, scored, takers)
                if not later:
                    self.relink(stored.story, scored.story, stored.article.source)
                break
        else:
            return None
        for taker in takers:
            self.again(taker)
        return body, scored

    @contextmanager
    def unchanged(self, private: Mapping[str, frozenset[str]]) -> Iterator[None]:
        """A transaction in which sources are still whose they were when an article was judged.

        Raises:
            SourcesChangedError: They are not: what was judged may tell of what is hidden by now.
        """
        with self._store.transaction():
            if self._store.private() != private:
                raise SourcesChangedError
            yield

    def keep(self, key: int, scored: Verdict, due: Iterable[Owed]) -> bytes:
        """Keep a verdict, and which are owed now."""
        body = verdict_json(scored)
        self._store.save_verdict(key, body)
        for owed in due:
            self._store.owe(owed)
        return body

    def relink(self, story: str, to: str | None, source: str | None) -> None:
        """Make a story part of another, as far as that may be known: articles whose readers all see the source."""
        if to is None or to == story:
            return
        private = self._store.private()
        readers = private.get(source or "")
        told = [other for other in private if readers_of(other, private).sees(readers)] if readers else None
        self._store.relink(story, to, told)

    def takers(self, verdict: Verdict, window_days: int | None) -> list[Owed]:
        """Verdicts of stored articles that came before what they took from, and name nothing they took from."""
        found: list[StoredArticle] = []
        for match in verdict.matches:
            took = match.direction is Direction.MATCH_FROM_QUERY and match.direction_by is DirectionBy.TIME
            if match.relation.is_derived and took and match.own is None and match.article.id is not None:
                versions = self._store.versions(match.article.id)
                found += [one for one in versions if one.article.version == match.article.version]
        unaware = [one.key for one in found if not names_a_source(self._store.verdict(one.key))]
        return [Owed(key, with_later=True, window_days=window_days) for key in unaware]

    def unseen_takers(self, prepared: Prepared, search: Search, private: Mapping[str, frozenset[str]]) -> list[Owed]:
        """Likewise of those that may not be named to this article's readers, though it may be to theirs.

        They are looked for among their sources alone, by which nobody is judged.
        """
        source = prepared.article.source or ""
        readers = readers_of(source, private)
        unseen = [
            other
            for other, theirs in private.items()
            if not readers.sees(theirs) and readers_of(other, private).sees(private.get(source, frozenset()))
        ]
        if not unseen:
            return []
        return self.takers(self.score(self._scorer, prepared, replace(search, sources=unseen)), search.window_days)
