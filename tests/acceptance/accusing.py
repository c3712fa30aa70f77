"""Stories sent by a wire, and who is said to have taken from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.acceptance.desk import body
from tests.acceptance.newsdesk import message

if TYPE_CHECKING:
    from tests.acceptance.desk import Desk


EVENT = (
    "Fishermen in Ottervik woke on Monday to find the gates of their northern pier chained, and nobody told them why.",
    "Jorik Dahl has moored there for thirty years. He warned the port of rotten oak twice last winter, he said.",
    "By noon the ice house stood empty, and the auction had moved into a shed that once made ropes for whalers.",
)
"""Another paper's own report of the pier."""


ARMY = (
    (
        "An engineer battalion in Selm loaded sixteen pontoons on lorries before dawn and expects to reach the estuary "
        "by Wednesday, its commander, Colonel Petra Vonn, told a crowd outside the barracks gate."
    ),
    (
        "The floating bridge will carry vans of up to three tonnes, but no buses, and it has to be opened twice a day "
        "for the grain ships, so that islanders will wait for as long as ninety minutes, Vonn said."
    ),
)


def wire(guid: str, source: str, hour: str | None, *paragraphs: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A story, made at that hour of 3 March; None leaves the time out."""
    story = message(guid=guid, source=source, body_html=body(*paragraphs), **fields)
    if hour is None:
        del story["versioncreated"]
        return story
    return story | {"versioncreated": f"2031-03-03T{hour}:00+0000"}


def accused(desk: Desk) -> list[tuple[str, str]]:
    """Who is said to have taken from whom, in alerts that accuse."""
    pairs = []
    for alert in desk.alerts():
        taker, origin = alert.payload["article"]["source"], alert.payload["match"]["source"]
        if alert.payload["match"]["direction"] == "match_from_query":
            taker, origin = origin, taker
        if alert.payload["credit"]["found"] is not None:
            assert alert.payload["credit"]["agency"] == origin
            pairs.append((taker, origin))
    return pairs


def direction(desk: Desk, one: str, other: str) -> tuple[str, str]:
    match = desk.match(one, other)
    return match["direction"], match["direction_by"]
