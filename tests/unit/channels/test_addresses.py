from __future__ import annotations

import pytest

from dedup.channels.addresses import AddressRefused, checked_address, is_inside


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - it is what must be refused
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "ff02::1",
        "fec0::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "::7f00:1",
    ],
)
def test_addresses_inside(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "64:ff9b::808:808", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]
)
def test_addresses_outside(address: str) -> None:
    assert not is_inside(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost/x",
        "https://[::1]:8443/",
        "http://2130706433/",
        "http://0x7f.1/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http:///x",
        "http://no-such-host.invalid/",
        "http://x:99999/",
    ],
)
def test_what_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(url)


def test_an_operator_may_allow_what_is_inside() -> None:
    assert checked_address("http://127.0.0.1:8080/x", private=True) == (["127.0.0.1"], "127.0.0.1", 8080)
