"""Verdicts as JSON: the one form that the API sends, the CLI prints and the store keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

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
