"""What editors said, laid beside what the machine did: in verdicts and alerts, for the API and the desk alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.newsroom.feedback import Feedback


def with_words(verdict: Mapping[str, Any], standing: Mapping[tuple[str, str], Feedback]) -> dict[str, Any]:
    """A verdict with what editors said of its matches; the machine's own words stay as they are.

    Args:
        verdict: As it was stored.
        standing: What stands of its article version, by the match's id and version.

    Returns:
        It with ``said`` in every match, and for the whole: what is said of the match that explains it.
    """
    matches = [match | {"said": said_of(standing.get(_pair(match)))} for match in verdict.get("matches", ())]
    composite = verdict.get("composite")
    best = composite["sources"][0]["article_id"] if composite else None
    closest = next((one for one in matches if best in {None, one["article"]["id"]}), None)
    return {**verdict, "matches": matches, "said": closest["said"] if closest else None}


def said_of(word: Feedback | None) -> dict[str, Any] | None:
    """What an editor said, as answers have it."""
    if word is None:
        return None
    return {"relation": word.relation, "by": word.by, "at": word.at.isoformat()}


def _pair(match: Mapping[str, Any]) -> tuple[str, str]:
    return str(match["article"]["id"]), str(match["article"]["version"])
