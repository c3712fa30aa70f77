"""Quotations: what stands between quotation marks, and who says it.

Canonical text has one double mark, so the mark as it was sent decides where it still tells opening from closing, and
the characters beside it decide elsewhere. Every paragraph is read once, from mark to mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dedup.article import Span
from dedup.text.languages.findings import Form, Mention
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.text.canonical import CanonicalText
    from dedup.text.document import Document
    from dedup.text.languages.protocol import Language, Speakers

MOST_QUOTATIONS = 5_000
"""Quotations read from one text, the first ones."""

_MARK = re.compile(r"\"|''|[\u2039\u203a\u300c-\u300f]|(?<![^\W_])'|'(?![^\W_])")
_OPENING = "\u201c\u201e\u201f\u301d\u2018\u201a\u201b`\u300c\u300e"
_CLOSING = "\u201d\u301e\u301f\u2019\u300d\u300f"
_EITHER_WAY = "\u00ab\u00bb\u2039\u203a"
_BEFORE_OPENING = " \n([{-/:\"'"
_AFTER_CLOSING = " \n)]}-/:;,.!?\"'"
_LONGEST_SINGLE = 1500
_LONGEST_ELIDED = 12
_LONGEST_CLAUSE = 160
"""Characters a said-clause in the middle of a quotation has at most."""

_SMALL_WORD = 3
"""Letters of words that stay small in titles: of, and, the."""

_TITLE_WORDS = 8
_HEADLINE_CAPITALS = 2


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation.

    Attributes:
        span: Offsets into the canonical text, from the first to the last quoted character, marks excluded.
        words: Its words, lower-cased; those of a said-clause in the middle are left out.
        speaker: Who says it, as far as the text names one: a name or a role, also where a pronoun stands for it.
        paragraph: Index of the paragraph it begins in.
        pieces: The quoted stretches; more than one where a said-clause or a paragraph's end comes between.
        by_name: The speaker is the name of a person.
        rivals: Whom else a pronoun beside it may mean.
    """

    span: Span
    words: tuple[str, ...]
    speaker: str | None
    paragraph: int
    pieces: tuple[Span, ...]
    by_name: bool = False
    rivals: frozenset[str] = frozenset()


class Found(NamedTuple):
    """A quotation before it is known whom its said-clause means."""

    quotation: Quotation
    mention: Mention | None


class _Mark(NamedTuple):
    start: int
    end: int
    single: bool
    opens: bool
    closes: bool


class _Stretch(NamedTuple):
    span: Span
    closed: bool


def find_quotations(document: Document) -> list[Quotation]:
    """The quotations of a document, in order.

    A quotation ends at its closing mark, or with its paragraph if there is none; where the next paragraph opens with a
    mark again, it goes on there. A said-clause inside ("We will," she said, "not go.") does not end it.

    Args:
        document: Any document.

    Returns:
        Quotations of as many words as the language asks for; what is quoted inside a quotation is part of it.
    """
    return with_speakers(document, find_unspoken(document))


def find_unspoken(document: Document) -> list[Found]:
    """The quotations of :func:`find_quotations`, before it is told who speaks: where they stand, and their words."""
    found: list[Found] = []
    text, language = document.canonical.text, document.language
    open_at_end = False
    for paragraph in document.paragraphs:
        if len(found) >= MOST_QUOTATIONS:
            break
        stretches = list(_stretches(document.canonical, paragraph.span, language)) if len(paragraph.sentences) else []
        continues = open_at_end and bool(stretches) and stretches[0].span.start <= paragraph.span.start + 2
        quotations = _joined(document, stretches, paragraph.span, paragraph.index)
        if continues and found and quotations:
            (last, before), (first, mention) = found[-1], quotations.pop(0)
            whole = replace(
                last,
                span=Span(last.span.start, first.span.end),
                words=last.words + first.words,
                pieces=last.pieces + first.pieces,
            )
            found[-1] = Found(whole, before or mention)
        found += quotations
        open_at_end = bool(stretches) and not stretches[-1].closed and bool(found)
    return [one for one in found if len(one.quotation.words) >= language.least_quoted and not _is_title(text, one)]


