"""What the desk lists: stored articles with what became of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from dedup.detection.verdict import Relation
from dedup.newsroom.takings import Way

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

LEAD = 160
"""Characters of the first line that stand for a headline where there is none: two lines of a list."""

Word = Literal["nobody", "confirmed", "corrected"]
"""What editors said of a story and its closest one: nothing yet, what the machine says, or something else."""


def lead_of(text: str) -> str | None:
    """The first line of a text, which stands for a headline; None where it has no words."""
    line = next((line for line in map(str.strip, text.splitlines()) if any(map(str.isalnum, line))), "")
    return f"{line[:LEAD].rstrip()}…" if len(line) > LEAD else line or None


def called(one: Mapping[str, Any]) -> str:
    """What a story that an alert names is called; alerts of older versions have no first lines."""
    return str(one["title"] or one.get("lead") or one["id"])


@dataclass(frozen=True, slots=True)
class Listed:
    """One stored article version, as a list shows it.

    Attributes:
        key: In the store; later ones are higher.
        id: Of the article.
        version: Its label.
        title: Headline.
        source: Where it came from.
        story: First id of its chain.
        published_at: When it was published.
        stored_at: When it came in.
        relation: To the closest stored article, as it stands: what an editor said, else what the machine did.
        derivation: Probability that it was made from it.
        needs_review: The model was not sure, and no editor has said anything.
        taken: Share of its words that the closest article has, whichever of the two took, or those together that it was
            pieced together from.
        best_id: The closest article.
        best_title: Its headline.
        direction: Which of the two had first what both say, if times tell.
        stories: How many it was pieced together from; 0 where one explains it, or none does.
        lead: Its first line, where it has no headline.
        machine: What the machine said it is to the closest one.
        best_version: Version of the closest article.
        best_source: Where that came from.
        best_lead: Its first line, where it has no headline and is stored.
        best_taken: Where that took from this one: share of its words that it took, as its own row says.
        credited: Whether it names whom it took from; None where that is no question.
        altered: Quotations that are not as they are there.
        changed: Facts that are not.
        figures: How many of those are figures.
        said_by: Who said what stands; None where the machine did.
        said_at: When.
        assigned: Whose it is.
        note: What somebody noted.
        noted_by: Who.
        done: Nobody has to look at it any more.
        done_by: Who said so.
    """

    key: int
    id: str
    version: str
    title: str | None
    source: str | None
    story: str
    published_at: datetime | None
    stored_at: datetime
    relation: str
    derivation: float
    needs_review: bool
    taken: float
    best_id: str | None
    best_title: str | None
    direction: str | None = None
    stories: int = 0
    lead: str | None = None
    machine: str = Relation.UNRELATED.value
    best_version: str | None = None
    best_source: str | None = None
    best_lead: str | None = None
    best_taken: float | None = None
    credited: bool | None = None
    altered: int = 0
    changed: int = 0
    figures: int = 0
    said_by: str | None = None
    said_at: datetime | None = None
    assigned: str | None = None
    note: str | None = None
    noted_by: str | None = None
    done: bool = False
    done_by: str | None = None

    @property
    def is_derived(self) -> bool:
        """Whether one of the two was made from the other, as it stands."""
        return Relation(self.relation).is_derived

    @property
    def word(self) -> Word:
        """What editors said."""
        if self.said_by is None:
            return "nobody"
        return "confirmed" if self.relation == self.machine else "corrected"


@dataclass(frozen=True, slots=True)
class TakingsOnly:
    """Which takings are listed; those that are no takings any more, as somebody said, are left out by their relation.

    Attributes:
        since: Taken then or later.
        until: Taken before.
        way: What is known of who took from whom.
        takers: One of these took; empty for all.
        origins: It was taken from one of these; empty for all.
        origin_id: This article was taken.
        hour: In this hour of the day, in UTC.
    """

    since: datetime
    until: datetime
    way: Way = Way.TAKEN
    takers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    origin_id: str | None = None
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to; everything given has to fit.

    Attributes:
        relations: Only with one of these, as they stand.
        source: Only from there.
        since: Only what came in since.
        words: Only with this in the headline or the id, capitals or not.
        review: Only what needs review.
        credited: Only what names whom it took from, or only what does not.
        word: Only of what editors said this.
        assigned: Only what is this editor's.
        done: Only what is done, or only what is not.
        published_since: Only what was published then or later.
        published_until: Only what was published before.
        taking: Only what was taken, in a time, by or from somebody.
    """

    relations: tuple[str, ...] = ()
    source: str | None = None
    since: datetime | None = None
    words: str | None = None
    review: bool = False
    credited: bool | None = None
    word: Word | None = None
    assigned: str | None = None
    done: bool | None = None
    published_since: datetime | None = None
    published_until: datetime | None = None
    taking: TakingsOnly | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Stories that are alike in everything that numbers are given for, and how many they are."""

    relation: str
    review: bool
    credited: bool | None
    word: str
    source: str | None
    assigned: str | None
    done: bool
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many stories each choice would leave, all other choices staying as they are.

    Attributes:
        relation: By relation.
        review: That need review.
        credited: By whether they name whom they took from.
        word: By what editors said.
        source: By source.
        assigned: By whose they are.
        done: By whether they are done.
        whole: All were counted; else the newest alone.
    """

    relation: Counter[str] = field(default_factory=Counter)
    review: Counter[bool] = field(default_factory=Counter)
    credited: Counter[bool | None] = field(default_factory=Counter)
    word: Counter[str] = field(default_factory=Counter)
    source: Counter[str | None] = field(default_factory=Counter)
    assigned: Counter[str | None] = field(default_factory=Counter)
    done: Counter[bool] = field(default_factory=Counter)
    whole: bool = True


