from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from dedup.article import Article, Kept
from dedup.detection.ledger import DiffOp, DiffPart, Excerpt, FactEntry, FactKind, QuoteStatus
from dedup.detection.verdict import (
    ArticleRef,
    Kind,
    Reading,
    ReadPassage,
    Relation,
    Verdict,
)
from dedup.terminal.explanation import explain
from dedup.terminal.notebook import as_html
from dedup.terminal.tables import findings_table
from dedup.terminal.words import some
from dedup.text.harmless import harmless
from tests.unit.explained import ARTICLE, BEST, MATCH, OTHER, PARAGRAPHS, QUERY, QUOTE, TEXTS, VERDICT, span


def shown(
    verdict: Verdict = VERDICT,
    article: Article = ARTICLE,
    texts: dict[ArticleRef, str] = TEXTS,
    *,
    width: int = 80,
    terminal: bool = False,
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None)
    explain(verdict, article, texts, console)
    return out.getvalue()


def test_notes_about_the_text_are_told() -> None:
    assert "Letters were \x1b" not in shown(replace(VERDICT, notes=("Letters were \x1b[2Jdisguised.",)))
    assert "It was written by a clock." in shown(replace(VERDICT, notes=("It was written by a clock.",)))


def test_verdict_comes_first_in_words() -> None:
    first, *_ = shown().splitlines()
    assert "PARTIAL COPY" in first
    assert "93 %" in first
    assert "NEEDS REVIEW" in first


def test_how_much_of_a_page_is_kept_is_said() -> None:
    assert "3 of the page's 29 paragraphs are its story" in shown(article=replace(ARTICLE, kept=Kept(3, 29)))
    assert "of the page's" not in shown()


