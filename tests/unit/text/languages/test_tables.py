"""Words of languages stand in the tables, each is read, and code outside of the languages has none of its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale

import dedup
from dedup.text.languages.known import LANGUAGES
from dedup.text.languages.tables import _tables, lines_of, one_of, words_of

ROOT = Path(dedup.__file__).parent
LANGUAGE_FILES = ROOT / "text" / "languages"
READERS = ("one_of", "lines_of", "words_of")
READ = sorted(
    path
    for path in [*ROOT.glob("text/**/*.py"), *ROOT.glob("formats/*.py"), *ROOT.glob("detection/*.py"), ROOT / "wire.py"]
    if LANGUAGE_FILES not in path.parents
)
FIELDS = frozenset({"data", "datum", "titre"})
"""Names of fields and elements in wire formats that are words of a language as well."""

LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def test_a_line_holds_what_its_table_and_the_caller_call_by_name() -> None:
    notice = re.compile(one_of("unprinted", {"time": r"\d\d Uhr"}))
    assert notice.fullmatch("Sperrfrist: 18 Uhr")
    assert notice.fullmatch("Diese Mitteilung ist nicht zur Veröffentlichung bestimmt")
    assert not notice.fullmatch("This Mitteilung is not for publication"), "words of two tables"


def test_a_section_that_no_language_has_is_said() -> None:
    for read in (lines_of, words_of, one_of):
        with pytest.raises(LookupError, match=r"has a section \[horoscopes\]"):
            read("horoscopes")


def test_every_section_is_read_and_every_one_that_is_read_stands_in_a_table() -> None:
    called = {
        node.args[0].value
        for path in READ
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS
        if isinstance(node.args[0], ast.Constant)
    }
    written = {section for table in _tables() for section in table}
    referred = set(re.findall(r"@{([a-z ]+)}", str(_tables())))
    assert called | referred == written | {"time", "people"}
    assert {"month", "passed on", "what"} <= written


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_outside_of_the_languages_has_no_words_of_theirs(path: Path) -> None:
    """Months and days of all languages, and what tables have but the English one, in whose words errors are told."""
    said = {word.casefold() for text in _strings(path) for word in LONG_WORD.findall(text)}
    fields = FIELDS if path.parent.name == "formats" else frozenset()
    assert (said & _words_of_languages()) - fields == set()


def _words_of_languages() -> set[str]:
    english, *others = _tables()
    words = {word.casefold() for table in others for word in LONG_WORD.findall(str([*table.values()]))}
    words -= {word.casefold() for word in LONG_WORD.findall(str([*english.values()]))}
    for code in LANGUAGES:
        locale = Locale(code)
        for width in ("wide", "abbreviated"):
            for names in (locale.months["format"][width], locale.days["format"][width]):
                words |= {word.casefold() for name in names.values() for word in LONG_WORD.findall(name)}
    return words


def _strings(path: Path) -> Iterator[str]:
    """What a module has in quotation marks, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
