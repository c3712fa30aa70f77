"""What is not sent though it was raised: what an editor muted, and what an editor called something else."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from dedup.detection.verdict import Relation
from dedup.newsroom.delivery import PAUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from dedup.access.callers import Caller
    from dedup.newsroom.feedback import Feedback

KEPT = timedelta(seconds=sum(PAUSES))
"""How old an alert may be that goes out once nothing mutes it any more: as old as one that a destination did not take.
Who lifts a mute of last year wants no year of alerts at once; what is older stays listed, and can be sent again."""

LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class About:
    """Whom an alert is about, as far as that decides whether it is sent.

    Attributes:
        article: Id of the article that came in.
        version: Its version.
        match: Id of the one that it answers to.
        stories: The stories of both.
        pairs: Sources, the article's with each that the alert names, in the order of the alphabet; one with an unknown
            source has an empty name in it.
        relation: What the alert says the two are.
    """

    article: str
    version: str
    match: str
    stories: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    relation: str

    def plain(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> About:
        """What :meth:`plain` made."""
        pairs = tuple((first, second) for first, second in told["pairs"])
        return cls(told["article"], told["version"], told["match"], tuple(told["stories"]), pairs, told["relation"])


@dataclass(frozen=True, slots=True)
class Mute:
    """Alerts that an editor wants no more: between two sources, whichever took, or about a story.

    Attributes:
        number: Names it.
        story: The first id of the story; None for sources.
        sources: The two, in the order of the alphabet; None for a story.
        by: Who muted them.
        why: In the editor's words.
        at: When.
        until: Until when; None until it is lifted.
        title: Headline of the story, to know it by.
    """

    number: int
    story: str | None
    sources: tuple[str, str] | None
    by: str
    why: str
    at: datetime
    until: datetime | None
    title: str | None = None

    @property
    def told(self) -> str:
        """What it mutes, in words."""
        return f"{self.sources[0]} and {self.sources[1]}" if self.sources else f"the story {self.title or self.story}"


@dataclass(frozen=True, slots=True)
class Muted:
    """Why an alert is not sent.

    Attributes:
        told: In words.
        until: When that ends by itself; None where it does not.
        mute: Number of the mute; None where an editor's word is why.
    """

    told: str
    until: datetime | None = None
    mute: int | None = None


def pair_of(first: str, second: str) -> tuple[str, str]:
    """Two sources as a mute names them, whichever took."""
    return min(first, second), max(first, second)


class Mutes(Protocol):
    """Keeps mutes, and knows what they and editors' words keep back."""

    def add(self, mute: Mute, who: Caller, origin: str) -> Mute:
        """Mute something; an earlier mute of the same gives way. Its number is given out here.

        Raises:
            InvalidMute: It says nothing to mute, or no reason.
        """
        ...

    def lift(self, number: int, by: str, who: Caller, origin: str) -> Mute | None:
        """Lift a mute, and let go what it kept back; None where there is none to lift."""
        ...

    def restore(self, number: int, who: Caller, origin: str) -> Mute | None:
        """Take it back that a mute was lifted; None where it was not, or the same is muted anew."""
        ...

    def standing(self) -> Sequence[Mute]:
        """All that mute something now, the newest first."""
        ...

    def read(self, number: int) -> Mute | None:
        """One, whether or not it was lifted."""
        ...

    def of(self, alerts: Mapping[int, About]) -> Mapping[int, Muted]:
        """Which of some alerts are not sent, and why."""
        ...

    def keep_back(self, delivery: int, alert: int, about: About, raised_at: datetime) -> bool:
        """Keep a delivery back until nothing mutes its alert; False where nothing does any more."""
        ...


def muted(about: About, mutes: Collection[Mute], word: Feedback | None) -> Muted | None:
    """Whether an alert is not sent, and why.

    Args:
        about: The alert.
        mutes: All that may mute it.
        word: The latest that an editor said of its two articles, if it stands.

    Returns:
        The reason. One that was pieced together from several sources is muted when all of them are: who mutes one of
        them wants to know of the others.
    """
    if word is not None and _denies(word.relation, about.relation):
        said = word.relation.replace("_", " ")
        return Muted(f"{word.by or 'An editor'} said that these two are {said}")
    for mute in mutes:
        if mute.story is not None and mute.story in about.stories:
            return _by(mute, mute.until)
    covering = [next((one for one in mutes if one.sources == pair), None) for pair in about.pairs]
    found = [one for one in covering if one is not None]
    if not found or len(found) < len(covering):
        return None
    return _by(found[0], min((one.until for one in found if one.until is not None), default=None))


def _by(mute: Mute, until: datetime | None) -> Muted:
    return Muted(f"{mute.by} muted {mute.told}: {mute.why}", until, mute.number)


def _denies(said: str, raised: str) -> bool:
    """Whether a word takes away what an alert says."""
    if said == Relation.UNRELATED:
        return True
    return Relation(raised).is_derived and not Relation(said).is_derived
