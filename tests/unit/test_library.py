from __future__ import annotations

import doctest
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import api
import dedup
from dedup.article import Span
from dedup.detection.verdict import Relation
from dedup.errors import ArticleNotFound, InputError, StoreUnavailable
from dedup.formats.given import Text, article_of
from dedup.library import _comparer
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


def test_what_is_not_loaded_yet_is_offered_too() -> None:
    done = subprocess.run([sys.executable, "-c", "import dedup; print(*dir(dedup))"], capture_output=True, check=True)
    assert set(dedup.__all__) <= set(done.stdout.decode().split())


@pytest.mark.parametrize("query", [PIER, {"text": PIER}, dedup.Article(PIER)])
def test_a_text_may_be_given_in_any_form(query: Text) -> None:
    found = dedup.compare(query, PIER)
    assert (found.relation, found.derivation) == (Relation.IDENTICAL, 1.0)


def test_a_result_explains_itself() -> None:
    found = dedup.compare(text(PIER, "A <b>storm</b> is on its way to the coast, forecasters said."), PIER)
    assert "Paragraph by paragraph" in str(found)
    assert found.summary in " ".join(str(found).split())
    assert found._repr_html_().startswith("<pre>")
    assert "<b>storm</b>" not in found._repr_html_()
    assert found.to_json().startswith(b"{")
    assert re.fullmatch(r"<Result near_copy, derivation [01]\.\d\d>", repr(found))


def test_what_is_listed_is_a_line_each(index: dedup.Index) -> None:
    index.add({"id": "pier", "text": PIER})
    assert repr(index.score(PIER)) == "<Result identical, derivation 1.00: pier>"


def test_it_says_that_it_is_typed() -> None:
    for package in (dedup, api):
        assert resources.files(package).joinpath("py.typed").is_file()


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = dedup.Index(tmp_path)
    index.close()
    index.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        index.score(PIER)


def test_a_folder_that_can_not_be_had_is_an_error_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for place in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(StoreUnavailable, match="taken"):
            dedup.Index(place)


def test_a_folder_may_be_named_from_home_on_and_not_by_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    dedup.Index("~/archive").close()
    with pytest.raises(InputError, match="name one"):
        dedup.Index("")
    assert [place.name for place in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize(("name", "value"), [("DEDUP_PORT", "x"), ("DEDUP_SENDERS", "/no/such.toml")])
def test_a_wrong_setting_is_an_error_of_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    _comparer.cache_clear()
    with pytest.raises(InputError, match=value):
        dedup.Index(tmp_path)
    with pytest.raises(InputError, match=value):
        dedup.compare(PIER, PIER)


def test_an_answer_of_no_match_is_none(index: dedup.Index) -> None:
    for wrong in (0, "5", None, 2.5):
        with pytest.raises(InputError, match="at least one"):
            index.score(PIER, limit=wrong)  # type: ignore[arg-type]


def test_an_index_finds_what_was_added_and_forgets_what_was_removed(index: dedup.Index) -> None:
    assert index.add({"id": "pier", "text": PIER}).matches == ()
    copy = index.add({"id": "copy", "text": text(PIER, "More is to come.")})
    assert [match.article.id for match in copy.matches] == ["pier"]
    assert (len(index), "pier" in index, "play" in index) == (2, True, False)
    index.remove("pier")
    assert [match.article.id for match in index.score(PIER).matches] == ["copy"]
    with pytest.raises(ArticleNotFound):
        index.remove("pier")


def test_each_paragraph_stands_beside_the_version_it_comes_from(index: dedup.Index) -> None:
    index.add({"id": "story", "text": text(PIER, FROST)})
    index.add({"id": "story", "text": text(COMET, PIER)})
    found = index.score(text(FROST, COMET))
    assert {match.article.version for match in found.matches} == {"1", "2"}
    printed = " ".join(str(found).split())
    for own in (FROST, COMET):
        opening = own.split(maxsplit=1)[0]
        assert printed.count(opening) >= 2, opening
    assert {found.texts[match.article] for match in found.matches} == {text(PIER, FROST), text(COMET, PIER)}


def test_an_id_may_be_a_number_whatever_is_done_with_it(index: dedup.Index) -> None:
    index.add_many(pd.DataFrame({"id": [4711, None], "text": [PIER, " "]}))  # which pandas keeps as 4711.0
    assert 4711 in index
    index.remove(4711)  # type: ignore[arg-type]
    assert len(index) == 0


def test_the_same_text_twice_is_one_article(index: dedup.Index) -> None:
    first, again = index.add(PIER), index.add(PIER)
    assert (len(index), first.text.id) == (1, again.text.id)


ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": PIER, "published_at": datetime(2031, 3, 4, 9, tzinfo=UTC), "source": None},
    {"id": "b", "text": PLAY, "published_at": None, "source": "Agency"},
    {"id": "c", "text": " ", "published_at": None, "source": None},
    {"id": "d", "text": FROST, "published_at": None, "source": None},
]


