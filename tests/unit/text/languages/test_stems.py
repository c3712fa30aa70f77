"""Stems: words cut to what their forms share, and pairs of characters where there are no spaces."""

from dedup.text.languages.known import LANGUAGES
from dedup.text.words import words


def test_forms_of_a_word_have_one_stem_and_function_words_none() -> None:
    assert LANGUAGES["de"].stems(words("der Hafen wurde gesperrt, nicht die Sperrung")) == {"hafen", "gesper", "sperru"}
    assert LANGUAGES["ru"].stems(words("для рыбаков и о рыбаках")) == {"рыбако", "рыбака"}
    assert LANGUAGES["fr"].stems(words("selon les inondations qui ont inondé")) == {"inonda", "inondé"}


def test_pairs_of_characters_stand_for_words_without_spaces() -> None:
    assert LANGUAGES["zh"].stems(words("港口的仓库")) == {"港口", "仓库"}
    assert LANGUAGES["ja"].stems(words("倉庫がBrandal社")) == {"倉庫", "branda"}
