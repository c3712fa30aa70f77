"""The language of a text: by its words, by what it was sent with, and unsure where neither says."""

import subprocess
import sys

import pytest

from dedup.article import Article
from dedup.text.document import read_document, restore_document
from dedup.text.languages.telling import Told


@pytest.mark.parametrize(
    ("text", "given", "code", "sure"),
    [
        ("The pier was closed on Monday and the boats had to leave.", None, "en", True),
        ("The pier was closed on Monday and the boats had to leave.", "de", "en", True),
        ("Die Brücke bleibt nach Angaben der Stadt bis Ende September für Autos gesperrt.", None, "de", True),
        ("Die Brücke bleibt nach Angaben der Stadt bis Ende September für Autos gesperrt.", "fr", "de", True),
        ("Pfahl tritt ab", "de", "de", True),
        ("12 - 7 : 3", "pt-BR", "pt", True),
    ],
)
def test_telling(text: str, given: str | None, code: str, *, sure: bool) -> None:
    document = read_document(Article(text, language=given))
    assert document.told == Told(code, sure)
    assert document.language.code == code


def test_a_short_text_that_could_be_in_several_is_unsure_and_read_as_english() -> None:
    document = read_document(Article("Pfahl tritt ab"))
    assert not document.told.sure
    assert document.language.code == "en"


def test_a_language_without_rules_is_read_by_the_english_ones() -> None:
    document = read_document(Article("Most na rzece został zamknięty we wtorek, a remont potrwa osiem miesięcy."))
    assert document.told == Told("pl", sure=True)
    assert document.language.code == "en"


def test_the_language_is_kept_with_the_cuts() -> None:
    text = "Pfahl tritt ab"
    document = read_document(Article(text, language="de"))
    assert restore_document(text, document.layout()).language.code == "de"
    older = {name: value for name, value in document.layout().items() if name != "language"}
    assert restore_document(text, older).language.code == "en"


def test_a_model_that_finds_no_room_to_be_unpacked_in_is_said() -> None:
    code = (
        "import resource, signal; from dedup.errors import EncoderError\n"
        "from dedup.text.languages.telling import tell\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))\n"
        "try: tell(['hafen'], lambda: 'Der Hafen', None)\n"
        "except EncoderError as error: print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "print(tell(['hafen'], lambda: 'Der Hafen', None).code)  # there is room again\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    said, code_told = ended.stdout.splitlines()
    assert "Make room for 70 MB" in said
    assert code_told == "de"
