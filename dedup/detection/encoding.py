"""Verdicts as JSON: the one form that the API sends, the CLI prints and the store keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from dedup.detection.verdict import Direction, Relation

if TYPE_CHECKING:
    from dedup.detection.verdict import Verdict

_DIGITS = 4


def verdict_json(verdict: Verdict) -> bytes:
    """A verdict as JSON, as in the API's answers.

    Args:
        verdict: Any verdict.

    Returns:
        UTF-8 JSON; shares and cosines have four decimals, spans are ``[start, end]``; ``text`` is left out if None.
    """
    body = orjson.loads(orjson.dumps(verdict, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    if body["text"] is None:
        del body["text"]
    return orjson.dumps(_rounded(body))


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
