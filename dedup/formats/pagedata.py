"""What a page says of itself: headline, time, language and publisher, from JSON-LD, Open Graph and other meta tags."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dedup.formats.items import instant, language_tag, plain
from dedup.formats.jsonlines import LONGEST_LABEL, LONGEST_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_ARTICLE = re.compile(r"(?:\w*Article|\w*NewsArticle|BlogPosting|LiveBlogPosting|Report|Review|SocialMediaPosting)\Z")
_MOST_NODES = 2_000
"""Nodes of a page's JSON-LD that are looked at; shops list thousands of goods."""

_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date"),
    *(
        "sailthru.date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "publish-date",
        "publishdate",
        "pubdate",
        "date",
    ),
)
"""Names under which pages give their time, the surest first. Those of a change say nothing about what came first."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}")
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")
_FIRST_YEAR = 1991
"""Of the web; earlier times are what systems write that have none."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_WORD = re.compile(r"\w+")
_NAME_OF_SITE = re.compile(r"\s+[|\u2013\u2014·•»-]\s+")


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page says of itself; None where it does not.

    Attributes:
        title: Headline, without the name of the site.
        published_at: When it was published, timezone-aware; a day alone is no time, and would seem to be before all
            else of that day.
        language: BCP 47 tag.
        source: Name of the paper or site.
        address: Where it stands, without a fragment; None for the front page of a site.
        is_article: It calls itself an article.
    """

    title: str | None
    published_at: datetime | None
    language: str | None
    source: str | None
    address: str | None
    is_article: bool


def page_data(tree: Any) -> PageData:  # noqa: ANN401 - lxml has no types here
    """Read what a parsed page says of itself; what is wrong or missing is None."""
    node = _article_node(tree)
    meta = _meta(tree)
    publisher = node.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    return PageData(
        title=_title(tree, node, meta),
        published_at=_time([node.get("datePublished"), *(meta.get(name) for name in _PUBLISHED), *_times(tree)]),
        language=_language([node.get("inLanguage"), tree.get("lang"), tree.get("xml:lang"), meta.get("og:locale")]),
        source=_source([meta.get("og:site_name"), publisher, meta.get("application-name")]),
        address=_address(tree, meta),
        is_article=bool(node) or meta.get("og:type", "").lower() == "article" or _PUBLISHED[0] in meta,
    )


def _article_node(tree: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """The page's JSON-LD about its article; empty where there is none, or several and none is the page's own."""
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            try:
                value = json.loads((script.text or "").strip().removesuffix(";"), strict=False)
            except (ValueError, RecursionError):
                continue
            found = [node for node in _nodes(value) if any(map(_ARTICLE.match, _types(node)))]
            if len({str(node.get("headline")) for node in found}) == 1:
                return found[0]
    return {}


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    """The nodes on top of some JSON-LD, and what a page says it is about; never what an article only mentions."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, Mapping):
            yield one
            waiting += [one[name] for name in ("@graph", "mainEntity") if name in one]


def _types(node: Mapping[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _meta(tree: Any) -> dict[str, str]:  # noqa: ANN401
    """The first content of each meta tag, by its name in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = plain(tag.get("content"))
        for name in (tag.get("property"), tag.get("name"), tag.get("itemprop")):
            if name and content:
                found.setdefault(name.strip().lower(), content)
    return found


def _times(tree: Any) -> list[str]:  # noqa: ANN401
    """Times of the page's ``<time>`` elements: those marked as its own, else the only one there is."""
    stated = [tag for tag in tree.iter("time") if tag.get("datetime")]
    marked = [
        tag.get("datetime")
        for tag in stated
        if tag.get("itemprop") == "datePublished" or tag.get("pubdate") is not None
    ]
    every = {tag.get("datetime") for tag in stated}
    return marked or (list(every) if len(every) == 1 else [])


def _time(values: Iterable[object]) -> datetime | None:
    """The first that is a time of day on a day of the web."""
    for value in values:
        text = plain(value)
        if text and (_ISO.match(text) or _MAIL.match(text)):
            time = instant(text)
            if time is not None and time.year >= _FIRST_YEAR:
                return time
    return None


def _language(values: Iterable[object]) -> str | None:
    for value in values:
        tag = plain(value.get("alternateName") if isinstance(value, Mapping) else value)
        if tag and _TAG.match(tag):
            return language_tag(tag)
    return None


def _source(values: Iterable[object]) -> str | None:
    for value in values:
        name = plain(value.get("name") if isinstance(value, Mapping) else value)
        if name and "://" not in name:
            return name[:LONGEST_LABEL]
    return None


def _title(tree: Any, node: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:  # noqa: ANN401
    """The headline as a reader sees it, where a heading says what the page's data says, else as the data has it."""
    name = next((plain("".join(tag.itertext())) for tag in tree.iter("title")), None)
    told = plain(node.get("headline")) or meta.get("og:title") or name
    if told is None:
        return None
    parts = _NAME_OF_SITE.split(told)
    if len(parts) > 1 and (parts[-1] == meta.get("og:site_name") or told == name):
        told = told[: told.rindex(parts[-1])].rstrip(" |\u2013\u2014·•»-")
    said = set(_WORD.findall(told.lower()))
    for tag in tree.iter("h1"):
        heading = plain("".join(tag.itertext()))
        words = set(_WORD.findall((heading or "").lower()))
        if heading and len(words & said) * 2 > min(len(words), len(said)):
            return heading[:LONGEST_TITLE]
    return told[:LONGEST_TITLE] or None


def _address(tree: Any, meta: Mapping[str, str]) -> str | None:  # noqa: ANN401
    links = (tag.get("href") for tag in tree.iter("link") if "canonical" in (tag.get("rel") or "").lower().split())
    for value in (*links, meta.get("og:url")):
        text = (plain(value) or "").partition("#")[0]
        try:
            parts = urlsplit(text)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc and (parts.path.strip("/") or parts.query):
            return text if len(text) <= LONGEST_LABEL and text.isprintable() else None
    return None
