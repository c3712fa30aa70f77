"""The words of a page, and pages made to hurt."""

import time

import pytest

from dedup.article import MAX_CHARACTERS
from dedup.errors import TextTooLong, UnreadableInput
from dedup.formats.html import DEEPEST, MAX_HTML, article_from_html

PAGE = """<html><head><title>Roof falls - The Courier</title><meta property="og:title" content="A roof falls"></head>
<body><nav>Home</nav><header><h1>Roof <b>falls</b> in</h1></header><article><p>Part of the roof &amp; a wall fell.</p>
<p>Second line<br>of it<br><br>Third</p><div>Bare <i>text</i> here<p>inner</p>after</div><ul><li>One<li>Two</ul>
<figure><img alt="x"><figcaption>A photo</figcaption></figure><script>var x = "no";</script></article>
<aside>Advert</aside><form>Subscribe</form><p hidden>unseen</p><footer>About us</footer></body></html>"""


def test_paragraphs_without_what_surrounds_them() -> None:
    article = article_from_html(PAGE, "a-1")
    assert article.text.split("\n\n") == [
        "Part of the roof & a wall fell.",
        "Second line\nof it",
        "Third",
        "Bare text here",
        "inner",
        "after",
        "One",
        "Two",
    ]
    assert article.paragraph_spans is not None
    assert [article.text[slice(*span)] for span in article.paragraph_spans] == article.text.split("\n\n")
    assert article.id == "a-1"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (PAGE, "Roof falls in"),
        (PAGE.replace("h1>", "h2>"), "A roof falls"),
        ("<title> Roof\n falls </title><p>It fell.", "Roof falls"),
        ("<p>It fell.", None),
    ],
)
def test_title(page: str, title: str | None) -> None:
    assert article_from_html(page).title == title


def test_only_the_first_heading_is_the_title() -> None:
    assert article_from_html("<h1>One</h1><p>Text</p><h1>Two</h1>").text == "Text\n\nTwo"


@pytest.mark.parametrize(
    "content",
    [
        "<p>Café</p>".encode(),
        '<meta charset="iso-8859-1"><p>Café</p>'.encode("latin-1"),
        '<?xml version="1.0" encoding="utf-16"?><p>Café</p>',
        "Ca\0fé",
    ],
)
def test_encodings(content: bytes | str) -> None:
    assert article_from_html(content).text == "Café"


def test_unpaired_surrogates_are_no_reason_to_fail() -> None:
    assert article_from_html("<p>a\ud800b</p>").text == "a?b"


def test_entities_of_the_pages_own_are_not_expanded() -> None:
    page = '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]><p>&a;</p>'
    assert "&a;" in article_from_html(page).text


def test_what_was_broken_on_its_way_is_read_as_it_was_meant() -> None:
    page = (
        "<h1>&amp;quot;No&amp;quot;</h1><p>[dropcap]M[/dropcap]any recov-\nered, he said [sic].</p>"
        '<p>[caption id="a1"]<img src="a.jpg"> Ann Roe at sea[/caption]</p><p>[vc_row]</p><p>Bed &amp;amp; board.</p>'
    )
    article = article_from_html(page)
    assert article.title == '"No"'
    assert [article.text[slice(*span)] for span in article.paragraph_spans or ()] == [
        "Many recovered, he said [sic].",
        "Bed & board.",
    ]


def test_nothing_is_an_empty_text() -> None:
    assert article_from_html("").text == ""
    assert article_from_html("<nav>Home</nav>").paragraph_spans == ()


@pytest.mark.parametrize("unit", ["<div>", "<ul><li>", "<nav>", "<font>", "<table><tr><td>"])
def test_too_deep_is_refused_at_once(unit: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableInput, match="inside one another"):
        article_from_html(unit * 200_000 + "text")
    assert time.process_time() - started < 2.0


def test_as_deep_as_allowed_is_read() -> None:
    depth = DEEPEST - 10
    assert article_from_html("<div>" * depth + "text" + "</div>" * depth).text == "text"


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(UnreadableInput, match="elements"):
        article_from_html("<p>a" * 300_000)


def test_length_has_a_limit() -> None:
    with pytest.raises(TextTooLong, match="HTML is longer"):
        article_from_html(" " * (MAX_HTML + 1))
    with pytest.raises(TextTooLong, match="characters"):
        article_from_html("a" * (MAX_CHARACTERS + 1))
