from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.kinds import EDITED, EDITED_WITHOUT_RUN, judge_paragraphs
from dedup.detection.pairing import common_words, pair_paragraphs, word_range
from dedup.detection.runs import LEAST_RUN
from dedup.detection.verdict import Kind, ParagraphVerdict
from tests.unit.detection.sides import STORIES, aligned, shuffled, text

QUOTE = "\u201cNobody sets foot on that pier until the last beam is new\u201d"


def judged(query: str, match: str, *, derived: bool = True) -> list[ParagraphVerdict]:
    alignment = aligned(query, match)
    return judge_paragraphs(alignment, "m", derived=derived)


def kind(query: str, match: str, *, derived: bool = True) -> Kind:
    (found,) = judged(query, match, derived=derived)
    return found.kind


MATCH = text(*STORIES[0], *STORIES[1])
SENTENCE = STORIES[0][0]


@pytest.mark.parametrize("derived", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        SENTENCE,
        SENTENCE.upper(),
        SENTENCE.replace(" ", "\u00a0"),
        SENTENCE.replace(" on ", ", on ").replace(".", "!"),
        SENTENCE.replace(" the ", " the\n"),
    ],
    ids=["as it was", "in capitals", "other spaces", "other marks", "other line breaks"],
)
def test_the_same_words_are_verbatim(query: str, *, derived: bool) -> None:
    assert kind(query, MATCH, derived=derived) is Kind.VERBATIM


@pytest.mark.parametrize("derived", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        SENTENCE.replace("Monday", "Tuesday"),
        SENTENCE.replace("after divers found cracks in two piles", "because of cracks"),
        SENTENCE.removesuffix(".") + ", reported by a crew at noon.",
        "Meanwhile " + SENTENCE,
    ],
    ids=["a word changed", "an end cut", "an end added", "a beginning added"],
)
def test_most_of_the_same_words_are_edited(query: str, *, derived: bool) -> None:
    assert kind(query, MATCH, derived=derived) is Kind.EDITED


def test_the_same_content_in_other_order_is_paraphrased() -> None:
    (found,) = judged(shuffled(SENTENCE, seed=2), MATCH)
    assert found.kind is Kind.PARAPHRASED
    assert found.best is not None
    assert found.best.paragraph == 0
    assert found.best.spans == ()
    assert found.best.semantic == pytest.approx(1.0, abs=1e-4)
    assert found.best.lexical < 0.5


def test_between_independent_texts_a_paraphrase_has_to_be_closer() -> None:
    half = "Divers of Ottervik found cracks, and the harbour master likes brass music, chess and long walks."
    alignment = aligned(half, SENTENCE)
    assert 0.42 < float(alignment.cosines.max()) < 0.67
    assert kind(half, SENTENCE, derived=True) is Kind.PARAPHRASED
    assert kind(half, SENTENCE, derived=False) is Kind.ORIGINAL


@pytest.mark.parametrize("derived", [True, False])
def test_another_subject_is_original_and_has_no_counterpart(*, derived: bool) -> None:
    (found,) = judged(STORIES[2][0], MATCH, derived=derived)
    assert found.kind is Kind.ORIGINAL
    assert found.best is None


def test_a_shared_quotation_alone_is_quoted_between_independent_texts() -> None:
    query = f"Asked at the fish market, a visibly tired Ellwood shrugged, lit his pipe and muttered: {QUOTE}."
    match = f"{QUOTE}, Tamar Ellwood told a news conference held in the town hall, before answering shouted questions."
    (found,) = judged(query, match, derived=False)
    assert found.kind is Kind.QUOTED
    assert found.best is not None
    ours = [query[span.query.start : span.query.end] for span in found.best.spans]
    theirs = [match[span.match.start : span.match.end] for span in found.best.spans]
    assert ours == theirs == [QUOTE[1:-1]]


def test_more_than_the_quotation_is_not_quoted() -> None:
    query = f"{QUOTE}, Tamar Ellwood told a news conference held in the town hall."
    assert kind(query, query.replace("held", "given"), derived=False) is Kind.EDITED


def test_a_short_subheading_is_not_found_in_a_long_paragraph() -> None:
    assert kind("The harbour", SENTENCE) in {Kind.ORIGINAL, Kind.PARAPHRASED}
    assert kind("The harbour", "The harbour") is Kind.VERBATIM


def test_boilerplate_is_marked_and_original() -> None:
    credit = "(c) 2031 Northern Wire. All rights reserved."
    found = judged(text(*STORIES[0], credit), text(*STORIES[0], credit))
    assert [(p.kind, p.boilerplate) for p in found] == [(Kind.VERBATIM, False)] * 3 + [(Kind.ORIGINAL, True)]
    assert found[3].best is None


def test_every_paragraph_has_its_verdict_in_order() -> None:
    query = text(STORIES[2][0], SENTENCE, shuffled(STORIES[1][0], seed=3), STORIES[1][2].replace("winter", "autumn"))
    found = judged(query, MATCH)
    assert [p.index for p in found] == [0, 1, 2, 3]
    assert [p.kind for p in found] == [Kind.ORIGINAL, Kind.VERBATIM, Kind.PARAPHRASED, Kind.EDITED]
    assert [p.best.paragraph if p.best else None for p in found] == [None, 0, 3, 5]
    assert [query[p.start : p.end] for p in found] == query.split("\n\n")
    assert [MATCH[p.best.start : p.best.end] for p in found if p.best] == [SENTENCE, STORIES[1][0], STORIES[1][2]]


def test_a_run_over_two_paragraphs_is_cut_at_the_paragraph() -> None:
    story = STORIES[0]
    found = judged(text(story[0], story[1]), f"{story[0]} {story[1]}")
    assert [p.kind for p in found] == [Kind.VERBATIM, Kind.VERBATIM]
    for paragraph in found:
        assert paragraph.best is not None
        (span,) = paragraph.best.spans
        assert paragraph.start <= span.query.start
        assert span.query.end <= paragraph.end


WORDS = [word for story in STORIES[:2] for sentence in story for word in sentence.rstrip(".").split()]


@settings(deadline=None, max_examples=60)
@given(
    paragraphs=st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=14), min_size=1, max_size=4),
    derived=st.booleans(),
)
def test_what_is_not_compared_word_by_word_would_be_original_all_the_same(
    paragraphs: list[list[str]], *, derived: bool
) -> None:
    alignment = aligned(text(*(" ".join(words) + "." for words in paragraphs)), MATCH)
    pairing = pair_paragraphs(alignment)
    found = judge_paragraphs(alignment, "m", derived=derived)
    for row, paragraph in enumerate(pairing.query):
        if found[paragraph.index].kind is not Kind.ORIGINAL:
            continue
        words = alignment.verbatim_query[word_range(alignment.query, paragraph)]
        kept = common_words(alignment, paragraph, pairing.match[int(pairing.best[row])])
        least = EDITED if words.any() else EDITED_WITHOUT_RUN
        assert kept < least or len(words) < LEAST_RUN
