"""Words of all languages at once: for what is read before a text's language is told, or whatever it may be.

Datelines, credits, notes to editors, lines that mailers set: they are looked for in every message, often in another
language than its text. A table is a text file a language, in ``words/``; ``[name]`` heads a section, with a regular
expression or words a line; ``#`` begins a comment. ``@{name}`` in a line is one of that section of
the same table, or what the caller gives by that name. Where a section is read, its meaning stands there. A language's
own rules, by which a text is read once its language is known, are in the modules beside this one.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Table = dict[str, list[str]]
"""The lines of one language's table by their sections."""

_LANGUAGES = (
    *("english", "german", "french", "spanish", "italian", "portuguese", "dutch"),
    *("swedish", "danish", "norwegian", "arabic", "greek"),
)
_REFERENCE = re.compile(r"@\{([a-z ]+)\}")


def read_tables(folder: str, languages: Sequence[str]) -> list[Table]:
    """The tables of some languages, in their order.

    Args:
        folder: Where they lie, below ``dedup.text``.
        languages: The names of their files.
    """
    return [_read((files("dedup.text") / folder / f"{name}.txt").read_text(encoding="utf-8")) for name in languages]


def _read(content: str) -> Table:
    table: Table = {}
    section: list[str] = []
    for line in content.splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].replace(" ", "").isalpha():
            section = table.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            section.append(line)
    return table


@cache
def _tables() -> list[Table]:
    return read_tables("languages/words", _LANGUAGES)


def lines_of(section: str) -> tuple[str, ...]:
    """The lines of a section in all languages, each once.

    Raises:
        LookupError: No language has such a section.
    """
    found = tuple(dict.fromkeys(line for table in _tables() for line in table.get(section, ())))
    if not found:
        message = f"No table in dedup/text/languages/words has a section [{section}]."
        raise LookupError(message)
    return found


def words_of(section: str) -> frozenset[str]:
    """The words of a section in all languages.

    Raises:
        LookupError: No language has such a section.
    """
    return frozenset(" ".join(lines_of(section)).split())


def one_of(section: str, given: Mapping[str, str] | None = None) -> str:
    """A regular expression for any line of a section, in any language.

    Args:
        section: Its name.
        given: What stands for ``@{name}`` where that is no section of the same table.

    Raises:
        LookupError: No language has such a section, or such a name.
    """
    lines_of(section)
    found = (_expanded(line, table, given or {}) for table in _tables() for line in table.get(section, ()))
    return f"(?:{'|'.join(dict.fromkeys(found))})"


def _expanded(line: str, table: Table, given: Mapping[str, str]) -> str:
    def meaning(reference: re.Match[str]) -> str:
        name = reference[1]
        if name in given:
            return given[name]
        return f"(?:{'|'.join(_expanded(one, table, given) for one in table[name])})"

    return _REFERENCE.sub(meaning, line)
