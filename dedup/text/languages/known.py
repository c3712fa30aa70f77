"""The languages that have rules of their own, by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.text.languages.arabic import ARABIC
from dedup.text.languages.chinese import CHINESE
from dedup.text.languages.dutch import DUTCH
from dedup.text.languages.english.language import ENGLISH
from dedup.text.languages.french import FRENCH
from dedup.text.languages.german import GERMAN
from dedup.text.languages.italian import ITALIAN
from dedup.text.languages.japanese import JAPANESE
from dedup.text.languages.portuguese import PORTUGUESE
from dedup.text.languages.russian import RUSSIAN
from dedup.text.languages.spanish import SPANISH
from dedup.text.languages.telling import FALLBACK

if TYPE_CHECKING:
    from dedup.text.languages.protocol import Language

_ALL: tuple[Language, ...] = (
    ENGLISH,
    GERMAN,
    FRENCH,
    SPANISH,
    ITALIAN,
    PORTUGUESE,
    DUTCH,
    RUSSIAN,
    ARABIC,
    CHINESE,
    JAPANESE,
)
LANGUAGES = {language.code: language for language in _ALL}
"""By BCP 47 primary subtag."""


def language_of(code: str) -> Language:
    """The rules that a text is read by: those of its language, or of :data:`FALLBACK` where it has none."""
    return LANGUAGES.get(code, LANGUAGES[FALLBACK])
