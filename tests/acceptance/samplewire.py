"""The wire that ships, and what its README says of each story."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from dedup.errors import InputError
from dedup.formats.files import read_files

if TYPE_CHECKING:
    from dedup.article import Article


Json = dict[str, Any]
SAMPLES = files("dedup") / "samples"
ORIGIN = "nw-0412"
REWRITE = "ledger-5507"
DERIVED = ("courier-8841", "harbour-post-2231", REWRITE, "nw-0412-2")


class Expected(NamedTuple):
    relation: str
    kinds: dict[int, tuple[str, set[int]]]
    """For each paragraph its kind, and the paragraphs of the origin it may answer to."""


def table() -> dict[str, Expected]:
    """The README's table, read."""
    found = {}
    for line in (SAMPLES / "README.md").read_text("utf-8").splitlines():
        row = re.fullmatch(r"\| `([\w-]+)` \| .* \| (\w+) \| (\d.*) \|", line.strip())
        if row:
            paragraphs = re.findall(r"(\d+)(?:<([\d+]+))? (\w+)", row[3])
            kinds = {int(n): (kind, {int(m) for m in origin.split("+") if m}) for n, origin, kind in paragraphs}
            found[row[1]] = Expected(row[2], kinds)
    return found


EXPECTED = table()


def samples() -> list[Article]:
    """The wire in its order, then the article that is scored against it."""
    found = [item.result for name in ("wire.jsonl", "incoming.json") for item in read_files(str(SAMPLES / name))]
    return [article for article in found if not isinstance(article, InputError)]


ARTICLES = {str(article.id): article for article in samples()}


def against(answer: Json, name: str = ORIGIN) -> Json:
    found: Json = next(match for match in answer["matches"] if match["article"]["id"] == name)
    return found


def paragraph_text(name: str, paragraph: Json) -> str:
    return ARTICLES[name].text[paragraph["start"] : paragraph["end"]]