def with_speakers(document: Document, kept: Sequence[Found]) -> list[Quotation]:
    """Quotations with their speakers, for which all that a text says of persons is read.

    Args:
        document: The text.
        kept: From :func:`find_unspoken`.
    """
    if not any(one.mention for one in kept):
        return [one.quotation for one in kept]
    persons = document.language.speakers(document, [piece for one in kept for piece in one.quotation.pieces])
    return [_spoken(one, persons) for one in kept]


def _spoken(found: Found, persons: Speakers) -> Quotation:
    speaker = persons.speaker(found.mention, found.quotation.span.start)
    return replace(found.quotation, speaker=speaker.text, by_name=speaker.is_person, rivals=speaker.rivals)


def _marks(canonical: CanonicalText, within: Span, language: Language) -> Iterator[_Mark]:
    text = canonical.text
    sent = canonical.original[slice(*canonical.to_original(within))] if within.start < within.end else ""
    arrows = not {"\u00ab", "\u00bb"} <= set(sent)  # "Read more »" points at something
    for found in _MARK.finditer(text, *within):
        start, end = found.span()
        original = canonical.original[canonical.to_original(Span(start, start + 1)).start]
        before = text[start - 1] if start > within.start else " "
        after = text[end] if end < within.end else " "
        if arrows and original in "\u00ab\u00bb" and before + after == "  ":
            continue
        opens = before in _BEFORE_OPENING and after not in " \n"
        closes = before not in " \n" and after in _AFTER_CLOSING
        if original in _OPENING:
            opens, closes = True, original not in "\u2018`" and closes and not opens
        elif original in _CLOSING:
            opens, closes = opens and not closes and original == "\u201d", True
        elif original in _EITHER_WAY or opens == closes:
            opens = closes = True  # guillemets point either way, and have spaces inside in French
        single = end - start == 1 and found.group() == "'"
        if single and (language.clipped.match(text, start) or (original == "\u2019" and opens)):
            continue
        yield _Mark(start, end, single, opens, closes)


def _stretches(canonical: CanonicalText, within: Span, language: Language) -> Iterator[_Stretch]:
    """What stands between the marks of one paragraph, first the double ones, then the single ones outside of them."""
    marks = list(_marks(canonical, within, language))
    doubles = [mark for mark in marks if not mark.single]
    found = [*_doubly_quoted(doubles, within)]
    if len(doubles) < len(marks):
        starts = [stretch.span.start for stretch in found]
        ends = [stretch.span.end for stretch in found]
        outside = [m for m in marks if m.single and bisect_right(starts, m.start) <= bisect_right(ends, m.start)]
        found += _singly_quoted(canonical.text, outside, language)
        found.sort()
    for span, closed in found:
        piece = canonical.text[span.start : span.end]
        start = span.start + len(piece) - len(piece.lstrip())
        if piece.strip():
            yield _Stretch(Span(start, start + len(piece.strip())), closed)


def _doubly_quoted(marks: list[_Mark], within: Span) -> Iterator[_Stretch]:
    closers = sum(1 for mark in marks if mark.closes)
    start, depth = -1, 0
    for mark in marks:
        closers -= mark.closes
        if depth == 0:
            if mark.opens:
                start, depth = mark.end, 1
        elif mark.closes:
            depth -= 1
            if depth == 0:
                yield _Stretch(Span(start, mark.start), closed=True)
        elif closers > depth:
            depth += 1  # a quotation inside the quotation
        else:
            yield _Stretch(Span(start, mark.start), closed=True)  # its closing mark is missing
            start, depth = mark.end, 1
    if depth:
        yield _Stretch(Span(start, within.end), closed=False)


def _singly_quoted(text: str, marks: list[_Mark], language: Language) -> Iterator[_Stretch]:
    """Single marks are apostrophes too: one behind what may be elided closes only if no other mark does."""
    start, weak = -1, -1
    for mark in marks:
        if start >= 0 and mark.start - start > _LONGEST_SINGLE:
            start = weak = -1
        if start < 0 or (mark.opens and not mark.closes):
            if weak >= 0:
                yield _Stretch(Span(start, weak), closed=True)
            start, weak = (mark.end, -1) if mark.opens else (-1, -1)
        elif mark.closes:
            if language.elided.search(text, max(0, mark.start - _LONGEST_ELIDED), mark.start):
                weak = mark.start if weak < 0 else weak
            else:
                yield _Stretch(Span(start, mark.start), closed=True)
                start = weak = -1
    if start >= 0 and weak >= 0:
        yield _Stretch(Span(start, weak), closed=True)


