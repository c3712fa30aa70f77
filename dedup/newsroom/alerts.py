"""Alerts: what is sent when an article that came in derives from a stored one, or when a story was killed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import quote

import orjson

from dedup.detection.verdict import Direction
from dedup.errors import ArticleNotFound
from dedup.newsroom.credit import check_credit
from dedup.newsroom.rules import raised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.detection.verdict import Match
    from dedup.newsroom.config import NewsroomConfig
    from dedup.ports import StoredArticle
    from dedup.service import DedupService, Ingested
    from dedup.wire import WireItem

AlertKind = Literal["derived", "killed"]

EXCERPT = 300
"""Most characters of a paragraph in an alert: enough to know it by, less than is worth stealing."""

PARAGRAPHS = 20
"""Most paragraphs in an alert; the rest is behind the link."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be kept and delivered.

    Attributes:
        identity: What there is one alert of: a story and relation by a rule, a kill.
        kind: Of the alert.
        relation: Of the article to what it derives from; None for a kill.
        articles: Ids of all articles it names.
        payload: What is sent.
        to: Destinations.
    """

    identity: str
    kind: AlertKind
    relation: str | None
    articles: tuple[str, ...]
    payload: dict[str, Any]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert as it is kept, without or with its deliveries.

    Attributes:
        id: Its number.
        created_at: When it was raised.
        kind: ``derived`` or ``killed``.
        relation: Of the article to what it derives from.
        articles: Ids of the articles it names.
        payload: What is sent.
        deliveries: Where it goes, with every attempt.
    """

    id: int
    created_at: datetime
    kind: str
    relation: str | None
    articles: tuple[str, ...]
    payload: dict[str, Any]
    deliveries: tuple[dict[str, Any], ...] = ()


