"""The story of a page, what the page says of itself, and HTML that is no page. All places and people are invented."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article, Kept
from dedup.errors import InvalidArticle
from dedup.formats.files import read_files
from dedup.formats.jsonlines import article_from_mapping
from dedup.formats.pages import MOST_ELEMENTS, article_from_page
from dedup.formats.wire import read_wire

if TYPE_CHECKING:
    from collections.abc import Iterable

SECTIONS = "Home World Politics Business Science Health Sport Arts Books Style Food Travel Magazine Video".split()  # noqa: SIM905
ROOF = (
    "The roof of the fish market in Tarnholm came down at noon on Thursday, an hour after the last stall had closed.",
    "Nobody was inside. The harbour office said a beam had been rotten for years, and that it had warned the council.",
    "Stalls will stand on the quay until June, when the council votes on a new hall for nine million crowns.",
)
VOTE = (
    "Lower Ambry will vote in October on whether to leave the water board that it joined forty years ago.",
    "Mayor Sanne Orrel said the village pays for pipes that it never sees, and would rather sink a well of its own.",
    "The board replied that a well costs more than the dues of thirty years, and offered to open its books.",
)
CONSENT = (
    "We and our 412 partners store cookies on your device to measure how you use this site and to show you better "
    "advertising. You can change your mind at any time by opening your settings."
)
TEASERS = (
    "The lighthouse keeper of Selm has painted every ship that passed in thirty years.",
    "Six soups for a stormy evening, and the one pot that suits them all.",
)


def paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(story: str, head: str = "", lang: str = ' lang="en-GB"', before: str = "", after: str = "") -> str:
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in SECTIONS)
    related = "".join(f'<li><a href="/{number}">{text}</a></li>' for number, text in enumerate(TEASERS))
    return (
        f"<!DOCTYPE html><html{lang}><head><title>Page - The Tarn Post</title>{head}</head><body>"
        f'<div class="top"><ul>{menu}</ul></div><div id="consent"><p>{CONSENT}</p><button>OK</button></div>'
        f'{before}{story}{after}<div class="box"><h3>Most read</h3><ul>{related}</ul></div>'
        '<div class="end"><p>© 2031 The Tarn Post. <a href="/privacy">Privacy</a> <a href="/terms">Terms</a></p></div>'
        "</body></html>"
    )


def told(texts: Iterable[str], title: str) -> str:
    return f'<div class="story"><h1>{title}</h1>{paragraphs(texts)}</div>'


@pytest.mark.parametrize("tag", ["div", "article", "main", "section"])
def test_a_story_without_what_surrounds_it(tag: str) -> None:
    article = article_from_page(page(told(ROOF, "Market roof falls").replace("div", tag)))
    assert article.text.split("\n\n") == list(ROOF)
    assert article.paragraph_spans is not None
    assert [article.text[slice(*span)] for span in article.paragraph_spans] == list(ROOF)
    assert article.language == "en-GB"
    assert article.kept is not None
    assert article.kept.paragraphs == 3
    assert article.kept.of > 15


def test_two_stories_of_one_paper_share_no_paragraph() -> None:
    first, second = (article_from_page(page(told(texts, "A title"))).text for texts in (ROOF, VOTE))
    assert not set(first.split("\n\n")) & set(second.split("\n\n"))


def test_a_page_that_is_all_inside_a_form() -> None:
    whole = page(told(ROOF, "Market roof falls")).replace("<body>", "<body><form>").replace("</body>", "</form></body>")
    assert article_from_page(whole).text.split("\n\n") == list(ROOF)


@pytest.mark.parametrize("texts", [ROOF[:1], ROOF[:2]])
def test_the_shortest_stories_are_kept_whole(texts: tuple[str, ...]) -> None:
    assert article_from_page(page(told(texts, "Market roof falls"))).text.split("\n\n") == list(texts)


def test_boxes_with_sentences_of_their_own_are_left_out() -> None:
    boxes = "".join(f'<div class="teaser"><h3><a href="/x">Another story</a></h3><p>{text}</p></div>' for text in VOTE)
    article = article_from_page(page(told(ROOF, "Market roof falls"), after=f'<div class="more">{boxes}</div>'))
    assert article.text.split("\n\n") == list(ROOF)


@pytest.mark.parametrize(
    "fragment",
    [
        paragraphs([ROOF[0], CONSENT]),
        f'<div><ul><li><a href="/x">One</a></li></ul>{paragraphs(ROOF)}</div>',
        f"<article>{paragraphs(ROOF)}{'<a href=x>word</a>' * 9}</article>",
    ],
)
def test_pieces_of_html_are_read_whole(fragment: str) -> None:
    article = article_from_page(fragment)
    assert article.kept is None
    assert len(article.text.split("\n\n")) == len(fragment.split("</p>")) - 1 + fragment.count("<li>") + (
        "word" in fragment
    )


def test_a_document_without_a_menu_is_read_whole_but_for_what_it_says_of_itself() -> None:
    head = '<meta property="article:published_time" content="2031-05-06T08:00:00Z">'
    whole = f'<html lang="en"><head>{head}</head><body><p>{CONSENT}</p>{paragraphs(ROOF)}</body></html>'
    article = article_from_page(whole)
    assert article.text.split("\n\n") == [CONSENT, *ROOF]
    assert (article.kept, article.language) == (None, "en")
    assert article.published_at == datetime(2031, 5, 6, 8, tzinfo=UTC)


def test_a_page_of_nothing_but_a_menu_is_no_story() -> None:
    with pytest.raises(InvalidArticle, match="lists stories"):
        article_from_page(page("").replace(CONSENT, ""))


def front_page() -> str:
    teasers = (
        f'<div><h3><a href="/{n}">Story number {n} of the day</a></h3><p>What place {n} saw.</p></div>'
        for n in range(12)
    )
    return page("".join(teasers))


def test_a_front_page_is_refused() -> None:
    with pytest.raises(InvalidArticle, match="Send the page of one story"):
        article_from_page(front_page())


def test_a_story_with_links_to_others_inside_is_none() -> None:
    linked = "".join(f'<h3><a href="/{number}">{text}</a></h3>' for number, text in enumerate(TEASERS))
    story = told([*ROOF, *VOTE], "Market roof falls").replace(f"<p>{ROOF[2]}", f"{linked}<p>{ROOF[2]}")
    assert article_from_page(page(story)).text.split("\n\n")[-1] == VOTE[-1]


LD = '<script type="application/ld+json">{}</script>'
NODE = (
    '{"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": "Market roof falls", "inLanguage": "sv",'
    ' "datePublished": "2031-05-06T10:00:00+02:00", "dateModified": "2031-05-07T10:00:00+02:00",'
    ' "publisher": {"@type": "Organization", "name": "The Tarn Post"}}'
)
META = (
    '<meta property="og:site_name" content="The Tarn Post"><meta property="og:locale" content="sv_SE">'
    '<meta property="article:published_time" content="2031-05-06T08:00:00Z"><meta name="og:title" content="Roof">'
)
AT = datetime(2031, 5, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        LD.format(NODE),
        LD.format(f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite", "name": "x"}}, {NODE}]}}'),
        LD.format(f"[{NODE}]"),
        LD.format(f'{{"@type": "WebPage", "mainEntity": {NODE}}}'),
        LD.format("{broken") + LD.format(NODE),
        META,
    ],
)
def test_what_a_page_says_of_itself(head: str) -> None:
    article = article_from_page(page(told(ROOF, "Market roof falls"), head=head, lang=""))
    assert (article.published_at, article.source) == (AT, "The Tarn Post")
    assert (article.language or "")[:2] == "sv"
    assert article.title == "Market roof falls"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('<time datetime="2031-05-06T08:00:00Z">today</time>', AT),
        (
            '<time itemprop="datePublished" datetime="2031-05-06T08:00:00Z"></time><time datetime="2031-01-01T00:00">',
            AT,
        ),
        ('<time datetime="2031-05-06T08:00:00Z"></time><time datetime="2031-05-09T08:00:00Z"></time>', None),
        ('<time datetime="2031-05-06">today</time>', None),
        ('<meta name="date" content="yesterday">', None),
        ('<meta name="date" content="0001-01-01T00:00:00">', None),
        ('<meta property="article:modified_time" content="2031-05-06T08:00:00Z">', None),
        (LD.format('{"@type": "NewsArticle", "datePublished": null}'), None),
        (LD.format('{"@type": "NewsArticle", "datePublished": "2031-99-06T10:00:00"}'), None),
        (LD.format(f'{{"@type": "ItemList", "itemListElement": [{NODE}]}}'), None),
        (LD.format('{"@type": 7, "@graph": "x", "publisher": []}'), None),
    ],
)
def test_times(marked: str, expected: datetime | None) -> None:
    assert article_from_page(page(told(ROOF, "Market roof falls"), before=marked)).published_at == expected


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (
            '<meta property="og:title" content="Market roof falls in Tarnholm">',
            "Market roof falls",
            "Market roof falls",
        ),
        ('<meta property="og:title" content="Market roof falls">', "The Tarn Post", "Market roof falls"),
        ("", "Latest", "Page"),
    ],
)
def test_headline(head: str, heading: str, title: str) -> None:
    assert article_from_page(page(told(ROOF, heading), head=head)).title == title


def test_what_the_caller_says_goes_first() -> None:
    said = {"title": "Ours", "source": "NW", "language": "de", "published_at": "2031-01-01T00:00:00Z"}
    article = article_from_mapping({"html": page(told(ROOF, "Market roof falls"), head=LD.format(NODE)), **said})
    assert (article.title, article.source, article.language) == ("Ours", "NW", "de")
    assert article.published_at == datetime(2031, 1, 1, tzinfo=UTC)
    assert article.text.split("\n\n") == list(ROOF)


ADDRESS = "https://tarnpost.example/2031/05/roof"
CANONICAL = f'<link rel="canonical" href="{ADDRESS}#top">' + LD.format(NODE)


def test_a_page_that_comes_without_an_id_has_its_address() -> None:
    content = page(told(ROOF, "Market roof falls"), head=CANONICAL).encode()
    (item,) = read_wire(content)
    assert (item.guid, item.article and item.article.id) == (ADDRESS, ADDRESS)
    (read,) = read_files("-", io.BytesIO(content))
    assert isinstance(read.result, Article)
    assert read.result.id == ADDRESS
    assert article_from_page(content, "roof").id == "roof"


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{ADDRESS}">',
        '<link rel="canonical" href="https://tarnpost.example/">' + LD.format(NODE),
        '<link rel="canonical" href="/roof">' + LD.format(NODE),
        '<link rel="canonical" href="https://[x/">' + LD.format(NODE),
    ],
)
def test_an_address_that_is_not_that_of_an_article_is_no_id(head: str) -> None:
    assert article_from_page(page(told(ROOF, "Market roof falls"), head=head)).id is None


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_encodings_of_pages(encoding: str) -> None:
    text = "Åsa Rönnholm said: “Nobody was inside when the roof of the market hall in Tarnholm came down at noon.”"
    head = f'<meta charset="{encoding}">'
    article = article_from_page(page(told([text, *ROOF], "Market"), head=head).encode(encoding))
    assert article.text.split("\n\n")[0] == text


def test_pages_that_are_too_large_are_read_whole_and_soon() -> None:
    started = time.process_time()
    article = article_from_page(page(paragraphs(["One two three four five."] * MOST_ELEMENTS)))
    assert article.kept is None
    deep = article_from_page(page("<div>" * 900 + ROOF[0] + "</div>" * 900))
    assert ROOF[0] in deep.text
    assert time.process_time() - started < 5.0


def test_what_is_kept_is_told() -> None:
    assert Kept(14, 196).told == "14 of the page's 196 paragraphs are its story; the rest is left out."
