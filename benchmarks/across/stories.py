"""Stories of the gold set as papers in other languages tell them: translated, rewritten freely, or reported anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.gold import EVENTS, GoldEvent, load_events
from dedup.formats.jsonlines import article_from_mapping

if TYPE_CHECKING:
    from benchmarks.gold import GoldArticle, GoldPair
    from dedup.article import Article

STORIES = Path(__file__).parents[1] / "gold" / "across"
"""An event a file, with its source in the English event of that name."""


class Told(NamedTuple):
    """A story told in another language, with what is known of it and its English source.

    Attributes:
        article: The text.
        pair: How it was made from the source, or that it was not.
        held_out: The engine was not mended by it.
    """

    article: Article
    pair: GoldPair
    held_out: bool


def load_told(folder: Path = STORIES) -> list[Told]:
    """The stories in other languages, checked against their English sources.

    Raises:
        ValueError: A label does not fit its text; the message names file, pair and label.
    """
    sources = {article.id: article for event in load_events() for article in event.articles}
    told = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        source = sources[f"{path.stem}/source"]
        try:
            event = GoldEvent.model_validate(data | {"articles": [source.model_dump(), *data["articles"]]})
        except ValueError as error:
            message = f"{path.name}: {error}"
            raise ValueError(message) from error
        articles = {article.id: article for article in event.articles}
        told += [Told(_article(articles[pair.derived]), pair, event.held_out) for pair in event.pairs]
    return told


def load_archive() -> list[Article]:
    """What the store holds: the source of every English event, and the independent reports of it."""
    events = load_events(EVENTS)
    made = {pair.derived for event in events for pair in event.pairs if pair.style != "independent"}
    return [_article(article) for event in events for article in event.articles if article.id not in made]


def _article(article: GoldArticle) -> Article:
    return article_from_mapping(article.model_dump(exclude_none=True))
