"""One story as each of the systems sends it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dedup.formats.wire import read_wire
from tests.unit.formats.test_wire import FIRST, SECOND

if TYPE_CHECKING:
    from dedup.formats.known import Format
    from dedup.wire import WireItem


HTML = f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
TITLE = "Pier closed at Ottervik"
MADE = datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
FIRST_OUT = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)


WORDPRESS: dict[str, Any] = {
    "id": 71,
    "date": "2031-03-03T09:00:00",
    "date_gmt": "2031-03-03T08:00:00",
    "modified_gmt": "2031-03-03T09:30:00",
    "guid": {"rendered": "https://paper.example/?p=71"},
    "slug": "pier-closed",
    "status": "publish",
    "type": "post",
    "link": "https://paper.example/pier-closed/",
    "title": {"rendered": "Pier closed at&nbsp;Ottervik"},
    "content": {"rendered": HTML, "protected": False},
    "excerpt": {"rendered": "<p>In short.</p>"},
    "_embedded": {"author": [{"name": "Tamar Ellwood"}]},
}


GHOST: dict[str, Any] = {
    "posts": [
        {
            "id": "5f",
            "uuid": "0a1b2c3d",
            "title": TITLE,
            "slug": "pier-closed",
            "html": HTML,
            "published_at": "2031-03-03T08:00:00.000+00:00",
            "updated_at": "2031-03-03T09:30:00.000+00:00",
            "url": "https://paper.example/pier-closed/",
            "authors": [{"name": "Tamar Ellwood"}],
        }
    ],
    "meta": {"pagination": {}},
}


JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "paper.example",
    "items": [
        {
            "id": "https://paper.example/pier-closed",
            "url": "https://paper.example/pier-closed",
            "title": TITLE,
            "content_html": HTML,
            "summary": "In short.",
            "date_published": "2031-03-03T08:00:00Z",
            "date_modified": "2031-03-03T10:30:00+01:00",
            "authors": [{"name": "Tamar Ellwood"}],
        },
        {"content_text": "told apart by nothing"},
    ],
}


ARC: dict[str, Any] = {
    "_id": "ABCDEF123",
    "type": "story",
    "version": "0.10.9",
    "headlines": {"basic": TITLE},
    "content_elements": [
        {"type": "text", "content": FIRST.replace("cracks", "<b>cracks</b>")},
        {"type": "image", "caption": "A gull on the pier.", "url": "https://i.example/1.jpg"},
        {"type": "interstitial_link", "content": "Read this too"},
        {"type": "raw_html", "content": "<div>widget</div>"},
        {"type": "list", "list_type": "unordered", "items": [{"type": "text", "content": SECOND}]},
    ],
    "first_publish_date": "2031-03-03T08:00:00Z",
    "display_date": "2031-03-03T08:00:00Z",
    "last_updated_date": "2031-03-03T09:30:00Z",
    "source": {"name": "paper.example"},
    "credits": {"by": [{"name": "Tamar Ellwood"}]},
}


APPLE: dict[str, Any] = {
    "version": "1.9",
    "identifier": "pier-71",
    "title": TITLE,
    "language": "en",
    "layout": {"columns": 7},
    "components": [
        {"role": "header", "components": [{"role": "title", "text": TITLE}, {"role": "photo", "caption": "A gull."}]},
        {"role": "byline", "text": "Tamar Ellwood"},
        {"role": "body", "format": "markdown", "text": FIRST.replace("cracks", "**cracks**")},
        {"role": "pullquote", "text": "Cracks!"},
        {"role": "container", "components": [{"role": "body", "format": "html", "text": f"<p>{SECOND}</p>"}]},
        {"role": "caption", "text": "A gull on the pier."},
    ],
    "metadata": {
        "datePublished": "2031-03-03T08:00:00Z",
        "dateModified": "2031-03-03T09:30:00Z",
        "authors": ["Tamar Ellwood"],
        "publisher": "paper.example",
    },
}


REUTERS: dict[str, Any] = {
    "data": {
        "item": {
            "versionedGuid": "tag:reuters.com,2031:newsml_NW1:3",
            "uri": "tag:reuters.com,2031:newsml_NW1:3",
            "version": "3",
            "type": "text",
            "headLine": TITLE,
            "byLine": "Tamar Ellwood",
            "bodyXhtml": f"<html><head><title>No</title></head><body>{HTML}</body></html>",
            "versionCreated": "2031-03-03T09:30:00Z",
            "firstCreated": "2031-03-03T08:00:00Z",
        }
    }
}


GUARDIAN: dict[str, Any] = {
    "response": {
        "status": "ok",
        "results": [
            {
                "id": "world/2031/mar/03/pier",
                "type": "article",
                "webPublicationDate": "2031-03-03T08:00:00Z",
                "webTitle": TITLE,
                "webUrl": "https://paper.example/pier",
                "fields": {"body": HTML, "lastModified": "2031-03-03T09:30:00Z", "byline": "Tamar Ellwood"},
            }
        ],
    }
}


NEWSAPI: dict[str, Any] = {
    "status": "ok",
    "totalResults": 1,
    "articles": [
        {"title": TITLE, "url": "https://paper.example/", "publishedAt": "2031-03-03", "content": "Div… [+900 chars]"}
    ],
}


READ: dict[Format, tuple[dict[str, Any], str]] = {
    "wordpress": (WORDPRESS, "https://paper.example/?p=71"),
    "ghost": (GHOST, "0a1b2c3d"),
    "json-feed": (JSON_FEED, "https://paper.example/pier-closed"),
    "arc": (ARC, "ABCDEF123"),
    "apple-news": (APPLE, "pier-71"),
    "reuters-connect": (REUTERS, "tag:reuters.com,2031:newsml_NW1"),
    "guardian": (GUARDIAN, "world/2031/mar/03/pier"),
}


def read(data: object, kind: Format | None = None) -> list[WireItem]:
    return read_wire(json.dumps(data).encode(), kind)
