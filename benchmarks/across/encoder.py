"""A crude sentence model of English, German and Spanish: what is not English is translated, then encoded.

It stands for a multilingual model where none can be had: German by a dictionary, word by word, Spanish by Apertium's
rules, English as it is, all encoded by the packaged English model. It knows nothing of the texts it is tried on, and
errs as often as such translations do.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from benchmarks.across.dictionaries import Dictionary
from benchmarks.records import BenchmarkError
from dedup.scaling import measured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder

KNOWN = frozenset({"en", "de", "es"})
"""The languages it knows."""

_BOUNDARY = "\n\n"


class TranslatingEncoder:
    """Translates, then encodes; keeps :class:`dedup.ports.models.Encoder`.

    Args:
        english: Encodes English sentences.

    Raises:
        BenchmarkError: A dictionary or a translator is not installed; says which packages have them.
    """

    name = "translate-then-encode"
    languages = KNOWN
    way = "a dictionary and Apertium, then the packaged model"

    def __init__(self, english: Encoder) -> None:
        self._english = english
        self._dictionary = Dictionary()
        self._translated: dict[str, str] = {}
        self._program = shutil.which("apertium")
        if self._program is None:
            message = "there is no apertium: install the Debian package apertium-eng-spa, and try again"
            raise BenchmarkError(message)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._english.dimension

    @property
    def fingerprint(self) -> str:
        """Of the model that encodes, and that it is translated for."""
        return f"translated-{self._english.fingerprint}"

    @cached_property
    def scale(self) -> Scale:
        """How its cosines are read: as was measured, like those of any model but the packaged one."""
        return measured(self.name, self.encode)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts in any of its languages, in order, shape (len(texts), dimension)."""
        return self._english.encode(self.english(texts))

    def english(self, texts: Sequence[str]) -> list[str]:
        """Texts in English, in order; those that are English as they stand."""
        told = {text: _language(text) for text in texts}
        missing = [text for text in told if text not in self._translated]
        self._translated |= {text: text for text in missing if told[text] == "en"}
        self._translated |= {text: self._dictionary.english(text) for text in missing if told[text] == "de"}
        self._translated |= self._from_spanish([text for text in missing if told[text] == "es"])
        return [self._translated[text] for text in texts]

    def _from_spanish(self, texts: list[str]) -> Mapping[str, str]:
        lines = [" ".join(text.split()) for text in texts]
        asked = [str(self._program), "-u", "spa-eng"]
        told = subprocess.run(asked, input=_BOUNDARY.join(lines), capture_output=True, text=True, check=True).stdout  # noqa: S603 - a fixed program, and the text goes by its input
        english = told.rstrip("\n").split(_BOUNDARY) if texts else []
        if len(english) != len(texts):  # a translator may draw paragraphs together
            return {text: self._from_spanish([text])[text] for text in texts} if len(texts) > 1 else {texts[0]: told}
        return dict(zip(texts, english, strict=True))


def _language(text: str) -> str:
    return str(_identifier().classify(text)[0])


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(KNOWN))
    return identifier
