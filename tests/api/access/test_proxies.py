"""The desk behind a proxy: who is believed about where somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.access.browsers import FORM, SECURE, TOKEN
from api.app import create_app
from dedup.access.callers import Role
from dedup.settings import Settings, SettingsError
from dedup.wiring import build_service
from tests.api.access.entering import FIRST, HTML, add, login, token
from tests.fakes import HashingEncoder
from tests.local import HERE

if TYPE_CHECKING:
    from pathlib import Path


class Proxied:
    """A service behind proxies that say who the user is."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(
            data_dir=folder, hosts="*", trusted_proxies="192.0.2.0/28, ::1", user_header="X-Forwarded-User"
        )
        self.app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))

    def client(self, peer: str) -> TestClient:
        return TestClient(self.app, base_url=HERE, client=(peer, 1), headers=HTML)


def test_a_proxy_that_is_trusted_says_who_it_is(tmp_path: Path) -> None:
    proxied = Proxied(tmp_path)
    with proxied.client("192.0.2.1") as proxy:
        add(proxied.app.state.access, "carla", Role.EDITOR, None)
        named = {"X-Forwarded-User": "Carla"}
        assert proxy.get("/desk").url.path == "/desk/login"  # locked, though there is no key
        page = proxy.get("/desk", headers=named)
        assert page.status_code == 200
        assert "<bdi>carla</bdi>" in page.text
        assert proxy.get("/desk", headers={"X-Forwarded-User": "dora"}).status_code == 403
        assert proxy.get("/desk", headers={"X-Forwarded-User": "a b"}).status_code == 403
        assert proxy.get("/v1/inbox", headers=named).status_code == 401
        twice = [("X-Forwarded-User", "carla"), ("x-forwarded-user", "carla"), ("Accept", "*/*")]
        assert proxy.get("/desk", headers=twice).status_code == 401
        assert proxy.post("/desk/check", data={"text": FIRST}, headers=named).status_code == 403
        sent = {"text": FIRST, TOKEN: token(page)}
        assert proxy.post("/desk/check", data=sent, headers=named).status_code == 200
        # Who connects counts, not what is said of who connected.
        for peer in ("127.0.0.1", "192.0.2.99", "testclient"):
            other = proxied.client(peer)
            lies = named | {"X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "Forwarded": "for=192.0.2.1"}
            assert other.get("/desk", headers=lies).url.path == "/desk/login"
        assert proxied.client("::1").get("/desk", headers=named).status_code == 200
        # Nor does a password help where there is none.
        assert login(proxied.client("127.0.0.1"), "carla", "").status_code == 401


def test_the_address_behind_a_proxy_is_what_is_written_down(tmp_path: Path) -> None:
    proxied = Proxied(tmp_path)
    with proxied.client("192.0.2.1") as proxy:
        add(proxied.app.state.access, "carla", Role.EDITOR, None)
        proxy.headers["X-Forwarded-For"] = "203.0.113.9, 198.51.100.7"
        assert login(proxy, "carla", "wrong").status_code == 401
        (entry,) = proxied.app.state.access.audit.listing(limit=5, action="login")
        assert entry.origin == "198.51.100.7"
        proxy.cookies.clear()
        for proto, secure in (("https", True), ("http", False)):
            cookie = proxy.get("/desk/login", headers={"X-Forwarded-Proto": proto}).headers["set-cookie"]
            assert cookie.startswith(SECURE + FORM if secure else FORM)
            assert ("Secure" in cookie) == secure


def test_a_header_is_believed_from_nobody_unless_proxies_are_named(tmp_path: Path) -> None:
    for wrong in (
        {"user_header": "X-User"},
        {"user_header": "a b", "trusted_proxies": "::1"},
        {"trusted_proxies": "all"},
    ):
        with pytest.raises(SettingsError, match=r"DEDUP_(USER_HEADER|TRUSTED_PROXIES)"):
            Settings(data_dir=tmp_path, **wrong)
