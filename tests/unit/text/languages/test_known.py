"""What holds for every language: all texts can be read by all rules, and what is found lies in them."""

import pytest
from hypothesis import given, settings

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.languages.known import LANGUAGES
from dedup.text.languages.telling import tell
from dedup.text.quotations import find_quotations
from tests.unit.text.test_properties import TEXTS


@pytest.mark.parametrize("code", LANGUAGES)
@settings(deadline=None, max_examples=20)
@given(content=TEXTS)
def test_every_text_can_be_read_by_the_rules_of_every_language(code: str, content: str) -> None:
    document = read_document(Article(content, language=code))
    language, text = LANGUAGES[code], document.canonical.text
    for sentence in document.sentences:
        found = [(one.span, one.value) for one in language.moments(text, sentence.span)]
        found += [(one.span, one.value) for one in language.quantities(text, sentence.span)]
        for span, value in found:
            assert sentence.span.start <= span.start < span.end <= sentence.span.end
            assert value
    for name in language.names(text, [sentence.span for sentence in document.sentences]):
        assert text[slice(*name.span)].strip()
    for quotation in find_quotations(document):
        assert len(quotation.words) >= document.language.least_quoted


def test_no_two_languages_are_read_by_one_way() -> None:
    assert len({language.read_by for language in LANGUAGES.values()}) == len(LANGUAGES) == 11
    assert {code for code, language in LANGUAGES.items() if language.code != code} == set()


def test_what_a_language_is_made_of_tells_it() -> None:
    """The words that a language leaves out as saying nothing are those of that language, and no other's."""
    for code in ("de", "fr", "es", "it", "pt", "nl", "ru", "ar"):
        words = sorted(getattr(LANGUAGES[code], "small_words", ()))
        assert tell(words, lambda words=words: " ".join(words), None).code == code  # type: ignore[misc]