def test_order_is_verdict_matches_paragraphs_quotes_facts_search() -> None:
    text = shown()
    places = [
        text.index(part)
        for part in ("PARTIAL COPY", "stored article", "Paragraph by paragraph", "Quotations:", "Facts", "Searched 19")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("terminal", [False, True])
def test_fits_the_width(width: int, *, terminal: bool) -> None:
    out = Console(width=1000, file=io.StringIO())
    for line in shown(width=width, terminal=terminal).splitlines():
        assert out.render_str(line).cell_len <= width or terminal


def test_without_styles_signs_mark_shared_words_and_diffs() -> None:
    text = shown(width=300)
    assert "\x1b" not in text
    assert "Nine [=of 52 beams had rotted=], the survey" in text
    assert "the mayor: Somebody [-put-] {+hid+} it in a drawer," in text


def test_with_styles_no_signs() -> None:
    text = shown(terminal=True)
    assert "\x1b[" in text
    assert "[=" not in text
    assert "{+" not in text


def test_every_paragraph_says_what_it_is_and_where_from() -> None:
    text = shown(width=140)
    assert "Of 3 paragraphs: 2 from nw-1 (Northern Wire), 1 found nowhere." in text
    assert "EDITED  nw-1, paragraph 1" in text
    assert "ORIGINAL" in text
    assert "credit or copyright line, not scored" in text


def test_changed_facts_name_both_sides_stored_first() -> None:
    assert "seven → Nine" in shown(width=140)


READ = Reading(
    2.5,
    "query",
    2,
    2,
    1,
    (
        ReadPassage(
            4.0, restates=True, query=(span(QUERY, "Nine of 52 beams"),), match=(span(MATCH, "seven of 52 beams"),)
        ),
        ReadPassage(-1.0, restates=False, query=(span(QUERY, "Our own"),), match=(span(MATCH, "said the mayor"),)),
    ),
)


def test_passages_that_were_read_together_stand_side_by_side() -> None:
    text = shown(replace(VERDICT, matches=(replace(BEST, reading=READ), OTHER)), width=140)
    _, below = text.split("Read together with nw-1")
    restating, other = (line for line in below.splitlines() if "beams" in line or "Our own" in line)
    assert restating.split("  ")[0] == "restates"
    assert restating.index("Nine of 52 beams") < restating.index("seven of 52 beams")
    assert other.startswith("no ")


def test_nothing_is_said_of_reading_where_nothing_was_read() -> None:
    assert "Read together" not in shown()


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_notebook_may_be_light_or_dark() -> None:
    console = Console(record=True, file=io.StringIO(), width=100, color_system="truecolor", force_terminal=True)
    explain(VERDICT, ARTICLE, TEXTS, console)
    styles = re.findall(r'style="([^"]+)"', as_html(console))
    letters = {
        colour for style in styles if "background" not in style for colour in re.findall(r"\bcolor: (#\w+)", style)
    }
    grounds = {colour for style in styles for colour in re.findall(r"background-color: (#\w+)", style)}
    assert len(letters) > 3
    assert grounds
    assert min(contrast(one, page) for one in letters for page in ("#ffffff", "#111111")) >= 4
    assert min(contrast(one, page) for one in grounds for page in ("#ffffff", "#000000")) >= 4


def test_one_is_told_as_one() -> None:
    told = shown(
        replace(VERDICT, paragraphs=PARAGRAPHS[:2], searched=replace(VERDICT.searched, articles=1, passages=1))
    )
    assert "Of 1 paragraph: 1 from" in told
    assert "Searched 1 article (1 passage) " in told


def test_so_many_are_told_as_many() -> None:
    assert [some(count, "passage") for count in (0, 1, 2000)] == ["0 passages", "1 passage", "2,000 passages"]
    assert some(3, "entry", "entries") == "3 entries"


def test_a_match_without_a_headline_is_called_by_its_id_once() -> None:
    bare = replace(BEST, article=ArticleRef("nw-1", None, "Northern Wire"))
    listed = shown(replace(VERDICT, matches=(bare,), paragraphs=()), texts={}).partition("Paragraph by")[0]
    assert listed.partition("stored article")[2].partition("What changed")[0].count("nw-1") == 1


def test_unrelated_matches_are_counted_not_listed() -> None:
    text = shown()
    assert "Cup final" not in text
    assert "1 more was compared and found unrelated." in text


def test_missing_parts_of_the_search_are_named() -> None:
    assert "Incomplete: semantic." in shown(width=140)


def test_missing_match_text_is_said() -> None:
    assert "(text not at hand)" in shown(texts={})


def test_nothing_found_is_short() -> None:
    verdict = replace(
        VERDICT,
        relation=Relation.UNRELATED,
        derivation=0.0,
        review_reason="",
        matches=(),
        paragraphs=tuple(replace(p, kind=Kind.ORIGINAL, best=None) for p in PARAGRAPHS),
        coverage={Kind.ORIGINAL: 1.0},
    )
    text = shown(verdict)
    assert "UNRELATED" in text
    assert "Paragraph by paragraph" not in text


HOSTILE = "\x1b]0;owned\x07\x1b[31m[bold]red[/bold] a\u202eb\u2066c \x9b2J \x00 zero\u200bwidth \ud800 \U000e0041"


def test_hostile_text_is_shown_not_obeyed() -> None:
    query = HOSTILE + QUERY
    shift = len(HOSTILE)
    moved = tuple(
        replace(p, start=0 if p.index == 0 else p.start + shift, end=p.end + shift, best=None) for p in PARAGRAPHS
    )
    best = replace(
        BEST,
        article=ArticleRef(HOSTILE, HOSTILE, HOSTILE),
        quotes=(replace(QUOTE, query_speaker=HOSTILE, diff=(DiffPart(DiffOp.INSERTED, HOSTILE),)),),
        facts=(FactEntry(FactKind.NAME, Excerpt(HOSTILE, 0, 9), Excerpt(HOSTILE, 0, 9), 0, 0),),
    )
    verdict = replace(VERDICT, matches=(best,), paragraphs=moved, summary=HOSTILE)
    article = replace(ARTICLE, text=query, title=HOSTILE, source=HOSTILE, id=HOSTILE)
    text = shown(verdict, article, {best.article: MATCH})
    for character in "\x1b\x07\x9b\x00\u202e\u2066\u200b\ud800\U000e0041":
        assert character not in text
    assert "[bold]red[/bold]" in text


def test_harmless_keeps_every_character_in_its_place() -> None:
    text = "".join(chr(code) for code in range(0x3000)) + "\U000e0041\U0001f469\u200d\U0001f467"
    assert len(harmless(text)) == len(text)
    assert (
        harmless("caf\u00e9 na\u0301ive \u0646\u0645\u06cc\u200c\u062e")
        == "caf\u00e9 na\u0301ive \u0646\u0645\u06cc\u200c\u062e"
    )


def test_findings_say_ok_in_words() -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(
        findings_table([("store", True, "19 articles"), ("index", False, "[b]two[/b] short")])
    )
    assert "store  ok" in out.getvalue()
    assert "NOT OK" in out.getvalue()
    assert "[b]two[/b] short" in out.getvalue()


def test_a_quotation_that_was_reworded_is_shown_twice_instead_of_word_by_word() -> None:
    diff = (DiffPart(DiffOp.REMOVED, "one two three four"), DiffPart(DiffOp.INSERTED, "five six seven"))
    quote = replace(QUOTE, diff=(*diff, DiffPart(DiffOp.SAME, "eight")))
    text = shown(replace(VERDICT, matches=(replace(BEST, quotes=(quote,)),)), width=140)
    assert "the mayor: reworded" in text
    assert "stored: Somebody put it in a drawer," in text
    assert "here: Somebody hid it in a drawer," in text
    assert "[-" not in text


def test_a_translated_quotation_is_shown_beside_its_source() -> None:
    quote = replace(QUOTE, status=QuoteStatus.TRANSLATED, diff=())
    text = shown(replace(VERDICT, matches=(replace(BEST, quotes=(quote,)),)), width=140)
    assert "Quotations: 1 translated" in text
    assert "the mayor: in another language" in text
    assert "stored: Somebody put it in a drawer," in text
    assert "here: Somebody hid it in a drawer," in text
