"""What every reader keeps, on the packaged adapter and on the fake that unit tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.reader import AdaptedReader
from dedup.wiring import packaged_model
from tests.fakes import CountingReader

if TYPE_CHECKING:
    from dedup.ports.models import Reader

TOLD = (
    "Divers found cracks in two piles of the northern pier in Ottervik on Monday, and the harbour master closed it. "
    "Repairs will cost three million crowns, a sum that the port has not put aside, its treasurer said."
)
RETOLD = (
    "The northern pier in Ottervik was closed by the harbour master on Monday because divers had found two piles of it "
    "to be cracked. The port has not put aside the three million crowns that repairs will cost, said its treasurer."
)
OTHER = (
    "A comedy about beekeepers has sold every ticket at the Lantern theatre before its premiere. Critics praised the "
    "painted scenery, which pupils of a nearby carpentry school built in one winter."
)


@pytest.fixture(scope="module", params=["packaged", "counting"])
def reader(request: pytest.FixtureRequest) -> Reader:
    if request.param == "packaged" and "reading" not in packaged_model():
        pytest.skip("the relation model was fitted without readings, so no adapter ships")
    return AdaptedReader() if request.param == "packaged" else CountingReader()


def test_gives_one_figure_a_pair(reader: Reader) -> None:
    odds = reader.read([(TOLD, RETOLD), (TOLD, OTHER), (RETOLD, TOLD)])
    assert odds.shape == (3,)
    assert odds.dtype == np.float64
    assert np.isfinite(odds).all()


def test_takes_no_pair(reader: Reader) -> None:
    assert reader.read([]).shape == (0,)


def test_a_figure_depends_on_its_pair_alone(reader: Reader) -> None:
    pairs = [(TOLD, OTHER), (f"{TOLD} {OTHER}", RETOLD), (TOLD, RETOLD)]
    np.testing.assert_allclose(reader.read(pairs)[2], reader.read(pairs[2:])[0], atol=1e-3)


def test_what_restates_has_more_than_what_tells_something_else(reader: Reader) -> None:
    restated, other = reader.read([(TOLD, RETOLD), (TOLD, OTHER)])
    assert restated > 0 > other


@pytest.mark.parametrize("odd", ["", " ", "\x00", "\u202e\u200b", "🙂" * 50, "word " * 5000])
def test_takes_odd_texts(reader: Reader, odd: str) -> None:
    assert np.isfinite(reader.read([(odd, TOLD), (TOLD, odd), (odd, odd)])).all()


def test_says_which_reader_it_is(reader: Reader) -> None:
    assert len(reader.name) > 8
