"""Senders: how each kind proves who it is, one kind a file, and the format of what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.access.declared import PROOF
from api.access.gate import require
from api.hooks import dpa, shared, standard, superdesk
from dedup.access.callers import NOBODY
from dedup.errors import NotAuthenticated, SenderRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dedup.access.callers import Caller
    from dedup.formats.known import Format
    from dedup.newsroom.config import Sender, SenderKind

    Check = Callable[[str, Mapping[str, str], bytes], None]

_PLAIN: tuple[Format, ...] = (
    *("ninjs", "newsml-g2", "newsml-1", "nitf", "ap", "anpa", "feed", "json-feed", "wordpress", "ghost", "arc"),
    *("apple-news", "reuters-connect", "guardian", "mail", "text"),
)
"""Formats whose senders have no proof of their own."""

KINDS: dict[SenderKind, tuple[Format | None, Check]] = {
    "superdesk": ("ninjs", superdesk.check),
    "dpa": ("dpa", dpa.check),
    "json": ("json", standard.check),
    **{kind: (kind, shared.check) for kind in _PLAIN},
    "auto": (None, shared.check),
}
"""The format and the proof of each kind of sender; without a format, the content tells."""


def admitted(
    senders: Mapping[str, Sender], name: str, headers: Mapping[str, str], body: bytes
) -> tuple[Sender, Format | None]:
    """Check that a message comes from who it says it does.

    Args:
        senders: Who may send.
        name: From the address.
        headers: Of the request, names in lower case.
        body: As it came, byte for byte.

    Returns:
        The sender and the format of its messages; None where their content tells.

    Raises:
        SenderRefused: Nobody of that name may send, or the signature is missing or wrong.
    """
    sender = senders.get(name)
    if sender is None:
        message = f"No sender {name!r} is in the senders file; add [senders.{name[:64]}], or correct the address."
        raise SenderRefused(message)
    known, check = KINDS[sender.kind]
    if sender.secret is not None:
        check(sender.secret, headers, body)
    elif not sender.unsigned:
        message = f"Sender {name!r} has no secret; name one in the senders file, or say unsigned = true."
        raise SenderRefused(message)
    return sender, known


def may_send_unsigned(senders: Mapping[str, Sender], name: str, caller: Caller) -> None:
    """Ask a caller for the scope ``hooks`` where there is no other proof: the sender has no secret, or is unknown.

    Args:
        senders: Who may send.
        name: From the address.
        caller: Who asks.

    Raises:
        NotAuthenticated: The caller has shown nothing.
        NotPermitted: The caller has no such scope.
    """
    sender = senders.get(name)
    if sender is not None and sender.secret is not None:
        return
    if caller is NOBODY:
        message = (
            f"Nobody is asked to believe {name[:64]!r} without proof: give it a secret in the senders file, or send an "
            "API key with the scope hooks as `Authorization: Bearer …`."
        )
        raise NotAuthenticated(message)
    require(caller, PROOF)
