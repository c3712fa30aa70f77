"""Verdicts as JSON: the one form that the API sends, the CLI prints and the store keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from dedup.detection.verdict import Counterpart, Direction, Kind, ParagraphVerdict, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.detection.verdict import Verdict

_DIGITS = 4
_COUNTERPART = ("article_id", "paragraph", "start", "end", "lexical", "semantic")


def verdict_json(verdict: Verdict) -> bytes:
    """A verdict as JSON, as in the API's answers.

    Args:
        verdict: Any verdict.

    Returns:
        UTF-8 JSON; shares and cosines have four decimals, spans are ``[start, end]``; ``text`` is left out if None.
    """
    body = plain_json(verdict)
    if body["text"] is None:
        del body["text"]
    return orjson.dumps(body)


def plain_json(value: object) -> Any:  # noqa: ANN401 - JSON
    """Dataclasses, times and numbers as answers have them: shares with four decimals, times in ISO 8601."""
    return _rounded(orjson.loads(orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)))


def paragraphs_told(paragraphs: Iterable[Mapping[str, Any]]) -> list[ParagraphVerdict]:
    """Paragraphs of a verdict's JSON, of any release, as data again; without their verbatim runs.

    Args:
        paragraphs: Of the verdict or of one of its matches.
    """
    return [
        ParagraphVerdict(
            one["index"],
            one["start"],
            one["end"],
            Kind(one["kind"]),
            one.get("background", False),
            one.get("boilerplate", False),
            best and Counterpart(**{name: best[name] for name in _COUNTERPART}),
        )
        for one in paragraphs
        for best in [one["best"]]
    ]


def names_a_source(verdict: bytes | None) -> bool:
    """Whether a verdict, as JSON, says that its text took from another's."""
    told = orjson.loads(verdict or b"null") or {"matches": ()}
    return any(
        Relation(match["relation"]).is_derived
        and match["direction"] == Direction.QUERY_FROM_MATCH
        and match.get("own") is None
        for match in told["matches"]
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    message = f"not JSON: {type(value)}"
    raise TypeError(message)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
