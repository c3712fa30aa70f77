"""Senders and keys: a secret of its own admits a sender, and nothing else does; without one a key is asked for."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

import pytest

from tests.api.access.locked import Locked, bearer, locked_service

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "a secret of these tests"  # noqa: S105 - it is
SENDERS = """
[senders.open]
kind = "ninjs"
unsigned = true
[senders.signed]
kind = "ninjs"
secret_file = "secret"
[senders.agency]
kind = "dpa"
secret_file = "secret"
"""


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("senders")
    (folder / "secret").write_text(SECRET)
    with locked_service(folder, SENDERS) as opened:
        yield opened


def message(number: int) -> bytes:
    item = {
        "guid": f"urn:{number}",
        "version": "1",
        "type": "text",
        "headline": "Pier",
        "body_text": "The pier closed.",
    }
    return json.dumps(item).encode()


def test_a_sender_without_a_secret_needs_a_key_for_it(locked: Locked) -> None:
    for shown, headers in locked.shown.items():
        answer = locked.client.post("/v1/hooks/open", content=message(1), headers=headers)
        expected = {"hooks": 200, "read": 403, "write": 403, "admin": 403}.get(shown, 401)
        assert answer.status_code == expected, (shown, answer.text)
        unknown = locked.client.post("/v1/hooks/nobody", content=message(1), headers=headers)
        assert unknown.status_code == (403 if expected == 200 else expected)


def test_a_sender_with_a_secret_is_admitted_by_that_alone(locked: Locked) -> None:
    body = message(2)
    signature = {"x-signature": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    assert locked.client.post("/v1/hooks/signed", content=body, headers=signature).status_code == 200
    assert locked.client.post("/v1/hooks/signed", content=message(3), headers=signature).status_code == 403
    for headers in locked.shown.values():  # no key stands in for its proof
        answer = locked.client.post("/v1/hooks/signed", content=body, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:wire-dedup:problem:sender-refused"
    both = {**locked.shown["revoked"], **signature}  # nor does a bad one spoil it
    assert locked.client.post("/v1/hooks/signed", content=body, headers=both).status_code == 200
    agency = locked.client.post("/v1/hooks/agency", content=body, headers=bearer(SECRET))
    assert agency.json().get("type") != "urn:wire-dedup:problem:sender-refused"
    assert agency.status_code not in {401, 403}