def nullable(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Where what is missing is neither equal to itself nor different."""
    return pd.DataFrame(rows).convert_dtypes().astype({"source": "object"}).fillna({"source": pd.NA})


@pytest.mark.parametrize(
    "kind",
    [
        list,
        iter,
        pd.DataFrame,
        nullable,
        pa.Table.from_pylist,
        pa.RecordBatch.from_pylist,
        lambda rows: pa.Table.from_pylist(rows).to_reader(max_chunksize=1),
    ],
)
def test_many_are_added_from_whatever_holds_them(index: dedup.Index, kind: Any) -> None:  # noqa: ANN401 - each of them
    outcomes = index.add_many(kind(ROWS))
    assert [isinstance(one, InputError) for one in outcomes] == [False, False, True, False]
    (found,) = index.score(PLAY).matches
    assert (found.article.id, found.article.source) == ("b", "Agency")
    (found,) = index.score(PIER).matches
    assert (found.article.id, found.article.source, found.article.published_at) == ("a", None, ROWS[0]["published_at"])


@pytest.mark.parametrize("kind", [pd.Series, pa.array, lambda texts: pa.chunked_array([texts])])
def test_a_column_is_of_texts(index: dedup.Index, kind: Any) -> None:  # noqa: ANN401 - each of them
    index.add_many(kind([PIER, PLAY]))
    assert len(index) == 2
    assert index.score(PLAY).relation is Relation.IDENTICAL


def test_paragraphs_may_stand_in_an_array(index: dedup.Index) -> None:
    frame = pd.DataFrame({"paragraphs": [np.array(PIER.split("\n\n"), dtype=object)]})
    assert [isinstance(one, InputError) for one in index.add_many(frame)] == [False]
    assert index.score(PIER).relation is Relation.IDENTICAL


def test_a_time_is_taken_as_tables_have_it() -> None:
    day = article_of({"text": PIER, "published_at": date(2031, 3, 4)}).published_at
    assert day == article_of({"text": PIER, "published_at": "2031-03-04"}).published_at
    assert day == datetime(2031, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "seen",
    [np.datetime64("2031-03-04T09:10", "ns"), pd.Timestamp("2031-03-04T09:10"), "2031-03-04T10:10:00.000000001+01:00"],
)
def test_a_time_may_be_of_any_kind(seen: object) -> None:
    assert article_of({"text": PIER, "published_at": seen}).published_at == datetime(2031, 3, 4, 9, 10, tzinfo=UTC)


def test_no_time_is_none() -> None:
    assert article_of({"text": PIER, "published_at": np.datetime64("NaT")}).published_at is None


def test_an_article_is_held_to_the_rules_of_any_other() -> None:
    whole = dedup.Article(
        PIER, published_at=datetime(2031, 3, 4, tzinfo=UTC), paragraph_spans=(Span(0, 9),), credits=("A",)
    )
    assert article_of(whole) == whole
    local = dedup.Article(PIER, published_at=datetime(2031, 3, 4))  # noqa: DTZ001 - without its zone
    assert article_of(local).published_at == datetime(2031, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value"), [("text", b"bytes"), ("text", None), ("title", 7), ("published_at", "now"), ("id", "a\0b")]
)
def test_an_article_with_a_wrong_field_is_refused_by_its_name(field: str, value: Any) -> None:  # noqa: ANN401 - wrong ones
    wrong = replace(dedup.Article(PIER), **{field: value})
    with pytest.raises(InputError, match=f"`{field}`"):
        dedup.compare(wrong, PIER)


@pytest.mark.parametrize("articles", ["one text", {"text": PIER}, 7, b"one text", bytearray(b"one text")])
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