class AlertReading(Protocol):
    """Alerts that were raised, and where they went."""

    def listing(
        self,
        *,
        relation: str | None = None,
        since: datetime | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> list[StoredAlert]:
        """Alerts without their deliveries: newest first; oldest first after a given one."""
        ...

    def read(self, alert_id: int) -> StoredAlert:
        """One alert with its deliveries and every attempt.

        Raises:
            AlertNotFound: No alert has that number.
        """
        ...

    def replay(self, alert_id: int, destination: str | None = None) -> int:
        """Deliver an alert once more, to one destination or to all that it went to.

        Raises:
            AlertNotFound: No alert has that number, or it never went there.
        """
        ...

    def enable(self, destination: str) -> int:
        """Send to a destination again that wanted no more; what was kept back too."""
        ...


class AlertLog(Protocol):
    """Keeps alerts and their deliveries."""

    def add(self, alert: NewAlert) -> None:
        """Keep an alert with its deliveries, unless there is one; part of the store's transaction if one is open."""
        ...


class Alerts:
    """Raises alerts by the rules: :class:`dedup.newsroom.messages.AlertRaiser`.

    Args:
        service: Reads the articles that alerts name.
        config: The rules and where they send to.
        log: Keeps alerts.
        address: Where the API is reached from outside, without a slash at its end.
    """

    def __init__(self, service: DedupService, config: NewsroomConfig, log: AlertLog, address: str) -> None:
        self._service = service
        self._config = config
        self._log = log
        self._address = address

    def arrived(self, sender: str, item: WireItem, ingested: Ingested) -> None:
        """The newest version of a story was stored and scored."""
        verdict = orjson.loads(ingested.verdict)
        if verdict is None or not self._config.rules:
            return
        versions = self._service.store.versions(ingested.id)
        if not versions:
            return
        stored = versions[-1]
        article = stored.article
        chain = versions if stored.story == ingested.id else self._service.store.versions(stored.story) or versions
        if len(versions) > 1 or chain is not versions:  # our own story: later ones are made from it, not it from them
            kept = [one for one in verdict["matches"] if not _is_later(one, chain[0])]
            verdict = verdict | {"matches": kept}
        published = article.published_at.isoformat() if article.published_at else None
        told = verdict | {"published_at": published}
        for rule, match in raised(self._config.rules, sender, article.language, article.source, told):
            relation = verdict["relation"] if verdict["needs_review"] else match["relation"]
            payload = self._derived(rule.name, item, stored, verdict, match)
            identity = f"derived|{stored.story}|{relation}|{rule.name}"
            named = {ingested.id, *(one["article"]["id"] for one in verdict["matches"] if one["article"]["id"])}
            self._log.add(NewAlert(identity, "derived", relation, tuple(sorted(named)), payload, rule.to))

    def killed(self, sender: str, item: WireItem, stored: StoredArticle, derivatives: Sequence[Match]) -> None:
        """A story was taken back; told to every destination there is."""
        when = item.version_created or datetime.now(UTC)
        payload = {
            "type": "article.killed",
            "at": when.isoformat(),
            "sender": sender,
            "article": self._reference(str(stored.article.id), stored.article.title, stored.article.source),
            "told": f"{stored.article.title or item.guid} was killed. {_counted(len(derivatives))}",
            "derivatives": [
                self._reference(str(match.article.id), match.article.title, match.article.source)
                | {"relation": match.relation.value, "derivation": round(match.derivation, 4), "reason": match.reason}
                for match in derivatives
            ],
        }
        named = [str(match.article.id) for match in derivatives]
        everyone = tuple(self._config.destinations)
        identity = f"killed|{item.guid}|{when.isoformat()}"
        self._log.add(NewAlert(identity, "killed", None, tuple(named), payload, everyone))

    def _derived(
        self, rule: str, item: WireItem, stored: StoredArticle, verdict: Mapping[str, Any], match: Mapping[str, Any]
    ) -> dict[str, Any]:
        article = stored.article
        texts: dict[str | None, str] = {article.id: article.text}
        origin = match["article"]
        if match["direction"] == Direction.MATCH_FROM_QUERY:  # the other one took it: ours came late, or is the source
            credit = check_credit(self._text(origin["id"], texts), (), article.source)
        else:
            credit = check_credit(article.text, item.credits, origin["source"])
        return {
            "type": "article.derived",
            "rule": rule,
            "article": self._reference(str(article.id), article.title, article.source)
            | {"version": article.version, "story": stored.story},
            "match": self._reference(origin["id"], origin["title"], origin["source"])
            | {"relation": match["relation"], "derivation": match["derivation"], "direction": match["direction"]},
            "relation": verdict["relation"],
            "derivation": verdict["derivation"],
            "needs_review": verdict["needs_review"],
            "summary": verdict["summary"],
            "coverage": verdict["coverage"],
            "credit": asdict(credit) | {"place": list(credit.place) if credit.place else None},
            "paragraphs": [
                self._paragraph(one, article.text, texts) for one in verdict["paragraphs"] if one["best"] is not None
            ][:PARAGRAPHS],
            "quotes": [quote for quote in match["quotes"] if quote["status"] in {"altered", "reattributed"}],
            "facts": match["facts"],
        }

    def _paragraph(self, one: Mapping[str, Any], text: str, texts: dict[str | None, str]) -> dict[str, Any]:
        best = one["best"]
        source = best["article_id"]
        return {
            "index": one["index"],
            "kind": one["kind"],
            "text": text[one["start"] : one["end"]][:EXCERPT],
            "source": source,
            "source_paragraph": best["paragraph"],
            "source_text": self._text(source, texts)[best["start"] : best["end"]][:EXCERPT],
        }

    def _text(self, article_id: str, texts: dict[str | None, str]) -> str:
        if article_id not in texts:
            try:
                texts[article_id] = self._service.article(article_id).article.text
            except ArticleNotFound:  # removed since it was scored
                texts[article_id] = ""
        return texts[article_id]

    def _reference(self, article_id: str, title: str | None, source: str | None) -> dict[str, Any]:
        named = quote(article_id, safe="")
        link = f"{self._address}/v1/articles/{named}"
        return {
            "id": article_id,
            "title": title,
            "source": source,
            "links": {"article": link, "matches": f"{link}/matches", "desk": f"{self._address}/desk/articles/{named}"},
        }


def _is_later(match: Mapping[str, Any], first: StoredArticle) -> bool:
    """Whether a match was published after a story's first version: then it is no source of the story."""
    published, ours = match["article"]["published_at"], first.article.published_at
    return published is not None and ours is not None and datetime.fromisoformat(published) >= ours


def _counted(number: int) -> str:
    if not number:
        return "No stored article derives from it."
    return f"{number} stored article{'s' if number > 1 else ''} derive{'' if number > 1 else 's'} from it."
