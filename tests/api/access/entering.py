"""Who logs in here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.access.browsers import TOKEN
from dedup.access.users import User
from tests.api.access.locked import OPERATOR

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from httpx2 import Response

    from dedup.access.callers import Role
    from dedup.access.control import AccessControl


PASSWORD = "correct horse battery"  # noqa: S105 - of these tests
FIRST = "The pier at Ottervik closed on Monday after divers found cracks in its oldest pillars."
HTML = {"Accept": "text/html"}


def add(access: AccessControl, name: str, role: Role, password: str | None) -> None:
    access.users.add(User(name, role, password, datetime.now(UTC)), OPERATOR, "here")


def token(page: Response) -> str:
    found = re.search(f'name="{TOKEN}" value="([0-9a-f]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def login(browser: TestClient, name: str = "anna", password: str = PASSWORD, to: str = "/desk") -> Response:
    page = browser.get("/desk/login")
    sent = {"name": name, "password": password, "next": to, TOKEN: token(page)}
    return browser.post("/desk/login", data=sent, follow_redirects=False)
