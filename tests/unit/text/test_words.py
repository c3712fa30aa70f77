"""Words and stems of whole texts, held against the plain way of finding them."""

from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.languages.known import LANGUAGES
from dedup.text.stems import Stems
from dedup.text.words import words_with_offsets, words_with_places

LETTERS = "abstredvlmZ\u00e9\u00df\u0130\u0131\u017f\u212a\u0442\u0644\u064b\u0301\u0e01\u4e2d"
ODDS = " \n'\u2019.,:_-019\u00b2\u00bd\u0664$"

anything = st.text(alphabet=st.one_of(st.sampled_from(LETTERS + ODDS), st.characters()), max_size=40)
contracted = st.text(alphabet="a's.1_ t,:rev", max_size=16)


@given(st.one_of(anything, contracted), st.integers(0, 6), st.integers(0, 6))
def test_words_found_all_at_once_are_those_found_one_by_one(text: str, start: int, left: int) -> None:
    stop = max(start, len(text) - left)
    texts, starts, ends = words_with_places(text, start, stop)
    found = list(zip(texts, starts.tolist(), ends.tolist(), strict=True))
    assert found == words_with_offsets(text, start, stop)


def test_contractions_are_one_word_and_possessives_of_possessives_are_not() -> None:
    assert words_with_places("It's 1,200.50 o'clock, rock'n'roll's")[0] == [
        *("it's", "1,200.50", "o", "clock"),
        *("rock", "n", "roll's"),
    ]


@given(st.text(alphabet="abcde 0\u00e9.\n\u6e2f\u306e", max_size=120), st.sampled_from(["en", "de", "zh", "ja"]))
def test_stems_of_sentences_are_those_of_each_by_itself(text: str, code: str) -> None:
    told = ". Forty fishermen left the harbour. The fishermen had 3.5 tonnes. \u6e2f\u53e3\u7684\u4ed3\u5e93\u3002"
    document, language = read_document(Article(text + told)), LANGUAGES[code]
    stems = Stems.of(document.words, language)
    named: list[set[str]] = [set() for _ in document.sentences]
    for index, sentence in zip(stems.found.tolist(), stems.sentences.tolist(), strict=True):
        named[sentence].add(stems.texts[index])
    for index, sentence in enumerate(document.sentences):
        words = [word for word, _, _ in words_with_offsets(document.canonical.text, *sentence.span)]
        assert named[index] == language.stems(words) | {word for word in words if word[0].isdigit()}
        assert set(stems.before(index)) == set().union(*named[:index])
    assert stems.counts.tolist() == [sum(stem in one for one in named) for stem in stems.texts]


@given(st.text(alphabet="abcde0\u00e9\u6e2f\u306e\u7684", min_size=1, max_size=8), st.sampled_from(sorted(LANGUAGES)))
def test_the_stem_of_a_word_is_that_of_the_word_by_itself(word: str, code: str) -> None:
    assert {LANGUAGES[code].stem(word)} - {""} == LANGUAGES[code].stems([word])
