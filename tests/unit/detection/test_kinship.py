from __future__ import annotations

import pytest

from dedup.detection.kinship import Houses, place

LINK = "https://selm.example/news/pier"


@pytest.mark.parametrize(
    "name",
    [
        LINK + "/",
        LINK + "#comments",
        "http://selm.example/news/pier",
        "HTTPS://WWW.Selm.example/news/pier",
        LINK + "?utm_source=feed&utm_campaign=a",
        LINK + "?fbclid=abc#x",
        "https://selm.example:443/news/pier",
    ],
)
def test_one_place_by_many_addresses(name: str) -> None:
    assert place(name) == place(LINK)


@pytest.mark.parametrize(
    "name",
    [
        LINK + "-2",
        LINK + "?id=7",
        "https://other.example/news/pier",
        "https://selm.example/News/pier",
        "pier",
        "ftp://x/y",
    ],
)
def test_other_places(name: str) -> None:
    assert place(name) != place(LINK)


def test_fields_of_an_address_have_no_order() -> None:
    assert place(LINK + "?a=1&b=2&utm_id=3") == place(LINK + "?b=2&a=1")


@pytest.mark.parametrize("name", ["urn:newsml:x:1", "", "https://", "http://[broken", "a#b"])
def test_what_is_no_address_stays_as_it_is(name: str) -> None:
    assert place(name) == name


def test_a_house_is_what_is_said_to_be_one() -> None:
    houses = Houses([("Post", "Post Online"), ("Wire",)])
    assert houses.same("Post", "post  online")
    assert houses.same("Rival", "rival")
    assert not houses.same("Post", "Post Weekly")
    assert not houses.same("Post", "Wire")
    assert not houses.same(None, None)
    assert not houses.same("", "")
    assert set(houses.labels("Post")) == {"Post", "Post Online"}
    assert houses.labels(None) == ()
