"""Parameters that several routes take: numbers that a database can hold, and moments as people write them."""

from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BeforeValidator

LARGEST = 2**63 - 1
"""A number of 64 bits: what either database keeps."""

Number = Annotated[int, Path(ge=0, le=LARGEST, description="The number it was given.")]


def _written(value: object) -> object:
    """A moment as it was sent; a bare number, which would pass for seconds since 1970, is refused.

    Raises:
        ValueError: It is a number.
    """
    try:
        float(value)  # type: ignore[arg-type]  # whatever was sent
    except (TypeError, ValueError, OverflowError):
        return value
    message = "Send a time as ISO 8601 with its zone, such as 2024-05-01T12:00:00Z."
    raise ValueError(message)


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""A time with its zone, in ISO 8601."""
