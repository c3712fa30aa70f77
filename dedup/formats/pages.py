"""Pages of the web: the story of a page, without its menus, notices and boxes, and what the page says of itself.

Which part of a page is its story is decided by trafilatura; what it keeps is read like any other HTML.
"""

from __future__ import annotations

import logging
import re
from codecs import BOM_UTF8
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from dedup.article import Article, Kept
from dedup.errors import InvalidArticle
from dedup.formats.html import article_from_html, encoded, spans_of
from dedup.formats.pagedata import PageData, page_data

if TYPE_CHECKING:
    from configparser import ConfigParser

logger = logging.getLogger(__name__)

MOST_ELEMENTS = 10_000
"""Elements of a page whose story is looked for, which takes up to four seconds by then; what is larger is taken whole.
The largest of 78 pages of public test suites has 2,500."""

MOST_NESTED = 250_000
"""Sum of the depths of its elements, at their beginnings and ends: the time grows with both. Of those pages the most is
63,000."""

_FEWEST_LINKS = 5
"""Links of a page with a menu. What has fewer was written as a document, and all of it is its text."""

_LEAST_KEPT = 0.2
"""Least share of a page's sentences that a story is: of 77 pages of public test suites the least right one is 0.22."""

_EVERYTHING = 0.95
"""Share of a page's words from which on nothing was chosen: trafilatura then gives all there is in one piece."""

_SHORTEST = "60"
"""Characters of a story, at least; trafilatura's own 250 take the whole page for a story of two sentences. On 28 real
pages it keeps recall (0.936 for 0.934) and costs half a point of precision (0.932 for 0.937)."""

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_LINK = re.compile(rb"<a\s[^>]{0,2000}?href", re.IGNORECASE)
_BEGINNING = 4096
_SENTENCE = re.compile(r"[.!?…。؟।][\"'”\u2019»“)\]]*\Z")
_SENTENCE_WORDS = 15
_HEADLINE_WORDS = 4
_HEADINGS = ("h2", "h3", "h4")
_FEWEST_HEADLINES = 5


def article_from_page(content: bytes | str, article_id: str | None = None) -> Article:
    """The story of a page, or all the words of HTML that is no page.

    A page has a document's tags and a menu. Of a document without a menu all words are read, and of a page where no
    story is found, or much too little of one. Title, time, language and source are what the page says of itself.

    Args:
        content: A page or a piece of one; bytes are UTF-8 or what they declare.
        article_id: Its id; a page that calls itself an article has its canonical address as id where none is given.

    Raises:
        InvalidArticle: It lists stories and is none itself.
        TextTooLong: The HTML or its text is longer than one article may be.
        UnreadableInput: It can not be parsed at all.
    """
    whole = article_from_html(content, article_id)
    data, encoding = encoded(content)
    if not is_page(data):
        return whole
    tree = _tree(data, encoding)
    if tree is None:
        return whole
    said = page_data(tree)
    story = _story(tree, whole, said) if sum(1 for _ in _LINK.finditer(data)) >= _FEWEST_LINKS else None
    found = whole if story is None else story
    return replace(
        found,
        id=article_id or (said.address if said.is_article else None),
        title=(found.title if story is None else None) or said.title,
        published_at=said.published_at,
        language=said.language,
        source=said.source,
    )


def is_page(content: bytes) -> bool:
    """Whether HTML is a whole document, not a piece of one."""
    return _PAGE.match(content.removeprefix(BOM_UTF8)[:_BEGINNING]) is not None


def _tree(data: bytes, encoding: str | None) -> Any:  # noqa: ANN401 - lxml has no types here
    """The page as a tree; None if there is none, or a larger one than is looked through."""
    try:
        tree = lxml_html.document_fromstring(
            data, parser=lxml_html.HTMLParser(encoding=encoding, no_network=True, huge_tree=True)
        )
    except (etree.LxmlError, ValueError, LookupError):
        return None
    depth = nested = elements = 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        nested += depth
        elements += event == "start"
        if elements > MOST_ELEMENTS or nested > MOST_NESTED:
            return None
    return tree


def _story(tree: Any, whole: Article, said: PageData) -> Article | None:  # noqa: ANN401
    """The story of a page; None where none is found, or too little of one."""
    extracted = _extracted(tree)
    if not extracted:
        return None
    paragraphs = [one for one in _paragraphs(article_from_html(extracted)) if one != said.title]
    page = _paragraphs(whole)
    everything = _words(paragraphs) >= _EVERYTHING * _words(page) > 0
    if not said.is_article and (_is_of_links(tree, page) if everything else _is_list(tree, paragraphs)):
        message = "This page lists stories and is none itself. Send the page of one story, or its text."
        raise InvalidArticle(message)
    sentences = [one for one in page if _SENTENCE.search(one) and _words([one]) >= _SENTENCE_WORDS]
    if everything or not paragraphs or _words(paragraphs) < _LEAST_KEPT * _words(sentences):
        return None
    kept = Kept(len(paragraphs), max(len(page), len(paragraphs)))
    return replace(whole, text="\n\n".join(paragraphs), paragraph_spans=spans_of(paragraphs), kept=kept)


def _extracted(tree: Any) -> str | None:  # noqa: ANN401
    """The story as HTML."""
    from trafilatura import extract

    try:
        return extract(tree, output_format="html", include_comments=False, config=_config())
    except Exception:
        # A page that the library stumbles over is read whole, as if it had found nothing.
        logger.exception("The story of a page could not be looked for")
        return None


@cache
def _config() -> ConfigParser:
    from trafilatura.settings import use_config

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # pages without a story are no news
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _SHORTEST)
    return config


def _is_list(tree: Any, paragraphs: list[str]) -> bool:  # noqa: ANN401
    """Whether what was kept are links, or stands among headlines that link to the stories themselves."""
    kept = {" ".join(paragraph.split()) for paragraph in paragraphs}
    headlines = before = found = linked = 0
    for element in tree.iter("p", "div", "li", "a"):
        text = " ".join("".join(element.itertext()).split())
        if element.tag == "a":
            linked += len(text.split()) if text in kept else 0
            headlines += found > 0 and _is_headline(element, text)
        elif text in kept:
            found += 1
            before = headlines
    return linked * 2 > _words(paragraphs) or (found > 0 and before >= max(_FEWEST_HEADLINES, len(kept) // 2))


def _is_of_links(tree: Any, page: list[str]) -> bool:  # noqa: ANN401
    return sum(_words(["".join(link.itertext())]) for link in tree.iter("a")) * 2 > _words(page)


def _is_headline(link: Any, text: str) -> bool:  # noqa: ANN401
    heading = link.getparent() is not None and link.getparent().tag in _HEADINGS
    return len(text.split()) >= _HEADLINE_WORDS and (heading or next(link.iter(*_HEADINGS), None) is not None)


def _paragraphs(article: Article) -> list[str]:
    return [article.text[slice(*span)] for span in article.paragraph_spans or ()]


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)
