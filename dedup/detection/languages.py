"""Languages: whether the sentence model knows that of a text. Where it does not, closeness means nothing.

Of unrelated German, French, Polish or Arabic stories the packaged model, which learned from English, finds every
sentence close to every other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.text.document import Document

SURE = 0.8
"""Probability from which on a detected language is believed, whatever was given. Of 1,632 English texts of five
corpora, cut to 4, 8, 15 and 30 words, none is taken for another language with more than 0.75; of 90 German, French,
Spanish, Russian, Arabic and Polish ones 85 are told by 15 words, all by 30."""

FLAT = 0.25
"""Mean cosine of the sentences of one text, less twice its standard deviation, from which on the model does not tell
them apart. In Arabic, Russian and Spanish all texts looked at lie above, in Polish nearly all, of German agency copy
few; of 258 English texts some. So it is asked only where no language is told."""

_LEAST_SENTENCES = 5
"""Sentences below which a spread says nothing."""

_LONGEST = 10_000
"""Characters that the language is told from: some 3 ms."""

_ENGLISH_WORDS = "the and of that with from they were would their have which this has been"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_ENGLISH_SHARE = 0.06
"""Share of those words from which on a text is English, and no model needs to be loaded to tell: 99 in 100 texts of
English news have more, texts in other languages 0.03 at most, for the quotations and titles in them."""

_SPOKEN_OF = {"nb": "no", "nn": "no", "ary": "ar", "arz": "ar", "yue": "zh", "wuu": "zh", "pcm": "en"}
"""Languages that are written nearly like another one, and are known where that is."""

_NO_LANGUAGE = "zxx"
_UNNAMED = "the language of the text"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that a sentence model knows.

    Attributes:
        known: Their BCP 47 primary subtags; None where it is taken to know all.
    """

    known: frozenset[str] | None = None

    def unknown(self, document: Document, vectors: NDArray[np.float32], given: str | None) -> str:
        """The language of a text that the model does not know, in plain English; empty where it knows it.

        What was given is believed unless the words clearly say otherwise. A text of which neither tells is judged by
        the spread of its cosines; a short one has none, and counts as known.

        Args:
            document: The text.
            vectors: Of its sentences.
            given: BCP 47 tag that the text was sent with.
        """
        if self.known is None or not document.sentences:
            return ""
        if "en" in self.known and _is_english(document.words.texts):
            return ""
        code, probability = _detected(" ".join(document.sentence_texts())[:_LONGEST])
        if probability >= SURE and code != _NO_LANGUAGE:
            return "" if code in self.known else _named(code)
        said = primary(given or "")
        if said:
            return "" if said in self.known else _named(said)
        return _UNNAMED if code not in self.known and _is_flat(vectors) else ""


def primary(tag: str) -> str:
    """The language that a BCP 47 tag is for, without script and region: ``pt`` of ``pt-BR``."""
    code = tag.replace("_", "-").partition("-")[0].strip().lower()
    return _SPOKEN_OF.get(code, code)


def _is_english(words: Sequence[str]) -> bool:
    return sum(map(_ENGLISH.__contains__, words)) >= _ENGLISH_SHARE * len(words)


def _is_flat(vectors: NDArray[np.float32]) -> bool:
    if len(vectors) < _LEAST_SENTENCES:
        return False
    cosines = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    return float(cosines.mean() - 2.0 * cosines.std()) >= FLAT


def _detected(text: str) -> tuple[str, float]:
    code, probability = _identifier().classify(text)
    return primary(str(code)), float(probability)


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _named(code: str) -> str:
    from babel import Locale

    return str(Locale("en").languages.get(code, f"the language {code!r}"))
