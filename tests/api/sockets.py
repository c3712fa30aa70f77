"""Reading answers of a real server byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket


def received(opened: socket.socket, until: bytes) -> bytes:
    """What a server sends, up to and with some bytes; it may not stop before."""
    content = b""
    while until not in content:
        piece = opened.recv(65536)
        assert piece, content
        content += piece
    return content
