"""Fictional news without end: originals, corrections, copies by another paper, kills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

_PLACES = ("Ottervik", "Aldermark", "Selm", "Northquay", "Ulmen", "Brackwater", "Pellgrove", "Harrowick", "Stenmouth")
_NAMES = (
    "Ellwood",
    "Thole",
    "Ask",
    "Tolk",
    "Varro",
    "Hesper",
    "Quill",
    "Maren",
    "Dorrin",
    "Vreeland",
    "Oakes",
    "Brandt",
)
_SUBJECTS = (
    "the {thing} of {place}",
    "a {thing} near {place}",
    "the council of {place}",
    "{name}, who runs the {thing} at {place},",
    "an inspector from {place}",
)
_THINGS = (
    "pier", "ferry", "dairy", "quarry", "archive", "lighthouse", "tramway", "granary", "ropewalk", "weir", "foundry",
    "observatory", "orchard",
)  # fmt: skip
_VERBS = (
    "closed", "sold", "repaired", "measured", "painted", "flooded", "inherited", "auctioned", "surveyed", "rented",
    "insured", "mapped", "fenced", "dismantled", "reopened",
)  # fmt: skip
_OBJECTS = (
    "{count} barrels of tar", "the eastern wall", "a bell cast in {year}", "{count} acres of marsh", "the old ledger",
    "the night shift", "{count} oak sleepers", "a chart of {year}", "the {thing} roof", "{count} lanterns",
)  # fmt: skip
_ENDS = (
    "after a dispute that began in {year}", "for {count} crowns", "before the frost", "without telling {name}",
    "as {name} had asked in {year}", "while {count} people watched", "despite a petition of {count} names",
)  # fmt: skip


@dataclass
class Story:
    """The messages of one story, in order.

    Attributes:
        messages: As they are pushed.
        stored: Id and version of the articles that are stored in the end.
        alerts: Pairs of ids that an alert has to name; of a kill, one id twice.
    """

    messages: list[dict[str, Any]]
    stored: list[tuple[str, str]]
    alerts: list[tuple[str, str]]


def stories(count: int, chance: random.Random) -> Iterator[Story]:
    """Stories with ``count`` messages in all."""
    left, number = count, 0
    while left:
        number += 1
        guid = f"urn:newsml:northwater.example:story-{number}"
        text = [_sentence(chance) for _ in range(chance.randint(6, 10))]
        first = _message(guid, "1", "09:30", text, "NW")
        taken = f"urn:newsml:courier.example:story-{number}"
        copied = [sentence.replace("crowns", "crowns in all") for sentence in text[:-1]]
        alone = Story([first], [(guid, "1")], [])
        story = alone
        if number % 4 == 0:
            kill = _message(guid, "2", "11:00", ["Please kill it."], "NW") | {"pubstatus": "canceled"}
            story = Story([first, kill], [], [(guid, guid)])
        elif number % 4 != 1:
            corrected = _message(guid, "2", "10:00", [*text[:-1], _sentence(chance)], "NW")
            copy = _message(taken, "1", "12:00", copied, "Courier")
            story = Story([first, corrected, copy], [(guid, "1"), (guid, "2"), (taken, "1")], [(guid, taken)])
        if len(story.messages) > left:
            story = alone
        left -= len(story.messages)
        yield story


def _sentence(chance: random.Random) -> str:
    pattern = f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_OBJECTS)} {chance.choice(_ENDS)}."
    filled = pattern.format(
        place=chance.choice(_PLACES),
        thing=chance.choice(_THINGS),
        name=chance.choice(_NAMES),
        count=chance.randint(2, 900),
        year=chance.randint(1700, 2030),
    )
    return filled[0].upper() + filled[1:]


def sentences(chance: random.Random, count: int) -> list[str]:
    """Some sentences of the fictional news."""
    return [_sentence(chance) for _ in range(count)]


def _message(guid: str, version: str, at: str, text: list[str], source: str) -> dict[str, Any]:
    return {
        "guid": guid,
        "version": version,
        "type": "text",
        "versioncreated": f"2031-03-03T{at}:00+0000",
        "pubstatus": "usable",
        "language": "en",
        "headline": text[0].rstrip("."),
        "body_html": "".join(f"<p>{' '.join(text[i : i + 2])}</p>" for i in range(0, len(text), 2)),
        "source": source,
    }
