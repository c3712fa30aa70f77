"""For whom a request is, and which site had a browser send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from api.access.strangers import Hosts
from api.app import create_app
from dedup.errors import StrangeHost
from dedup.settings import Settings, SettingsError
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

ARTICLE = {"text": "The pier at Ottervik closed on Monday."}


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("named"),
        hosts="dedup.example, *.desk.example",
        public_url="https://public.example:8443/below",
    )
    with local_client(create_app(settings, lambda settings: build_service(settings, HashingEncoder()))) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000", "192.0.2.7:80", "dedup.example"),
        *("DEDUP.example:443", "a.desk.example", "b.a.desk.example", "public.example:8443"),
    ],
)
def test_names_of_ours_and_addresses_are_served(named: TestClient, host: str) -> None:
    assert named.get("/v1/inbox", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "dedup.example.evil.example", "desk.example"),
        *("evildesk.example", "", "127.0.0.1.evil.example", "127.0.0.1@evil.example"),
        *("evil.example@127.0.0.1", "localhost/../", "a b", "localhost.", "[::1", "127.1", "0x7f000001"),
        *("localhost:8000:9", "localhost:port", "evil.example:80", "*", "2130706433"),
    ],
)
def test_names_of_strangers_are_refused(named: TestClient, host: str) -> None:
    for path in ("/v1/inbox", "/healthz", "/desk", "/none"):
        answer = named.get(path, headers={"Host": host})
        assert answer.status_code == 421, path
    assert "DEDUP_HOSTS" in named.get("/v1/inbox", headers={"Host": host}).json()["detail"]
    assert named.put("/v1/articles/a", json=ARTICLE, headers={"Host": host}).status_code == 421


def test_two_hosts_are_refused_and_none_is_no_browser_s() -> None:
    hosts = Hosts(["dedup.example"])
    hosts.check(Headers(raw=[]))
    hosts.check(Headers(raw=[(b"host", b"dedup.example")]))
    with pytest.raises(StrangeHost):
        hosts.check(Headers(raw=[(b"host", b"dedup.example"), (b"host", b"dedup.example")]))
    Hosts(["*"]).check(Headers(raw=[(b"host", b"any.example")]))


def test_names_that_can_not_be_used_are_refused(tmp_path: Path) -> None:
    for hosts in ("http://dedup.example", "a b", "a,,b", "*example"):
        with pytest.raises(SettingsError, match="DEDUP_HOSTS"):
            Settings(data_dir=tmp_path, hosts=hosts)


NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", **NAVIGATION},
    {"Sec-Fetch-Site": "new-kind-of-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:9"},
    {"Origin": "null"},
    {"Origin": ""},
]
OWN = [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1"}, {}]


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_changes_nothing(named: TestClient, headers: dict[str, str]) -> None:
    answer = named.put("/v1/articles/foreign", json=ARTICLE, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:wire-dedup:problem:foreign-request"
    for method, path in (("DELETE", "/v1/articles/a"), ("POST", "/v1/articles:bulk"), ("POST", "/v1/hooks/a")):
        assert named.request(method, path, headers=headers).status_code == 403
    assert named.get("/v1/articles/foreign").status_code == 404


@pytest.mark.parametrize("headers", OWN)
def test_our_own_pages_and_programs_may(named: TestClient, headers: dict[str, str]) -> None:
    assert named.put("/v1/articles/own", json=ARTICLE, headers=headers).status_code in {200, 201}


def test_another_site_may_link_here_and_not_load_from_here(named: TestClient) -> None:
    for dest, mode, status in (
        ("document", "navigate", 200),
        ("iframe", "navigate", 403),
        ("object", "navigate", 403),
        ("script", "no-cors", 403),
        ("image", "no-cors", 403),
        ("empty", "cors", 403),
    ):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": dest, "Sec-Fetch-Mode": mode}
        assert named.get("/v1/inbox", headers=headers).status_code == status, dest
    both = [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")]
    assert named.get("/v1/inbox", headers=both).status_code == 403


def test_browsers_give_no_answer_to_a_page_of_another_site(named: TestClient) -> None:
    # To an address that is not secure they do not say which site asks; without a form or a script nothing is refused.
    for path in ("/v1/inbox", "/desk", "/none", "/desk/static/desk.css", "/healthz"):
        for headers in ({}, {"Host": "evil.example"}):
            answer = named.get(path, headers=headers)
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Access-Control-Allow-Origin" not in answer.headers