def _joined(document: Document, stretches: list[_Stretch], paragraph: Span, index: int) -> list[Found]:
    """Quotations of one paragraph: stretches with nothing but a said-clause between them are one."""
    text, language = document.canonical.text, document.language
    spans = [stretch.span for stretch in stretches]
    groups: list[list[Span]] = []
    for position, span in enumerate(spans):
        following = spans[position + 1].start if position + 1 < len(spans) else paragraph.end
        if groups and _is_interrupted(text, groups[-1][-1], span, following, language):
            groups[-1].append(span)
        else:
            groups.append([span])
    edges = [paragraph.start, *(group[-1].end + 1 for group in groups)]
    starts = [*(group[0].start - 1 for group in groups), paragraph.end]
    quotations = []
    for number, group in enumerate(groups):
        before = text[max(edges[number], group[0].start - 240) : max(edges[number], group[0].start - 1)]
        after = text[group[-1].end : max(group[-1].end, starts[number + 1])][:240]
        inner = [text[left.end : right.start] for left, right in pairwise(group)]
        words = tuple(word for piece in group for word, _, _ in words_with_offsets(text, *piece))
        last = text[group[-1].start : group[-1].end].rstrip()[-1:]
        mention = language.speaker(before, inner, after, ends_sentence=_ends_sentence(last, after))
        quotation = Quotation(Span(group[0].start, group[-1].end), words, None, index, tuple(group))
        quotations.append(Found(quotation, mention))
    return quotations


def _is_interrupted(text: str, left: Span, right: Span, following: int, language: Language) -> bool:
    clause = text[left.end + 1 : right.start - 1].strip("\"' \n")
    ending = text[left.start : left.end].rstrip("'\" ")[-1:]
    goes_on = ending in {",", "?", "!", "-"} or (language.has_comma_outside and clause.startswith(","))
    if len(clause) > _LONGEST_CLAUSE or not goes_on or not language.says(clause):
        return False
    if language.clause_end.search(clause, 0, len(clause) - 1) or not re.search(r"[.,:]$", clause):
        return False
    after = text[right.end : following][:_LONGEST_CLAUSE]
    if _ends_sentence(text[right.start : right.end].rstrip("'\" ")[-1:], after):
        return True
    return _may_go_on(language.speaker("", [clause], "", ends_sentence=False), language.speaker_behind(after), language)


def _ends_sentence(last: str, after: str) -> bool:
    """Whether a quotation's last character ends its sentence; "It is over." said Roe, all the same, goes on."""
    outside = after.lstrip("\"' ,")[:1]
    return not last or outside in {".", "!", "?", ";"} or (last == "." and not outside.islower())


def _may_go_on(first: Mention | None, second: Mention | None, language: Language) -> bool:
    """Whether what has a said-clause of its own may be said by the one before: he said it is not what Roe said."""
    if first is None or second is None:
        return True
    if second.form is Form.PRONOUN:
        return first.form is not Form.PRONOUN or first == second
    surname = language.surname
    return first == second or (second.form is Form.NAME and surname(first.text) == surname(second.text))


def _is_title(text: str, found: Found) -> bool:
    """Whether one is the name of a film or a book, or a headline: capitals on every longer word, and nobody says it."""
    quotation = found.quotation
    piece = text[quotation.span.start : quotation.span.end]
    capitals = [word[0].isupper() for word in piece.split() if len(word) > _SMALL_WORD]
    if len(quotation.words) <= _TITLE_WORDS and piece[-1:].isalnum():
        return all(capitals)
    headline = len(quotation.pieces) == 1 and found.mention is None and len(capitals) >= _HEADLINE_CAPITALS
    return headline and all(capitals) and not piece.isupper()
