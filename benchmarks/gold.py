"""The gold set that ships: fictional events with labels for every relation, paragraph, quotation and fact.

The format is described in ``benchmarks/gold/README.md``. :func:`load_events` reads it and refuses labels that do not
fit the texts, so a wrong label is found when it is written and not in a figure.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

EVENTS = Path(__file__).parent / "gold" / "events"
LANGUAGES = Path(__file__).parent / "gold" / "languages"
"""A folder a language, in the same format."""

Relation = Literal["identical", "near_copy", "partial_copy", "rewrite", "update", "series", "same_event", "unrelated"]
Kind = Literal["verbatim", "edited", "paraphrased", "quoted", "background", "original"]
Style = Literal[
    "resent",
    "light",
    "trimmed",
    "lifted",
    "heavy",
    "abridged",
    "merged",
    "reordered",
    "translated",
    "headline",
    "updated",
    "independent",
]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldArticle(_Record):
    """One article of an event."""

    id: str
    title: str
    source: str
    published_at: str
    paragraphs: list[str]
    evolved_from: str | None = None
    language: str | None = None


class GoldParagraph(_Record):
    """What a paragraph of the derived article is, and which source paragraphs it was made from."""

    derived: int
    sources: list[int]
    kind: Kind


class GoldQuote(_Record):
    """One quotation compared between the two articles."""

    status: Literal["kept", "altered", "reattributed", "dropped", "added"]
    derived: str | None = None
    source: str | None = None


class GoldFact(_Record):
    """One fact that differs between two aligned paragraphs."""

    kind: Literal["number", "date", "name"]
    derived: str
    source: str
    derived_paragraph: int
    source_paragraph: int


class GoldPair(_Record):
    """Two articles of an event and everything that is known about how one was made from the other."""

    derived: str
    source: str
    relation: Relation
    style: Style
    paragraphs: list[GoldParagraph]
    quotes: list[GoldQuote] = []
    facts: list[GoldFact] = []


class GoldEvent(_Record):
    """One fictional event: its articles and labelled pairs."""

    event: str
    held_out: bool
    articles: list[GoldArticle]
    pairs: list[GoldPair]

    @model_validator(mode="after")
    def _labels_fit_the_texts(self) -> GoldEvent:
        articles = {article.id: article for article in self.articles}
        problems = [f"id {i} does not begin with {self.event}/" for i in articles if not i.startswith(f"{self.event}/")]
        if len(articles) != len(self.articles):
            problems.append("an article id is used twice")
        for pair in self.pairs:
            if pair.derived not in articles or pair.source not in articles:
                problems.append(f"{pair.derived} < {pair.source}: no such article")
                continue
            problems += _problems(pair, articles[pair.derived], articles[pair.source])
        if problems:
            raise ValueError("\n".join(problems))
        return self


def _problems(  # noqa: C901 - one check after the other
    pair: GoldPair, derived: GoldArticle, source: GoldArticle
) -> list[str]:
    where = f"{pair.derived} < {pair.source}"
    found = []
    if [p.derived for p in pair.paragraphs] != list(range(len(derived.paragraphs))):
        found.append(f"{where}: paragraphs must list 0..{len(derived.paragraphs) - 1} once each, in order")
        return found
    for p in pair.paragraphs:
        if any(s not in range(len(source.paragraphs)) for s in p.sources):
            found.append(f"{where}: paragraph {p.derived} names a source paragraph that does not exist")
        elif (p.kind == "original") == bool(p.sources):
            found.append(f"{where}: paragraph {p.derived} is {p.kind} with sources {p.sources}")
        elif p.kind == "verbatim" and _words(derived.paragraphs[p.derived]) != [
            w for s in p.sources for w in _words(source.paragraphs[s])
        ]:
            found.append(f"{where}: paragraph {p.derived} is labelled verbatim but its words differ")
    for quote in pair.quotes:
        sides = ((quote.derived, derived, "added"), (quote.source, source, "dropped"))
        for text, article, alone in sides:
            needed = quote.status not in {"added", "dropped"} or quote.status == alone
            if needed != (text is not None):
                found.append(f"{where}: quote {quote} has the wrong sides for {quote.status}")
            elif text is not None and not any(text in p for p in article.paragraphs):
                found.append(f"{where}: {article.id} has no paragraph with the quote {text!r}")
    for fact in pair.facts:
        for text, article, index in (
            (fact.derived, derived, fact.derived_paragraph),
            (fact.source, source, fact.source_paragraph),
        ):
            if index not in range(len(article.paragraphs)) or text not in article.paragraphs[index]:
                found.append(f"{where}: paragraph {index} of {article.id} has no {text!r}")
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def load_events(folder: Path = EVENTS) -> list[GoldEvent]:
    """Read every event of a folder, in name order.

    Args:
        folder: Holds one ``NAME.json`` an event.

    Returns:
        The events.

    Raises:
        ValueError: A label does not fit its text; the message names file, pair and label.
    """
    events = []
    for path in sorted(folder.glob("*.json")):
        data: Any = json.loads(path.read_text("utf-8"))
        try:
            events.append(GoldEvent.model_validate(data))
        except ValueError as error:
            message = f"{path.name}: {error}"
            raise ValueError(message) from error
    return events


def main() -> None:
    """Check the shipped events and print what they hold: ``python -m benchmarks.gold``."""
    for event in load_events():
        pairs = " ".join(f"{p.style}:{p.relation}" for p in event.pairs)
        print(f"{event.event:24} {'held out' if event.held_out else ''} {len(event.articles)} articles  {pairs}")


if __name__ == "__main__":
    main()
