"""Who may call which route, as the table of ``docs/security.md``: ``python -m api.access.table`` prints it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from api.access.declared import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from api.access.declared import Access

_TOLD = {
    "everybody": "everybody",
    "login": "everybody; the form carries the page's token",
    "proof": "the sender, by its own proof; without one, `hooks`",
    "unlocked": "this machine, as long as nothing is locked",
}


def lines(app: FastAPI) -> Iterator[str]:
    """The table, line by line.

    Args:
        app: Whose routes.
    """
    yield "| route | who may call it, once anything is locked |"
    yield "|---|---|"
    for rule in rules_of(app.routes):
        for method in sorted((rule.route.methods or {"GET"}) - {"HEAD"}):
            yield f"| `{method} {rule.route.path_format or rule.route.path}` | {_told(rule.access)} |"


def _told(access: Access | None) -> str:
    if access is None:
        return "nobody: it declares nothing"
    return _TOLD.get(access.kind) or " or ".join(f"`{scope}`" for scope in sorted(access.scopes))


if __name__ == "__main__":
    from api.app import create_app

    sys.stdout.writelines(f"{line}\n" for line in lines(create_app()))
