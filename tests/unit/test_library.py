from __future__ import annotations

import doctest
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import dedup
from dedup.detection.verdict import Relation
from dedup.errors import ArticleNotFound, InputError
from tests.unit.detection.sides import STORIES, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIER, PLAY, FROST, TRAM, COMET = (text(*story) for story in STORIES)


@pytest.fixture
def index() -> Iterator[dedup.Index]:
    with dedup.Index() as index:
        yield index


def test_the_examples_of_the_package_are_true() -> None:
    assert doctest.testmod(dedup).failed == 0
    assert doctest.testmod(dedup).attempted > 0


def test_importing_it_loads_nothing_heavy() -> None:
    script = (
        "import sys, dedup; dedup.Article; print([m for m in ('numpy', 'torch', 'faiss', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)  # noqa: S603 - our own line
    assert done.stdout == "[]\n"
    assert not hasattr(dedup, "nothing_of_the_kind")


@pytest.mark.parametrize("query", [PIER, {"text": PIER}, dedup.Article(PIER)])
def test_a_text_may_be_given_in_any_form(query: dedup.library.Text) -> None:
    found = dedup.compare(query, PIER)
    assert (found.relation, found.derivation) == (Relation.IDENTICAL, 1.0)


def test_a_result_explains_itself() -> None:
    found = dedup.compare(text(PIER, "A <b>storm</b> is on its way to the coast, forecasters said."), PIER)
    assert "Paragraph by paragraph" in str(found)
    assert found.summary in " ".join(str(found).split())
    assert found._repr_html_().startswith("<pre>")
    assert "<b>storm</b>" not in found._repr_html_()
    assert found.to_json().startswith(b"{")


def test_an_index_finds_what_was_added_and_forgets_what_was_removed(index: dedup.Index) -> None:
    assert index.add({"id": "pier", "text": PIER}).matches == ()
    copy = index.add({"id": "copy", "text": text(PIER, "More is to come.")})
    assert [match.article.id for match in copy.matches] == ["pier"]
    assert (len(index), "pier" in index, "play" in index) == (2, True, False)
    index.remove("pier")
    assert [match.article.id for match in index.score(PIER).matches] == ["copy"]
    with pytest.raises(ArticleNotFound):
        index.remove("pier")


def test_the_same_text_twice_is_one_article(index: dedup.Index) -> None:
    first, again = index.add(PIER), index.add(PIER)
    assert (len(index), first.text.id) == (1, again.text.id)


class Table:
    """What an Arrow table has of a list."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def to_pylist(self) -> list[dict[str, Any]]:
        return self._rows


class Frame:
    """What a pandas data frame has of a list; what is missing is not a number."""

    columns = ("id", "text", "source")

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return [dict.fromkeys(self.columns, float("nan")) | row for row in self._rows]


@pytest.mark.parametrize("kind", [list, iter, Table, Frame])
def test_many_are_added_from_whatever_holds_them(index: dedup.Index, kind: Any) -> None:  # noqa: ANN401 - each of them
    rows = [{"id": "a", "text": PIER}, {"id": "b", "text": PLAY}, {"id": "c", "text": " "}, {"id": "d", "text": FROST}]
    outcomes = index.add_many(kind(rows))
    assert [isinstance(one, InputError) for one in outcomes] == [False, False, True, False]
    assert [match.article.id for match in index.score(PLAY).matches] == ["b"]


@pytest.mark.parametrize("articles", ["one text", {"text": PIER}, 7])
def test_one_article_is_not_many(index: dedup.Index, articles: object) -> None:
    with pytest.raises(InputError, match="add takes one"):
        index.add_many(articles)


def test_a_folder_keeps_them(tmp_path: Path) -> None:
    with dedup.Index(tmp_path) as index:
        index.add({"id": "pier", "text": PIER})
    with dedup.Index(str(tmp_path)) as again:
        assert again.score(PIER).relation is Relation.IDENTICAL


def test_groups_are_of_what_was_made_from_what(index: dedup.Index) -> None:
    index.add_many(
        [
            {"id": "pier", "text": PIER},
            {"id": "play", "text": PLAY},
            {"id": "copy", "text": text(PIER, "More is to come.")},
            {"id": "tram", "text": TRAM},
            {"id": "copy-of-copy", "text": text(PIER, "More is to come.", "Boats wait.")},
        ]
    )
    assert sorted(index.cluster()) == [["pier", "copy", "copy-of-copy"], ["play"], ["tram"]]


def test_what_is_no_article_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="this is a int"):
        dedup.compare(7, PIER)  # type: ignore[arg-type]
