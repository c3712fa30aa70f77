from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article, Sentence, Span
from dedup.text.bounds import MOST_PARAGRAPHS, MOST_SENTENCES, joined_paragraphs, joined_sentences
from dedup.text.document import read_document, restore_document
from dedup.text.passages import MOST_PASSAGES


def in_a_row(count: int) -> list[Span]:
    return [Span(10 * at, 10 * at + 9) for at in range(count)]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 3 * MOST_PARAGRAPHS))
def test_paragraphs_are_bounded_and_cover_what_they_covered(count: int) -> None:
    spans = in_a_row(count)
    joined = joined_paragraphs(spans)
    assert len(joined) <= MOST_PARAGRAPHS
    assert joined == spans or count > MOST_PARAGRAPHS
    assert [joined[0].start, joined[-1].end] == [spans[0].start, spans[-1].end] if spans else joined == []
    assert all(one.end < other.start for one, other in pairwise(joined))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 40) | st.integers(0, 3000), max_size=20))
def test_sentences_are_bounded_and_stay_within_their_paragraphs(counts: list[int]) -> None:
    owners = [paragraph for paragraph, count in enumerate(counts) for _ in range(count)]
    sentences = [Sentence(span, owner) for span, owner in zip(in_a_row(len(owners)), owners, strict=True)]
    joined = joined_sentences(sentences)
    assert len(joined) <= MOST_SENTENCES
    assert joined == sentences or len(sentences) > MOST_SENTENCES
    assert {one.paragraph for one in joined} == set(owners)
    for one in joined:
        covered = sentences[one.span.start // 10 : one.span.end // 10 + 1]
        assert {sentence.paragraph for sentence in covered} == {one.paragraph}
        assert one.span.end == covered[-1].span.end
    assert joined_sentences(joined) == joined


def test_as_many_one_line_paragraphs_as_a_paragraph_each_has_sentences() -> None:
    sentences = [Sentence(span, at // 3) for at, span in enumerate(in_a_row(3 * MOST_PARAGRAPHS))]
    assert len(joined_sentences(sentences)) <= MOST_SENTENCES


def test_a_text_of_thousands_of_lines_keeps_all_its_words_in_fewer_pieces() -> None:
    text = "\n\n".join(f"Berth {number} is let." for number in range(5 * MOST_PARAGRAPHS))
    document = read_document(Article(text))
    assert document.coarse
    assert len(document.paragraphs) <= MOST_PARAGRAPHS
    assert len(document.sentences) <= MOST_SENTENCES
    assert len(document.passages) <= MOST_PASSAGES
    assert document.words.texts.count("berth") == 5 * MOST_PARAGRAPHS
    last = document.canonical.to_original(document.paragraphs[-1].span)
    assert text[last.start : last.end].endswith(f"Berth {5 * MOST_PARAGRAPHS - 1} is let.")
    assert restore_document(text, document.layout()).words.texts == document.words.texts
    assert not read_document(Article(text[:900])).coarse
