"""What holds for every text there can be: offsets lead back, cuts are in order, nothing hangs."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article, Span
from dedup.text.canonical import canonicalise
from dedup.text.document import read_document, restore_document
from dedup.text.facts import find_facts
from dedup.text.passages import MOST_PASSAGES
from dedup.text.quotations import find_quotations

FRAGMENTS = st.sampled_from(
    [
        *(
            "He said ",
            "“We will go,” ",
            "she told the Courier. ",
            "\n\n",
            "\r\n",
            "\r\n\r\n",
            " ",
            "'",
            '"',
            "''",
            "``",
        ),
        *(
            "„",
            "»",
            "«",
            "\u2039",
            "(AP) — ",
            "QUILLHAVEN ",
            "March 4 ",
            "20 % ",
            "€1.5bn ",
            "Dr. ",
            "U.S. ",
            "one of ",
        ),
        *("\u200b", "\u202e", "\ufb03", "\u0301", "é", "e\u0301", "\u1100\u1161", "½ ", "…", "\ufdfa", "中", "。"),
        *(
            "A.B",
            "a.B",
            "- ",
            "• ",
            "\t",
            "\x00",
            "\ud800",
            "\u2028",
            "\uff0e",
            "Ⅷ",
            "\uff11\uff12",
            "\u00ad",
            "İ",
            "ß",
        ),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=5), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(original=TEXTS, place=st.floats(0, 1), share=st.floats(0, 1))
def test_canonical_characters_lead_back_to_what_they_were_made_from(original: str, place: float, share: float) -> None:
    canonical = canonicalise(original)
    assert canonicalise(canonical.text).text == canonical.text
    if canonical.text:
        start = int(place * (len(canonical.text) - 1))
        span = Span(start, start + 1 + int(share * (len(canonical.text) - 1 - start)))
        there = canonical.to_original(span)
        again = canonicalise(original[slice(*there)]).text
        assert " ".join(canonical.text[slice(*span)].split()) in " ".join(again.split())
        back = canonical.to_canonical(there)
        assert back.start <= span.start < span.end <= back.end


@settings(max_examples=300, deadline=None)
@given(original=TEXTS)
def test_cuts_are_in_order_and_lie_inside_each_other(original: str) -> None:
    document = read_document(Article(original))
    paragraphs, sentences = document.paragraphs, document.sentences
    assert [span for p in paragraphs for span in p.span] == sorted(span for p in paragraphs for span in p.span)
    assert [span for s in sentences for span in s.span] == sorted(span for s in sentences for span in s.span)
    assert [i for p in paragraphs for i in p.sentences] == list(range(len(sentences)))
    assert [i for p in document.passages for i in p.sentences] == list(range(len(sentences)))
    for index, sentence in enumerate(sentences):
        text = document.text_of(sentence.span)
        outer = paragraphs[sentence.paragraph].span
        assert text == text.strip()
        assert outer.start <= sentence.span.start < sentence.span.end <= outer.end
        assert document.sentence_words[index] > 0
    again = restore_document(original, document.layout()).words
    assert again.texts == document.words.texts
    assert again.starts.tolist() == document.words.starts.tolist()
    assert again.sentences.tolist() == document.words.sentences.tolist()


@settings(max_examples=300, deadline=None)
@given(original=TEXTS)
def test_quotations_and_facts_lie_inside_the_text(original: str) -> None:
    document = read_document(Article(original))
    for fact in find_facts(document):
        outer = document.sentences[fact.sentence].span
        assert outer.start <= fact.span.start < fact.span.end <= outer.end
        assert fact.value
    for quotation in find_quotations(document):
        assert len(quotation.words) >= document.language.least_quoted
        assert (quotation.pieces[0].start, quotation.pieces[-1].end) == quotation.span


SIZE = 100_000


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            '"',
            "'",
            "\n",
            "a\n\n",
            "word\n",
            "a.A",
            "a' 'b",
            "1,",
            "1 ",
            "A ",
            "Aa of the ",
            "(",
            ". ",
            "中",
            "“a b ",
        ),
        *(
            "“a b c” ",
            '"a b c," said ',
            "AAAA - ",
            "Read more\n",
            "Mr. ",
            "e\u0301\u0302",
            "\ufb03",
            "\u3131\u314f",
            "\0a",
        ),
    ],
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    started = time.process_time()
    document = read_document(Article(text))
    find_facts(document)
    find_quotations(document)
    assert time.process_time() - started < 8.0  # about half a second; what is quadratic takes a minute
    assert len(document.passages) <= MOST_PASSAGES


def test_a_million_characters_have_a_bounded_number_of_passages() -> None:
    document = read_document(Article("one two three. " * 66_000))
    assert 100 < len(document.passages) <= MOST_PASSAGES
