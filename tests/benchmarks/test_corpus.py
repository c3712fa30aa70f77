"""What counts as the source of a text in the test of a whole archive."""

from __future__ import annotations

from benchmarks.corpora import Corpus
from benchmarks.runs.corpus import plan
from dedup.article import Article
from dedup.formats.labelled import Pair

TEXT = "The harbour of Ottervik stays shut until Friday.\n\nEngineers found cracks in its pier."


def test_a_text_that_a_corpus_has_twice_is_the_source_whichever_comes_first() -> None:
    texts = {
        "one": TEXT,
        "other": TEXT.replace("\n\n", " "),
        "elsewhere": f"{TEXT} Boats wait.",
        "made": "Ottervik waits.",
    }
    articles = {name: Article(text, id=name) for name, text in texts.items()}
    pairs = [Pair("made", "one", "rewrite", ""), Pair("elsewhere", "other", "same_event", "")]
    made = plan([Corpus("harbours", articles, pairs)])
    assert set(made.stored) == {"harbours:one", "harbours:other", "harbours:elsewhere"}
    assert made.derived["harbours:made"][2] == ["harbours:one", "harbours:other"]