def facets_of(groups: Sequence[Group], narrowed: Narrowed, *, whole: bool) -> Facets:
    """Count what each choice would leave.

    Args:
        groups: Stories that fit words and times, grouped by everything else.
        narrowed: The choices.
        whole: Whether these are all.
    """
    found = Facets(whole=whole)
    for group in groups:
        failed = [name for name, fits in _fits(group, narrowed).items() if not fits]
        for name in ("relation", "review", "credited", "word", "source", "assigned", "done"):
            if all(one == name for one in failed):  # every other choice is kept to
                getattr(found, name)[getattr(group, name)] += group.count
    return found


def _fits(group: Group, narrowed: Narrowed) -> dict[str, bool]:
    return {
        "relation": not narrowed.relations or group.relation in narrowed.relations,
        "review": not narrowed.review or group.review,
        "credited": narrowed.credited is None or group.credited is narrowed.credited,
        "word": narrowed.word is None or group.word == narrowed.word,
        "source": narrowed.source is None or group.source == narrowed.source,
        "assigned": narrowed.assigned is None or group.assigned == narrowed.assigned,
        "done": narrowed.done is None or group.done is narrowed.done,
    }


class Listing(Protocol):
    """What is stored, for people to look at."""

    def page(
        self, narrowed: Narrowed, *, before: int | None = None, after: int | None = None, limit: int = 50
    ) -> Sequence[Listed]:
        """Articles with what became of them, the newest first.

        Args:
            narrowed: What to list.
            before: Only with a lower key: the next page.
            after: Only with a higher key, and of those the oldest: the page before.
            limit: Most articles.
        """
        ...

    def facets(self, narrowed: Narrowed) -> Facets:
        """How many each choice would leave; of a large store the newest alone are counted."""
        ...

    def sources(self) -> Sequence[str]:
        """Every source that something is stored of, by name; of very many the first alone."""
        ...

    def read(self, key: int) -> Listed | None:
        """One article version, if it is stored."""
        ...

    def rows(self, keys: Collection[int]) -> Mapping[int, Listed]:
        """Some article versions by key; those that are gone are left out."""
        ...

    def leads(self, versions: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """First lines, which stand for headlines, of those of some articles and versions that have none."""
        ...

    def taken_from(
        self, article_id: str, version: str, takers: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], float]:
        """Shares of the words of some articles and versions that each took from this one, as their own rows say."""
        ...

    def came_in(self, narrowed: Narrowed, after: int, limit: int = 100) -> int:
        """How many articles with a higher key there are, counted up to a limit."""
        ...

    def family(self, story: str, limit: int = 200) -> Sequence[Listed]:
        """Everything that one story became, from where it began, in the order in which it came in."""
        ...

    def newest(self) -> int:
        """The highest key."""
        ...
