"""What was broken on its way is read as it was meant, and every place is led back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article, Span
from dedup.text.canonical import canonicalise
from dedup.text.document import read_document, restore_document
from dedup.text.repairs import find_repairs, mended


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("The bridge recov-\nered slowly.", "The bridge recovered\nslowly."),
        ("It recov\u00ad\nered, they said.", "It recovered,\nthey said."),
        ("It recov-\r\nered slowly.", "It recovered\nslowly."),
        ("A recov-\nery.\nThe end.", "A recovery.\nThe end."),
        ("Some twenty-\none boats", "Some twenty-one\nboats"),
        ("An Anglo-\nSaxon hall", "An Anglo-Saxon\nhall"),
        ("A state-\nowned line", "A state-owned\nline"),
        ("A three-year-\nold boat", "A three-year-old\nboat"),
        ("A news-\npaper. Each newspaper", "A newspaper.\nEach newspaper"),
        ("A roll-\ntop desk, the roll-top", "A roll-top\ndesk, the roll-top"),
        ("A roof-\ngarden on the roof of the garden", "A roof-garden\non the roof of the garden"),
        ("peut-\nêtre demain", "peut-être\ndemain"),
        ("short-\nand long-term", "short-\nand long-term"),
        ("He waited -\nand left", "He waited -\nand left"),
        ("mid-\n2031", "mid-\n2031"),
        ("A hyphen-\n\nated paragraph", "A hyphen-\n\nated paragraph"),
        # names of characters
        ("&amp;quot;No,&amp;quot; she said", '"No," she said'),
        ("it&amp;#8217;s and it&#x2019;s", "it\u2019s and it\u2019s"),
        ("Bed &amp;amp;amp; breakfast, AT&amp;T", "Bed & breakfast, AT&T"),
        ("R&D; and Q&A; and &nosuch;", "R&D; and Q&A; and &nosuch;"),
        # shortcodes
        ("[dropcap]M[/dropcap]any left.", "Many left."),
        ('Up. [caption id="a1" align="left"]Ann Roe at sea[/caption] Down.', "Up.  Down."),
        ('Up. [gallery ids="1,2"] Down.', "Up.  Down."),
        ("Up. [embed]https://t.example/1[/embed] Down.", "Up.  Down."),
        ("[vc_row][vc_column_text]Many left.[/vc_column_text][/vc_row]", "Many left."),
        ("[b]Many[/b] left [url=http://t.example]here[/url].", "Many left here."),
        ("[youtube https://t.example/1]", ""),
        ("[gallery]", ""),
        # what editors put in brackets
        ("They was [sic] late.", "They was [sic] late."),
        ("[He said] it is [the company] who pays [1].", "[He said] it is [the company] who pays [1]."),
        ("[Video] shows it [see https://t.example/1]", "[Video] shows it [see https://t.example/1]"),
        ("[x = 5] and [E=mc2]", "[x = 5] and [E=mc2]"),
        ("a caption [not a gallery of rogues]", "a caption [not a gallery of rogues]"),
    ],
)
def test_it_is_read_as_it_was_meant(sent: str, meant: str) -> None:
    assert mended(sent) == meant


PIECES = st.sampled_from(
    [
        *(
            "recov-\n",
            "ered ",
            "twenty-\n",
            "one ",
            "\u00ad\r\n",
            "-",
            "\n",
            " ",
            "and ",
            "&amp;",
            "quot;",
            "&amp;#8217;",
        ),
        *("[caption a=1]", "[/caption]", "[b]", "[/b]", "[sic]", "[", "]", "&", "e\u0301", "\u200b", "ﬁ", "W", "."),
    ]
)


@given(pieces=st.lists(PIECES, max_size=30), place=st.floats(0, 1))
def test_repairs_lead_back_and_are_stored_with_the_cuts(pieces: list[str], place: float) -> None:
    sent = "".join(pieces)
    repairs = find_repairs(sent)
    assert all(one.end <= other.start for one, other in pairwise(repairs))
    canonical = canonicalise(sent, repairs)
    assert canonical.text == canonicalise(mended(sent)).text
    if canonical.text:
        at = int(place * (len(canonical.text) - 1))
        span = canonical.to_original(Span(at, at + 1))
        assert 0 <= span.start < span.end <= len(sent)
        back = canonical.to_canonical(span)
        assert back.start <= at < back.end
    document = read_document(Article(sent))
    again = restore_document(sent, document.layout())
    assert again.canonical.text == document.canonical.text
    assert again.words.texts == document.words.texts


def test_an_article_that_was_stored_before_keeps_its_cuts() -> None:
    sent = "The bridge recov-\nered slowly. It was &amp;quot;safe&amp;quot;."
    old = read_document(Article("The bridge is open. It was safe.")).layout()
    assert "repairs" not in old
    restored = restore_document(sent, {"paragraphs": [[0, 31, 0, 1]], "sentences": [[0, 31, 0]], "passages": [[0, 1]]})
    assert restored.text_of(Span(0, 31)) == sent[:31]


def test_a_cut_word_is_one_word_at_its_place() -> None:
    sent = (
        "Divers found rotten beams under the northern pier, and the harb-\nour board closed the ferry hall until May."
    )
    document = read_document(Article(sent))
    assert "harbour" in document.words.texts
    index = document.words.texts.index("harbour")
    span = Span(int(document.words.starts[index]), int(document.words.ends[index]))
    assert sent[slice(*document.canonical.to_original(span))] == "harb-\nour"
