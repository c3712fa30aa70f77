"""What is read off one text, whole and shortened."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article
from dedup.detection.shortened import without
from dedup.detection.side import Side
from dedup.text.document import read_document
from dedup.text.profiles import Profile
from tests.unit.text.test_properties import TEXTS

FACTS = st.lists(
    st.sampled_from(
        [
            "Forty boats left Ottervik on Monday, said Mayor Ilse Varrow.",
            "“Nobody will be protected,” Varrow told the Courier on 4 March 2031.",
            "Ilse Varrow and the Pellin Observatory paid 3.5 million crowns.",
            "Observatory staff had asked for 12 % more. “We were never asked what we thought of it.”",
            "Repairs at the port of Ottervik take two years.",
        ]
    ),
    min_size=1,
    max_size=6,
).map("\n\n".join)


@settings(deadline=None)
@given(st.one_of(TEXTS, FACTS), st.sets(st.integers(0, 5), max_size=4), st.booleans())
def test_a_shortened_text_is_what_would_be_read_of_it(content: str, aside: set[int], profiled: bool) -> None:  # noqa: FBT001
    document = read_document(Article(content))
    whole = Side(document, np.ones((len(document.sentences), 2), dtype=np.float32))
    if profiled:
        whole = replace(whole, profile=Profile.restored(whole.profiled().kept()))
    short = without(whole, aside)
    kept = tuple(sentence for sentence in document.sentences if sentence.paragraph not in aside)
    read = Side(
        replace(document, sentences=kept, passages=(), _words=None, _told=document.told),
        np.ones((len(kept), 2), dtype=np.float32),
    )
    assert short.document.sentences == kept
    for name in ("hashes", "sentence_words", "word_edges", "quoted_words", "own.counts", "own.prevail", "vectors"):
        assert attrgetter(name)(short).tolist() == attrgetter(name)(read).tolist(), name
    assert short.facts == read.facts
    assert (short.mentions, short.figures) == (read.mentions, read.figures)
    assert short.topic.names == read.topic.names
    assert short.topic.lead == read.topic.lead
    for index in range(len(kept)):
        ours = {short.stems.texts[i] for i in short.stems.found[short.stems.sentences == index].tolist()}
        assert ours == {read.stems.texts[i] for i in read.stems.found[read.stems.sentences == index].tolist()}
    np.testing.assert_allclose(
        [short.topic.words[stem] for stem in sorted(short.topic.words)],
        [read.topic.words[stem] for stem in sorted(read.topic.words)],
    )
