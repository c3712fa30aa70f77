"""Which addresses alerts are sent to, and pages fetched from: none inside, unless the operator says so.

Else a page of a stranger, or a line in a form, would have this service ask what only it can reach (server-side request
forgery).
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

SCHEMES = ("http", "https")


class AddressRefused(Exception):
    """An address must not be sent to; the message says why."""


NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052)."""


def checked_address(url: str, *, private: bool = False) -> tuple[list[str], str, int]:
    """Resolve the host of a URL and check every address that it has.

    What is returned is connected to, so that the name can not point elsewhere between check and use.
    Others than the first are for when that can not be reached.

    Args:
        url: Of the destination.
        private: Addresses inside are fine.

    Returns:
        The addresses to connect to, the host name, and the port.

    Raises:
        AddressRefused: It is no web address, can not be resolved, or lies inside.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        message = "its address is no http(s) URL"
        raise AddressRefused(message)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{parts.hostname} can not be resolved ({reason}); check how it is spelt"
        raise AddressRefused(message) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not private:
        inside = next((address for address in addresses if is_inside(address)), None)
        if inside is not None:
            where = parts.hostname if parts.hostname == inside else f"{parts.hostname} is {inside}, which"
            message = f"{where} lies inside; set DEDUP_ALLOW_PRIVATE_DESTINATIONS if that is meant"
            raise AddressRefused(message)
    return addresses, parts.hostname, port


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, so that no name is resolved again.

    Attributes:
        url: With the address that was checked in the place of the host.
        host: For the header ``Host``.
        extensions: For httpx: the name that the certificate has to be for.
    """

    url: str
    host: str
    extensions: dict[str, str] = field(default_factory=dict)


def targets(url: str, *, private: bool = False) -> list[Target]:
    """Where to send a request for a URL: to each address of its host, all of them checked.

    Args:
        url: Of the destination.
        private: Addresses inside are fine.

    Raises:
        AddressRefused: It is no web address, can not be resolved, or lies inside.
    """
    addresses, host, port = checked_address(url, private=private)
    parts = urlsplit(url)
    name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    default = port == (443 if parts.scheme == "https" else 80)
    account, at, _ = parts.netloc.rpartition("@")
    return [
        Target(
            urlunsplit((parts.scheme, f"{account}{at}{_shown(one)}:{port}", parts.path or "/", parts.query, "")),
            name if default else f"{name}:{port}",
            {"sni_hostname": host},
        )
        for one in addresses
    ]


def _shown(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def is_inside(address: str) -> bool:
    """Whether an IP address is one that only this network or machine has: anything that is not globally routed."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or low or ip
    return not ip.is_global or ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False)
