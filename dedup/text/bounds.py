"""How many pieces a text is cut into at most: what is compared piece by piece grows with the square of their number.

A longer text is not cut short: its pieces grow. So everything in it is still compared, in coarser steps, and two of the
longest texts are held against each other in the time and memory of a bounded table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Sentence, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PARAGRAPHS = 1_000
"""Beyond it neighbours are joined: some 50,000 words in paragraphs of a newspaper's length."""

MOST_SENTENCES = 2_000
"""Beyond it neighbours within a paragraph are joined: some 40,000 words of news. A table of two such texts has four
million cells, 16 MB."""


def joined_paragraphs(spans: Sequence[Span]) -> list[Span]:
    """At most :data:`MOST_PARAGRAPHS` paragraphs: as many neighbours in each as that takes.

    Args:
        spans: Paragraphs in order.

    Returns:
        The same, or longer ones from the beginning of the first joined to the end of the last.
    """
    step = -(-len(spans) // MOST_PARAGRAPHS)
    if step <= 1:
        return list(spans)
    return [Span(spans[at].start, spans[min(at + step, len(spans)) - 1].end) for at in range(0, len(spans), step)]


def joined_sentences(sentences: Sequence[Sentence]) -> list[Sentence]:
    """At most :data:`MOST_SENTENCES` sentences, where there are at most :data:`MOST_PARAGRAPHS` paragraphs.

    Args:
        sentences: In order.

    Returns:
        The same, or neighbours of one paragraph as one sentence. Each paragraph may end with one that is joined of
        fewer, which is why so many are left for that.
    """
    if len(sentences) <= MOST_SENTENCES:
        return list(sentences)
    step = -(-len(sentences) // (MOST_SENTENCES - MOST_PARAGRAPHS))
    joined: list[Sentence] = []
    within = 0
    for sentence in sentences:
        if joined and joined[-1].paragraph == sentence.paragraph and within < step:
            joined[-1] = Sentence(Span(joined[-1].span.start, sentence.span.end), sentence.paragraph)
            within += 1
        else:
            joined.append(sentence)
            within = 1
    return joined
