"""Buckets of S3 and of stores that speak its language, read with the extra ``archives``.

Whose they are and where is said as to any other program: ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, a profile in
``~/.aws``, or the role of a machine; ``AWS_ENDPOINT_URL`` names a store that is not Amazon's.
"""

from __future__ import annotations

import io
from functools import partial
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import quote

from dedup.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SCHEME = "s3://"
_AT_ONCE = 2**20
"""Bytes that are asked for at a time."""


def is_bucket(path: str) -> bool:
    """Whether a path names something in a bucket."""
    return path.startswith(_SCHEME)


def objects_of(address: str) -> tuple[bool, Iterator[tuple[str, Callable[[], IO[bytes]]]]]:
    """The objects of a bucket, or of a part of it.

    Args:
        address: ``s3://bucket``, a prefix that ends where a name does, or one object.

    Returns:
        Whether it is one object; and each one's address, and what opens it, in sorted order.

    Raises:
        UnreadableInput: There is nothing, it can not be reached or read, or the extra is not installed.
    """
    require_arrow(address)
    from pyarrow import fs

    try:
        system, root = fs.FileSystem.from_uri(_SCHEME + quote(address.removeprefix(_SCHEME).strip("/"), safe="/"))
        if "/" in root and system.get_file_info(root).type == fs.FileType.File:
            return True, iter([(address, partial(_opened, system, root))])
        listed = system.get_file_info(fs.FileSelector(root, recursive=True))
    except (OSError, ValueError) as error:
        message = f"{address} can not be read: {_short(error)}. Is it the right name, and may you list it?"
        raise UnreadableInput(message) from error
    names = sorted(one.path for one in listed if one.type == fs.FileType.File)
    return False, ((f"{_SCHEME}{name}", partial(_opened, system, name)) for name in names)


def require_arrow(what: str) -> None:
    """Make sure that the extra is there.

    Args:
        what: Needs it.

    Raises:
        UnreadableInput: It is not installed.
    """
    if find_spec("pyarrow") is None:
        message = f"{what} needs the extra archives, which is not installed: pip install 'wire-dedup[archives]'."
        raise UnreadableInput(message)


def _opened(system: object, name: str) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(system.open_input_file(name), _AT_ONCE))  # type: ignore[attr-defined]


def _short(error: Exception) -> str:
    """What the store said, without the number of the request."""
    return str(error).partition(" (Request ID")[0].rstrip(".")
