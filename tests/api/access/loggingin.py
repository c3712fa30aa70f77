"""A desk that logs in at a provider, and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2

from dedup.settings import Settings
from tests.api.access.provider import (
    CLIENT,
    SECRET,
    Provider,
)
from tests.local import HERE

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient


def settings(tmp_path: Path, provider: Provider, **more: Any) -> Settings:  # noqa: ANN401 - settings
    given = {
        "data_dir": tmp_path / "data",
        "workers": 0,
        "public_url": HERE,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_roles": "readers=reader, editors=editor",
        "oidc_desks": "city staff=city",
        "oidc_issuer": provider.issuer,
    }
    return Settings(**given | more)


def begun(client: TestClient, to: str = "/desk") -> str:
    """Begin a log-in, go through with it at the provider, and say with what the browser is sent back."""
    sent = client.get("/desk/sso", params={"next": to}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    answer = httpx2.get(sent.headers["location"], follow_redirects=False, timeout=120)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{HERE}/desk/sso/back"
    return f"{back.path}?{back.query}"


def is_in(client: TestClient) -> bool:
    return client.get("/desk", follow_redirects=False).status_code == 200


def refused(client: TestClient, back: str, status: int = 401) -> str:
    answer = client.get(back, follow_redirects=False)
    assert answer.status_code == status, answer.text
    assert "dedup-session" not in answer.headers.get("set-cookie", "")
    assert not is_in(client)
    return answer.text
