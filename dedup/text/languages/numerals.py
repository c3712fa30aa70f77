"""Number words put together from their parts, as a language does it."""

from __future__ import annotations


def counted(words: str, first: int = 0, step: int = 1) -> dict[str, float]:
    """Words with their values, one step apart; a ``/`` stands between forms of one number.

    Args:
        words: In order, with spaces between them.
        first: The value of the first.
        step: From one to the next.
    """
    return {form: float(first + step * place) for place, forms in enumerate(words.split()) for form in forms.split("/")}


def joined(tens: dict[str, float], ones: dict[str, float], pattern: str) -> dict[str, float]:
    """Tens with ones: ``{one}und{ten}`` makes "einundzwanzig".

    Args:
        tens: With their values.
        ones: Likewise.
        pattern: How they are put together.
    """
    return {pattern.format(ten=ten, one=one): value + unit for ten, value in tens.items() for one, unit in ones.items()}
