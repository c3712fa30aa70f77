"""Request bodies: their type is checked before they are read, their JSON before anything looks inside."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, replace
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations

from dedup.errors import UnreadableInput
from dedup.formats.jsonlines import load_json

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.detection.verdict import Verdict

JSON = "application/json"
TEXT = "text/plain"
HTML = "text/html"
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")

WIRE = (
    "application/xml",
    "text/xml",
    "application/nitf+xml",
    "application/vnd.iptc.g2.newsitem+xml",
    "application/vnd.iptc.g2.newsmessage+xml",
    "application/vnd.iptc.ninjs+json",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "message/rfc822",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
"""Messages of newsroom systems, mail, documents; the content tells which format one is in, and its encoding."""

_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carried, and what it says it is."""

    media_type: str
    content: bytes


class Accepts:
    """A dependency that lets only some media types in."""

    def __init__(self, *media_types: str) -> None:
        self._media_types = media_types

    def check(self, request: Request) -> str:
        """The media type of a request.

        Raises:
            HTTPException: 415; it is another one, compressed, or not UTF-8.
        """
        header = Message()
        header["Content-Type"] = request.headers.get("content-type", "")
        media_type = header["Content-Type"].partition(";")[0].strip().lower()
        charset = header.get_content_charset("utf-8")
        if media_type not in self._media_types:
            self._refuse(f"Content-Type must be {' or '.join(self._media_types)}.")
        if charset not in _UTF8 and media_type not in WIRE:
            self._refuse("The body must be in UTF-8.")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            self._refuse("The body must not be compressed.")
        return media_type

    async def __call__(self, request: Request) -> Body:
        """Read the body of a request."""
        media_type = self.check(request)
        return Body(media_type, await request.body())

    def _refuse(self, detail: str) -> None:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept": ", ".join(self._media_types)})


def decoded(content: bytes) -> dict[str, Any]:
    """Decode a JSON object.

    Raises:
        UnreadableInput: It is none, not UTF-8, or nested beyond reason.
    """
    value = load_json(content.removeprefix(BOM_UTF8))
    if not isinstance(value, dict):
        message = 'This is JSON, but not an object ({"…": …}).'
        raise UnreadableInput(message)
    return value


def with_extracted_text(verdict: Verdict, article: Article, sent: Any) -> Verdict:  # noqa: ANN401 - decoded JSON
    """Add the text that offsets point into, where the caller sent HTML and does not have it.

    Args:
        verdict: About the article.
        article: As it was read.
        sent: As it came.

    Returns:
        The verdict, with the article's text if that was extracted.
    """
    return replace(verdict, text=article.text) if is_html(sent) else verdict


def is_html(sent: Any) -> bool:  # noqa: ANN401 - decoded JSON
    """Whether an article came as HTML."""
    return isinstance(sent, dict) and sent.get("html") is not None
