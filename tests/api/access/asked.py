"""What every route is asked, and by whom it is answered."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from tests.api.access.desks import HARBOUR, MUSEUM, PRIVATE, QUILLON, text

SECRET: Final = text(*QUILLON, *MUSEUM[:2])
"""The text of one of the private articles."""


NAMES: Final = ("zq:lease", "zq:harbour", "zq:update", "zq:sent", "zq:own")
NUMBERS: Final = range(1, 16)


def get(path: str, *queries: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [("GET", path, {"params": query}) for query in (queries or ({},))]


def each(
    path: str, *queries: dict[str, Any], of: tuple[str | int, ...] = (*NAMES, "copy", "lease", "harbour", "nothing")
) -> Any:  # noqa: ANN401
    return [one for name in of for one in get(path.format(quote(str(name), safe="")), *queries)]


def score(**request: Any) -> tuple[str, str, dict[str, Any]]:  # noqa: ANN401 - JSON
    return ("POST", "/v1/score", {"json": request})


_LISTS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"state": "all"},
    {"state": "all", "source": PRIVATE},
    {"state": "all", "q": "Zarquon"},
    {"state": "all", "relation": "near_copy"},
    {"state": "all", "as": "csv"},
    {"state": "all", "as": "json"},
    {"view": "Zarquon view"},
    {"view": "Copies"},
    {"state": "all", "at": 3},
    {"state": "all", "before": 5},
    {"state": "all", "after": 2},
    *({"state": "all", "did": number} for number in NUMBERS),
)


_SEARCHES: Final[tuple[dict[str, Any], ...]] = (
    {"q": "Quillon"},
    {"q": "harbour"},
    {"q": "drawings", "source": PRIVATE},
    {"q": "drawings", "before": 9},
    {"like": "copy"},
    {"like": "harbour"},
    {"like": "zq:lease"},
)


ASKED: Final = {
    "GET /openapi.json": get("/openapi.json"),
    "POST /v1/score": [
        score(article={"text": SECRET}),
        score(article={"text": text(*HARBOUR)}, limit=100),
        score(article={"text": text(*MUSEUM)}, sources=[PRIVATE]),
        score(article={"text": text(*MUSEUM), "id": "zq:lease"}),
        score(article={"text": text(*HARBOUR[:2]), "evolved_from": "zq:harbour", "source": PRIVATE}),
        score(article={"text": text(*HARBOUR[:2]), "evolved_from": "harbour"}),
        ("POST", "/v1/score", {"content": SECRET, "headers": {"Content-Type": "text/plain"}}),
    ],
    "POST /v1/compare": [
        (
            "POST",
            "/v1/compare",
            {"json": {"query": {"text": SECRET, "id": "zq:lease"}, "match": {"text": text(*MUSEUM)}}},
        )
    ],
    "GET /v1/search": [
        *get("/v1/search", *_SEARCHES, *({"meaning": one} for one in (*QUILLON, *HARBOUR))),
        *get("/v1/search", {"meaning": "drawings", "source": PRIVATE}),
    ],
    "GET /v1/articles/{article_id}/matches": each("/v1/articles/{}/matches"),
    "GET /v1/articles/{article_id}": each("/v1/articles/{}"),
    "DELETE /v1/articles/{article_id}": [("DELETE", f"/v1/articles/{name}", {}) for name in NAMES],
    "GET /v1/inbox": get("/v1/inbox", {}, {"sender": "zarquon"}, {"state": "done"}, {"limit": 1}),
    "GET /v1/inbox/{message_id}": each("/v1/inbox/{}", of=tuple(NUMBERS)),
    "POST /v1/inbox/{message_id}:retry": [("POST", f"/v1/inbox/{number}:retry", {}) for number in NUMBERS],
    "GET /v1/alerts": get("/v1/alerts", {}, {"relation": "near_copy"}, {"limit": 1}, {"before": 9}),
    "GET /v1/alerts/{alert_id}": each("/v1/alerts/{}", of=tuple(NUMBERS)),
    "POST /v1/alerts/{alert_id}:replay": [("POST", f"/v1/alerts/{number}:replay", {}) for number in range(2, 16)],
    "GET /v1/mutes": get("/v1/mutes"),
    "POST /v1/mutes": [("POST", "/v1/mutes", {"json": {"story": name, "why": "x"}}) for name in NAMES],
    "DELETE /v1/mutes/{number}": [("DELETE", f"/v1/mutes/{number}", {}) for number in range(2, 16)],
    "GET /healthz": get("/healthz"),
    "GET /readyz": get("/readyz"),
    "GET /desk": get("/desk", *_LISTS),
    "GET /desk/articles/{_id}": each(
        "/desk/articles/{}", {}, {"match": 2}, {"as": "json"}, {"as": "csv"}, {"paper": "1"}, {"beside": "zq:lease"}
    ),
    "GET /desk/stories/{_id}": each("/desk/stories/{}", {}, {"as": "csv"}, {"of": "zq:lease"}),
    "GET /desk/check": get("/desk/check"),
    "POST /desk/check": [("POST", "/desk/check", {"data": {"text": one}}) for one in (SECRET, text(*HARBOUR))],
    "POST /desk/actions": [
        ("POST", "/desk/actions", {"data": {"action": action, "by": "Ben", **fields}})
        for action, fields in (
            ("note", {"story": "3", "note": "x"}),
            ("confirm", {"story": "4"}),
            ("done", {"story": "5"}),
            ("assign", {"story": "9", "assigned": "Ben"}),
            # From the last: what takes one back has a number too, which another would be asked for.
            *(("undo", {"batch": str(number)}) for number in range(15, 1, -1)),
        )
    ],
    "GET /desk/name": get("/desk/name"),
    "POST /desk/name": [("POST", "/desk/name", {"data": {"by": "Ben"}})],
    "POST /desk/views": [("POST", "/desk/views", {"data": {"name": "Zarquon view", "forget": "1"}})],
    "GET /desk/answers": get("/desk/answers"),
    "POST /desk/answers/calibration": [
        ("POST", "/desk/answers/calibration", {"data": {"action": action}}) for action in ("apply", "reset")
    ],
    "GET /desk/alerts": get("/desk/alerts", {}, {"state": "waiting"}, *({"mute": number} for number in NUMBERS)),
    "GET /desk/alerts/{alert_id}": each("/desk/alerts/{}", {}, {"mute": 2}, of=tuple(NUMBERS)),
    "POST /desk/alerts": [
        ("POST", "/desk/alerts", {"data": {"action": action, "by": "Ben", **fields}})
        for action, fields in (
            ("test", {"destination": "zarquon"}),
            ("enable", {"destination": "zarquon"}),
            *(("replay", {"alert": str(number)}) for number in range(2, 16)),
            *(("lift", {"mute": str(number)}) for number in range(2, 16)),
            *(("restore", {"mute": str(number)}) for number in range(2, 16)),
            *(("mute", {"alert": str(number), "what": "story-0", "why": "x"}) for number in range(2, 16)),
        )
    ],
    "GET /desk/search": get(
        "/desk/search", *_SEARCHES, {"q": "harbour", "as": "csv"}, {"q": QUILLON[0], "by": "meaning"}
    ),
    "GET /desk/flows": get("/desk/flows", {}, {"ours": PRIVATE}, {"ours": "Corvane Courier"}),
    "GET /desk/flows.csv": get("/desk/flows.csv", {}, {"of": "days"}, {"of": "stories", "ours": "Corvane Courier"}),
    "GET /desk/{rest}": get("/desk/zq:lease"),
    "GET /": get("/"),
}
"""What somebody of another desk asks of each route; nothing that is asked for first matters later."""


BY_OTHERS: Final = {
    "GET /static-offline-docs/{path}": "not there once anything is locked",
    "GET /docs": "likewise",
    "GET /docs/oauth2-redirect": "likewise",
    "GET /redoc": "likewise",
    "POST /v1/articles:bulk": "test_another_s_id_and_another_s_source_are_refused_without_a_word_of_them",
    "PUT /v1/articles/{article_id}": "likewise",
    "POST /v1/hooks/{sender}": "a sender's own proof; answers with nothing of what is stored",
    "GET /v1/alerts:stream": "test_streams_tell_nothing",
    "GET /desk/events": "likewise",
    "GET /metrics": "test_figures_of_everything_are_for_the_operator",
    "GET /desk/checks/{secret}": "test_a_check_is_for_those_who_see_as_much",
    "POST /desk/checks/{secret}/forget": "takes a secret, and answers the same whatever is there",
    "GET /desk/login": "before anybody is known",
    "GET /desk/sso": "likewise",
    "GET /desk/sso/back": "likewise",
    "POST /desk/login": "likewise",
    "POST /desk/logout": "likewise",
    "GET /desk/static/{name}": "styles and scripts",
}
"""Routes that are asked elsewhere, or tell nothing of what is stored."""
