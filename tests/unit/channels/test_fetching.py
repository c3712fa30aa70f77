"""Pages fetched from a server on this machine, as it behaves well and badly."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from dedup.channels import fetching
from dedup.channels.addresses import targets
from dedup.channels.fetching import REDIRECTS, Fetched, fetched
from dedup.errors import InputError, TextTooLong, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "<html><body><p>Ottervik closed its pier, Ærø ferries sail from the quay.</p></body></html>"
LIMIT = 100_000


HTML = {"Content-Type": "text/html; charset=UTF-8"}
PACKED = HTML | {"Content-Encoding": "gzip"}
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "page": (200, HTML, PAGE.encode()),
    "latin": (200, {"Content-Type": "text/html; charset=ISO-8859-1"}, PAGE.encode("latin-1")),
    "packed": (200, PACKED, gzip.compress(PAGE.encode())),
    "bomb": (200, PACKED, gzip.compress(bytes(5_000_000))),
    "away": (302, {"Location": "/page?moved"}, b""),
    "inside": (302, {"Location": "http://127.0.0.2:1/"}, b""),
    "local": (302, {"Location": "file:///etc/passwd"}, b""),
    "round": (302, {"Location": "/round"}, b""),
    "picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "bare": (200, {}, b"Plain words."),
    "secret": (403, HTML, b"no"),
}


class Site:
    """Answers by path; remembers what it was asked."""

    def __init__(self, answers: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
                name = self.path.partition("?")[0].strip("/")
                if name == "drip":
                    self._drip()
                    return
                status, headers, content = answers[name]
                self.send_response(status)
                for key, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(content)

            def _drip(self) -> None:
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                    while True:
                        self.wfile.write(b"x")
                        time.sleep(0.05)
                except OSError:
                    """The other side has gone."""

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    opened = Site(ANSWERS)
    yield opened
    opened.close()


def get(site: Site, path: str, *, private: bool = True) -> Fetched:
    return asyncio.run(fetched(f"{site.address}/{path}", limit=LIMIT, private=private))


def test_a_page_with_its_type_and_encoding(site: Site) -> None:
    found = get(site, "page#part")
    assert (found.content, found.media, found.charset) == (PAGE.encode(), "text/html", "utf-8")
    assert get(site, "latin").charset == "iso-8859-1"
    assert get(site, "packed").content == PAGE.encode()
    assert get(site, "bare").media == ""


def test_nothing_is_sent_along(site: Site) -> None:
    get(site, "page")
    asked = site.asked[-1]
    assert asked["host"] == site.address.removeprefix("http://")
    assert not {"cookie", "authorization", "referer"} & set(asked)


def test_a_redirect_is_followed_and_checked_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get(site, "away").url.endswith("/page?moved")
    checked: list[str] = []

    def counted(url: str, *, private: bool) -> object:
        checked.append(url)
        return targets(url, private=private and "127.0.0.2" not in url)  # as if the first were outside

    monkeypatch.setattr(fetching, "targets", counted)
    with pytest.raises(UnreadableInput, match=r": 127\.0\.0\.2 lies inside"):
        get(site, "inside")
    assert checked == [f"{site.address}/inside", "http://127.0.0.2:1/"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("local", "no http"),
        ("round", f"more than {REDIRECTS} times"),
        ("picture", "image/png, no text"),
        ("secret", "403: it does not let this service in"),
    ],
)
def test_what_can_not_be_fetched_says_why(site: Site, path: str, told: str) -> None:
    with pytest.raises(UnreadableInput, match=told):
        get(site, path)


def test_too_large_is_not_read_on(site: Site) -> None:
    with pytest.raises(TextTooLong, match="more than 100,000 bytes"):
        get(site, "bomb")


def test_a_server_that_drips_its_answer_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    with pytest.raises(UnreadableInput, match="did not send the page"):
        get(site, "drip")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:1/", "inside"),
        ("http://localhost/", "inside"),
        ("http://[::1]/", "inside"),
        ("http://2130706433/", "inside"),
        ("http://169.254.169.254/latest/meta-data", "inside"),
        ("file:///etc/passwd", "no http"),
        ("ftp://example.com/x", "no http"),
        ("http://ada:secret@example.com/", "name or password"),
        ("no-such-host.invalid/story", "can not be resolved"),
        ("http://[::1", "can not be reached"),
        ("http://x:99999/", "can not be"),
        ("", "no http"),
    ],
)
def test_addresses_that_are_refused(url: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        asyncio.run(fetched(url, limit=LIMIT))


def test_the_name_is_resolved_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points elsewhere the second time (DNS rebinding) is asked for once."""
    import socket

    resolved = socket.getaddrinfo
    asked: list[object] = []

    def counted(host: object, *rest: object, **more: object) -> object:
        if host == "site.test":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.3"
        return resolved(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    url = f"{site.address.replace('127.0.0.1', 'site.test')}/page"
    assert asyncio.run(fetched(url, limit=LIMIT, private=True)).content == PAGE.encode()
    assert asked == ["site.test"]
    assert site.asked[-1]["host"].startswith("site.test:")
