"""Log-ins at an OpenID provider: a real one on this machine, that tells the truth, and then does not."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from api.app import create_app
from dedup.access.callers import Role
from dedup.access.passwords import hashed
from dedup.access.users import User
from dedup.settings import SettingsError
from dedup.wiring import build_service
from tests.api.access.locked import OPERATOR
from tests.api.access.loggingin import begun, is_in, refused, settings
from tests.api.access.provider import (
    CLIENT,
    PATIENCE,
    SECRET,
    Provider,
    by_shared_secret,
    key,
    serving,
    unsigned,
)
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from dedup.access.control import AccessControl


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    provider = Provider()
    server, thread = serving(provider)
    yield provider
    server.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def provider(served: Provider) -> Iterator[Provider]:
    yield served
    fresh = Provider(served.issuer, keys=served.keys[:1])
    vars(served).update(vars(fresh))


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, served: Provider) -> Iterator[TestClient]:
    """A service for attempts that leave nothing behind."""
    opened = settings(tmp_path_factory.mktemp("lasting"), served)
    with local_client(create_app(opened, lambda settings: build_service(settings, HashingEncoder()))) as client:
        yield client


@pytest.fixture
def one(lasting: TestClient, provider: Provider) -> TestClient:
    """A browser of its own."""
    assert provider.issuer
    lasting.cookies.clear()
    return lasting


@pytest.fixture
def client(tmp_path: Path, provider: Provider) -> Iterator[TestClient]:
    app = create_app(settings(tmp_path, provider), lambda settings: build_service(settings, HashingEncoder()))
    with local_client(app) as client:
        yield client


@pytest.fixture
def access(client: TestClient) -> AccessControl:
    control: AccessControl = client.app.state.access  # type: ignore[attr-defined]
    return control


def test_who_the_provider_knows_is_in_with_the_role_and_desks_of_their_groups(
    client: TestClient, access: AccessControl, provider: Provider
) -> None:
    assert client.get("/v1/inbox").status_code == 401  # a provider locks, before anybody has come
    page = client.get("/desk/search?q=x", headers={"Accept": "text/html"})
    assert 'href="/desk/sso?next=/desk/search%3Fq%3Dx"' in page.text
    answer = client.get(begun(client, "/desk/search?q=x"), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/search?q=x")
    assert is_in(client)
    (anna,) = access.users.listing()
    assert (anna.name, anna.role, anna.desks, anna.password) == ("anna", Role.EDITOR, frozenset({"city"}), None)
    assert client.get("/v1/inbox").status_code == 401  # of the desk, as every session
    provider.claims = {"groups": "readers"}
    client.cookies.clear()
    client.get(begun(client))
    (anna,) = access.users.listing()
    assert (anna.role, anna.desks) == (Role.READER, frozenset())
    said = [(one.who, one.action) for one in access.audit.listing(limit=9)]
    by = "service single sign-on"
    assert said == [("user anna", "login"), (by, "user.desks"), ("user anna", "login"), (by, "user.add")]
    form = re.search(r'name="form_token" value="(\w+)"', client.get("/desk/check").text)
    assert form is not None
    out = client.post("/desk/logout", data={"form_token": form[1]})
    assert f"{provider.issuer}/end?client_id={CLIENT}&amp;post_logout_redirect_uri=" in out.text
    assert not is_in(client)


def test_what_comes_back_fits_the_browser_that_began_it_once(client: TestClient, provider: Provider) -> None:
    back = begun(client)
    code, state = (parse_qs(urlsplit(back).query)[name][0] for name in ("code", "state"))
    for wrong in ("", "x", state[:-4] + "AAAA", "A" + state[1:], state.partition(".")[0]):
        refused(client, f"/desk/sso/back?code={code}&state={wrong}")
        assert client.cookies.get("dedup-sign-on") is None
        back = begun(client)
        code, state = (parse_qs(urlsplit(back).query)[name][0] for name in ("code", "state"))
    kept = dict(client.cookies)
    client.cookies.clear()
    refused(client, back)  # in another browser
    begun(client)
    refused(client, back)  # likewise, which has begun one of its own: somebody else's code is not planted on it
    assert provider.asked == 0  # nobody was asked for a token
    client.cookies.clear()
    client.cookies.update(kept)
    assert client.get(back, follow_redirects=False).status_code == 303
    assert is_in(client)
    client.cookies.clear()
    refused(client, back)
    client.cookies.update(kept)
    refused(client, back)  # the provider takes a code once
    assert provider.asked == 1


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"exp": NOW - 3600},
        {"exp": None},
        {"iat": None},
        {"iat": NOW + 3600},
        {"nbf": NOW + 3600},
        {"sub": None},
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"preferred_username": None},
        {"preferred_username": 7},
        {"preferred_username": "a b"},
    ],
)
def test_a_token_that_is_not_for_us_of_now_and_of_this_log_in_is_refused(
    one: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    refused(one, begun(one))
    assert provider.asked == 1


@pytest.mark.parametrize(
    "how", ["none", "the client's secret", "the public key", "a stranger's key", "no token", "torn"]
)
def test_a_token_that_the_provider_did_not_sign_is_refused(one: TestClient, provider: Provider, how: str) -> None:
    stranger = Provider(provider.issuer, keys=[key("one")])
    ways: dict[str, Callable[[dict[str, Any]], str]] = {
        "none": unsigned,
        "the client's secret": by_shared_secret(SECRET.encode()),
        "the public key": by_shared_secret(provider.keys[0].as_pem(private=False)),
        "a stranger's key": stranger.signed,
        "no token": lambda _: "x",
        "torn": lambda claims: provider.signed(claims)[:-9],
    }
    provider.sign = ways[how]
    refused(one, begun(one))
    assert provider.asked == 1


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/deskevil", "/desk\r\nX: y", "javascript:1", ""],
)
def test_nobody_is_sent_to_another_place_after(one: TestClient, to: str) -> None:
    answer = one.get(begun(one, to), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")


def test_what_the_provider_says_of_itself_has_to_fit(client: TestClient, provider: Provider) -> None:
    for wrong in (
        {"issuer": "http://127.0.0.1:1"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ):
        provider.told = wrong
        client.app.state.provider._found_at = float("-inf")  # type: ignore[attr-defined]
        answer = client.get("/desk/sso", follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (401, None)
    provider.told, provider.error = {}, "access_denied"
    client.app.state.provider._found_at = float("-inf")  # type: ignore[attr-defined]
    assert "access_denied" in refused(client, begun(client))
    refused(client, begun(client) + "&iss=http://127.0.0.1:1")


def test_a_provider_that_is_away_is_said(tmp_path: Path) -> None:
    away = settings(tmp_path, Provider("http://127.0.0.1:9"))
    with local_client(create_app(away, lambda settings: build_service(settings, HashingEncoder()))) as client:
        answer = client.get("/desk/sso", follow_redirects=False)
        assert answer.status_code == 401
        assert "can not be relied on" in answer.text


def test_keys_of_the_provider_are_changed_while_it_goes_on(client: TestClient, provider: Provider) -> None:
    assert client.get(begun(client), follow_redirects=False).status_code == 303
    client.cookies.clear()
    provider.keys = [*provider.keys, key("two")]
    now, opened = time.time(), client.app.state.provider  # type: ignore[attr-defined]
    opened._clock = lambda: now + 61
    assert client.get(begun(client), follow_redirects=False).status_code == 303


def test_who_may_not_come_in_is_told_why(client: TestClient, access: AccessControl, provider: Provider) -> None:
    provider.claims = {"groups": ["strangers"]}
    assert "in no group" in refused(client, begun(client), 403)
    provider.claims = {}
    access.users.add(User("anna", Role.ADMIN, hashed("correct horse battery"), access.now()), OPERATOR, "here")
    assert "has a password" in refused(client, begun(client), 403)
    access.users.remove("anna", access.now(), OPERATOR, "here")
    assert "was removed" in refused(client, begun(client), 403)


def test_without_roles_of_groups_only_users_that_were_added_come_in(tmp_path: Path, provider: Provider) -> None:
    bare = settings(tmp_path, provider, oidc_roles=None, oidc_name="email")
    provider.claims = {"email": "Anna@desk.example", "email_verified": True}
    with local_client(create_app(bare, lambda settings: build_service(settings, HashingEncoder()))) as client:
        access = client.app.state.access  # type: ignore[attr-defined]
        assert "dedup users add" in refused(client, begun(client), 403)
        access.users.add(User("anna@desk.example", Role.READER, None, access.now()), OPERATOR, "here")
        provider.claims = {"email": "anna@desk.example", "email_verified": False}
        refused(client, begun(client))
        provider.claims = {"email": "Anna@desk.example", "email_verified": True}
        assert client.get(begun(client), follow_redirects=False).status_code == 303
        assert is_in(client)


def test_settings_that_can_not_be_used_are_refused(tmp_path: Path, provider: Provider) -> None:
    for wrong in (
        {"public_url": None},
        {"oidc_client_id": None},
        {"oidc_client_secret": None},
        {"oidc_issuer": "http://id.example"},
        {"oidc_issuer": "id.example"},
        {"oidc_roles": "editors=king"},
        {"oidc_roles": "editors"},
        {"oidc_desks": "staff=a b"},
    ):
        with pytest.raises(SettingsError) as error:
            settings(tmp_path, provider, **wrong)
        assert SECRET not in str(error.value)
    assert SECRET not in repr(settings(tmp_path, provider))
