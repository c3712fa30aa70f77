"""The page of one verdict, whether its text was stored or only checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from api.desk.rendering import page
from api.desk.views import Comparison, compared, composed
from dedup.newsroom.credit import credit_of
from dedup.text.document import restore_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData
    from starlette.responses import Response

    from dedup.article import Article
    from dedup.service import DedupService

COMPOSITE = "composite"
"""View that gives each paragraph its own source."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text with its verdict, and which view of it is asked for.

    Attributes:
        article: The text.
        told: Its verdict, as the API answers it.
        view: ``composite``, or anything else for the match.
        match: Number of the match, from 1.
        more: What else its page shows.
    """

    article: Article
    told: Mapping[str, Any]
    view: str
    match: int
    more: Mapping[str, object] = field(default_factory=dict)


def verdict_page(service: DedupService, asked: Asked) -> Response:
    """Render the view that is asked for."""
    text, told = asked.article.text, asked.told
    number = min(asked.match, max(len(told["matches"]), 1))
    match = told["matches"][number - 1] if told["matches"] else None
    single, sources = composed(text, told)
    credit = credit_of(text, asked.article.credits, match) if match else None
    return page(
        "article.html",
        {
            "article": asked.article,
            "verdict": told,
            "match": match,
            "published": _time(match["article"]["published_at"]) if match else None,
            "chosen": number,
            "view": COMPOSITE if asked.view == COMPOSITE or match is None else "match",
            "single": single,
            "sources": sources,
            "pair": None if match is None or asked.view == COMPOSITE else _pair(service, text, match),
            "credit": credit.told if credit else None,
            **asked.more,
        },
    )


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _pair(service: DedupService, text: str, match: Mapping[str, Any]) -> Comparison:
    """Both sides; the other one is empty where it is no longer stored, or stored in another version."""
    reference = match["article"]
    versions = service.store.versions(reference["id"]) if reference["id"] else []
    stored = next((one for one in versions if one.article.version == reference["version"]), None)
    if stored is None:
        return compared(text, match, "", ())
    document = restore_document(stored.article.text, stored.layout)
    places = [document.canonical.to_original(paragraph.span) for paragraph in document.paragraphs]
    return compared(text, match, stored.article.text, [(place.start, place.end) for place in places])


def field_of(form: FormData, name: str) -> str:
    """A field of a form; empty where it is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
