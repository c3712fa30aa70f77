"""Our own JSON over a hook: an article as the API takes it, with what a wire adds: status, embargo, slug, credits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dedup.errors import InvalidArticle
from dedup.formats.items import plain, text_item
from dedup.formats.jsonlines import BODIES, article_from_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.wire import WireItem


def has_body(data: Mapping[str, Any]) -> bool:
    """Whether an object has one of the bodies of ours."""
    return any(data.get(name) is not None for name in BODIES)


def is_ours(data: Mapping[str, Any]) -> bool:
    """Whether an object is an article of ours, or the end of one."""
    theirs = any(name.lower().startswith(("bod", "headline")) for name in data) and ("guid" in data or "uri" in data)
    return not theirs and (has_body(data) or (_is_cancelled(data) and "id" in data))


def our_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one article.

    Raises:
        InvalidArticle: It has no ``id``, or a field can not be used.
    """
    if plain(data.get("id")) is None:
        message = "The article has no `id`, so no later version could be told from it; send one."
        raise InvalidArticle(message)
    credits_sent = data.get("credits")
    article = None if _is_cancelled(data) else article_from_mapping(data)
    item = text_item(
        plain(data.get("id")),
        paragraphs=[] if article is None else [article.text],
        status=plain(data.get("status")),
        version=plain(data.get("version")),
        times=(plain(data.get("version_created")), plain(data.get("published_at"))),
        evolved_from=plain(data.get("evolved_from")),
        embargoed=plain(data.get("embargoed")),
        slug=plain(data.get("slug")),
        credits=credits_sent if isinstance(credits_sent, list) else (plain(credits_sent),),
    )
    return [item if item.article is None or article is None else with_article(item, article)]


def with_article(item: WireItem, article: Article) -> WireItem:
    """An item with an article that was read apart, as its sender cut it."""
    kept = replace(
        article,
        id=item.guid,
        version=item.version or article.version,
        published_at=article.published_at or item.version_created,
        evolved_from=item.evolved_from,
    )
    return replace(item, article=kept)


def _is_cancelled(data: Mapping[str, Any]) -> bool:
    return str(data.get("status") or "").lower() in {"canceled", "cancelled"}
