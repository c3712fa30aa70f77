"""Text from outside, made safe to show in a line: every character stays in its place, and none of them acts."""

from __future__ import annotations

_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SPACE_LIKE = "\t\n\v\f\r\x85\u2028\u2029"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"

# One character for one character: the offsets of an answer still hold after the translation. The zero-width joiners
# are left alone, since Persian, Hindi and family emoji are spelled with them.
_HARMLESS = (
    {code: chr(_CONTROL_PICTURES + code) for code in range(0x20)}
    | {0x7F: "\N{SYMBOL FOR DELETE}"}
    | dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT)
    | dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)
    | dict.fromkeys(range(0xE0000, 0xE1000), _REPLACEMENT)
    | {ord(character): _REPLACEMENT for character in _BIDI}
    | {ord(character): "\N{MIDDLE DOT}" for character in _ZERO_WIDTH}
    | {ord(character): " " for character in _SPACE_LIKE}
)


def harmless(text: str) -> str:
    """A text whose escape sequences, bidirectional overrides and invisible characters are shown instead of obeyed.

    Args:
        text: Anything, from anyone.

    Returns:
        As many characters, on one line.
    """
    return text.translate(_HARMLESS)
