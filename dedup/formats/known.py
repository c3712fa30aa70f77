"""The formats that messages are told by: one row each, asked in order. To read another, add its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

from dedup.errors import UnreadableInput
from dedup.formats.ap import ap_items
from dedup.formats.applenews import apple_news_items, is_apple_news
from dedup.formats.arc import arc_items, is_arc
from dedup.formats.dpa import dpa_items
from dedup.formats.ghost import ghost_items, is_ghost
from dedup.formats.guardian import guardian_items, is_guardian
from dedup.formats.jsonfeed import is_json_feed, json_feed_items
from dedup.formats.newsml1 import newsml1_items
from dedup.formats.newsml_g2 import ITEMS, g2_items
from dedup.formats.ninjs import is_ninjs, ninjs_items
from dedup.formats.nitf import nitf_items
from dedup.formats.ours import is_ours, our_items
from dedup.formats.reuters import is_reuters, reuters_items
from dedup.formats.wordpress import is_wordpress, wordpress_items

if TYPE_CHECKING:
    from dedup.wire import WireItem

Format = Literal[
    "ninjs",
    "newsml-g2",
    "newsml-1",
    "nitf",
    "dpa",
    "ap",
    "anpa",
    "feed",
    "mail",
    "json-feed",
    "wordpress",
    "ghost",
    "arc",
    "apple-news",
    "reuters-connect",
    "guardian",
    "json",
    "text",
]
"""What a message may be in; the last two are ours, and plain words."""


class Known(NamedTuple):
    """A format of JSON.

    Attributes:
        name: As a sender's kind says it; None for one that is refused.
        title: As people say it.
        recognise: Whether an object is in it.
        read: Its items.
    """

    name: Format | None
    title: str
    recognise: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any]], list[WireItem]]


def _refused(title: str, reason: str) -> Callable[[Any], NoReturn]:
    """A reader of what is known and can not be used."""

    def read(_: object) -> NoReturn:
        message = f"This is {title}, which is not read: {reason}"
        raise UnreadableInput(message)

    return read


def _is_ap(data: Mapping[str, Any]) -> bool:
    inside = data.get("data")
    item = inside.get("item") if isinstance(inside, Mapping) else None
    return isinstance(inside, Mapping) and (
        "api_version" in data or (isinstance(item, Mapping) and bool(_AP & item.keys()))
    )


def _is_dpa(data: Mapping[str, Any]) -> bool:
    return str(data.get("format", "")).startswith("digitalwires") or ("urn" in data and "article_html" in data)


def _is_newsapi(data: Mapping[str, Any]) -> bool:
    found = data.get("articles")
    listed = isinstance(found, list) and all(isinstance(one, Mapping) and "publishedAt" in one for one in found)
    return listed and any(name in data for name in ("totalResults", "totalArticles"))


_AP = frozenset({"altids", "pubstatus", "versioncreated"})
_CUT = "it cuts every text off after some 200 characters. Fetch the stories themselves, or their feeds (dedup feed)."
JSON = (
    Known("reuters-connect", "JSON of Reuters Connect", is_reuters, reuters_items),
    Known("ap", "JSON of AP's media API", _is_ap, ap_items),
    Known("dpa", "dpa digitalwires", _is_dpa, dpa_items),
    Known("json-feed", "a JSON Feed", is_json_feed, json_feed_items),
    Known("wordpress", "JSON of WordPress", is_wordpress, wordpress_items),
    Known("ghost", "JSON of Ghost", is_ghost, ghost_items),
    Known("guardian", "JSON of the Guardian's Open Platform", is_guardian, guardian_items),
    Known(None, "JSON of NewsAPI", _is_newsapi, _refused("JSON of NewsAPI", _CUT)),
    Known("arc", "ANS of Arc XP", is_arc, arc_items),
    Known("apple-news", "an article in Apple News Format", is_apple_news, apple_news_items),
    Known("json", "our own JSON", is_ours, our_items),
    Known("ninjs", "ninjs", is_ninjs, ninjs_items),
)
"""What JSON is told by; the first row that recognises an object reads it."""

_AS_G2 = "ask the agency for NewsML-G2, NITF or ninjs, or send the article as plain text."
XML: dict[str, tuple[Format | None, Callable[[Any], list[WireItem]]]] = {
    **dict.fromkeys((*ITEMS, "newsMessage"), ("newsml-g2", g2_items)),
    "NewsML": ("newsml-1", newsml1_items),
    "nitf": ("nitf", nitf_items),
    "RBNews": (None, _refused("Ritzau's RBNews XML", _AS_G2)),
    "Publish": (None, _refused("the Publish XML of AAP or CP", _AS_G2)),
}
"""What XML is told by: the name of its root."""

FEEDS = frozenset({"rss", "feed", "RDF"})

_ALL_JSON = ", ".join(row.title.removeprefix("JSON of ") for row in JSON if row.name not in {None, "json"})


def told_by(data: Mapping[str, Any]) -> Known | None:
    """The format of an object, as the table knows it."""
    return next((row for row in JSON if row.recognise(data)), None)


def reader_of(name: Format | None) -> Known | None:
    """The row of a format of JSON."""
    return next((row for row in JSON if row.name == name), None) if name else None


def unknown_json() -> UnreadableInput:
    """What is said of JSON in no known format."""
    return UnreadableInput(
        f"This JSON is in no format that is known. These are read: {_ALL_JSON}; and articles of our own, which have an "
        "`id` and exactly one of `text`, `paragraphs` and `html`."
    )


def unknown_xml(root: str) -> UnreadableInput:
    """What is said of XML in no known format."""
    return UnreadableInput(
        f"Nothing is known of XML that begins with <{root}>. NewsML-G2, NewsML 1, NITF, RSS and Atom are read."
    )
