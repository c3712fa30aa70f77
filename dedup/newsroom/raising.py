"""Raising alerts: an article that came in derives from a stored one, or a story was killed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from dedup.detection.verdict import Direction, DirectionBy, Relation
from dedup.newsroom.alerts import AlertLog, NewAlert
from dedup.newsroom.credit import Credit, both_carry, check_credit, not_known, pieced_credit
from dedup.newsroom.listing import called, lead_of
from dedup.newsroom.mutes import About, pair_of
from dedup.newsroom.rules import Raised, raised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.article import Article
    from dedup.detection.verdict import ArticleRef, Match
    from dedup.newsroom.config import NewsroomConfig
    from dedup.newsroom.messages import WireStates
    from dedup.ports.records import StoredArticle
    from dedup.service import DedupService
    from dedup.storing import Ingested
    from dedup.wire import WireItem

EXCERPT = 300
"""Most characters of a paragraph in an alert: enough to know it by, less than is worth stealing."""


PARAGRAPHS = 20
"""Most paragraphs in an alert; the rest is behind the link."""


class Alerts:
    """Raises alerts by the rules: :class:`dedup.newsroom.messages.AlertRaiser`.

    Args:
        service: Reads the articles that alerts name.
        config: The rules and where they send to.
        log: Keeps alerts.
        states: What is known of each story: credit fields, embargoes.
        address: Where the API is reached from outside, without a slash at its end.
    """

    def __init__(
        self, service: DedupService, config: NewsroomConfig, log: AlertLog, states: WireStates, address: str
    ) -> None:
        self._service = service
        self._config = config
        self._log = log
        self._states = states
        self._address = address

    def arrived(self, sender: str, item: WireItem, ingested: Ingested) -> None:
        """The newest version of a story was stored and scored."""
        verdict = orjson.loads(ingested.verdict)
        if verdict is None or not self._config.rules:
            return
        versions = self._service.store.versions(ingested.id)
        stored = _version(versions, ingested.version)
        if stored is None:
            return
        article = stored.article
        published = article.published_at.isoformat() if article.published_at else None
        told = verdict | {"published_at": published}
        for one in raised(self._config.rules, sender, article.language, article.source, told):
            if self._was_told(stored, one.match):
                continue
            payload = self._derived(one, item, stored, verdict)
            named = {ingested.id, one.match["article"]["id"], *(shown["source"] for shown in payload["paragraphs"])}
            named |= {match["article"]["id"] for match in verdict["matches"][:1]}  # the summary has its title
            identity = f"derived|{self._about(stored.story, one)}|{one.rule.name}"
            articles = tuple(sorted(filter(None, named)))
            about = self._whom(one, stored)
            to = self._readers(one.rule.to, article.source)
            self._log.add(NewAlert(identity, "derived", one.relation, articles, payload, to, about))

    def _readers(self, names: tuple[str, ...], source: str | None) -> tuple[str, ...]:
        """Those destinations that may be told of an article: it names none that its own readers do not see."""
        readers = self._service.store.private().get(source or "", frozenset())
        return tuple(name for name in names if self._config.destinations[name].sight.sees(readers))

    def _whom(self, raised: Raised, stored: StoredArticle) -> About:
        origin = raised.match["article"]
        taken = [one["article"]["source"] or "" for one in raised.sources or (raised.match,)]
        first, second = stored.story, self._service.store.story_of(origin["id"]) or origin["id"]
        return About(
            str(stored.article.id),
            str(stored.article.version),
            origin["id"],
            (first,) if first == second else (first, second),
            tuple(dict.fromkeys(pair_of(stored.article.source or "", source) for source in taken)),
            raised.relation,
        )

    def _about(self, story: str, raised: Raised) -> str:
        """What there is one alert of: who took, and how; the pair of them, where nobody knows who took."""
        match = raised.match
        other = self._service.store.story_of(match["article"]["id"]) or match["article"]["id"]
        if match["direction_by"] != DirectionBy.TIME:
            return "|".join(sorted((story, other)))
        return f"{other if match['direction'] == Direction.MATCH_FROM_QUERY else story}|{raised.relation}"

    def _was_told(self, stored: StoredArticle, match: Mapping[str, Any]) -> bool:
        """Whether who took it was found out when it came in, by another version of this story or of this source."""
        if match["direction"] != Direction.MATCH_FROM_QUERY or match["direction_by"] != DirectionBy.TIME:
            return False
        store = self._service.store
        taker, matches = self._judged(match["article"])
        if taker is None:
            return False
        for one in matches:
            origin = one["article"]
            took = Relation(one["relation"]).is_derived and one["direction"] == Direction.QUERY_FROM_MATCH
            if took and (origin["source"] == stored.article.source or store.story_of(origin["id"]) == stored.story):
                there = _version(store.versions(origin["id"]), origin["version"])
                if there is None or there.key < taker.key:  # not one that came late too
                    return True
        return False

    def _judged(self, reference: Mapping[str, Any]) -> tuple[StoredArticle | None, Sequence[Mapping[str, Any]]]:
        """A version that a verdict names, and the matches of its own verdict; none where it was removed since."""
        stored = _version(self._service.store.versions(reference["id"]), reference["version"])
        kept = None if stored is None else orjson.loads(self._service.store.verdict(stored.key) or b"null")
        return stored, () if kept is None else kept["matches"]

    def _taken(self, stored: StoredArticle, match: Mapping[str, Any]) -> float:
        """Share of whoever took it that is the other's; of one that came in before its source, as its own page says."""
        if match["direction"] != Direction.MATCH_FROM_QUERY:
            return float(match["containment"]["of_query"])
        named = (stored.article.id, stored.article.version)
        _, matches = self._judged(match["article"])
        own = next((one for one in matches if (one["article"]["id"], one["article"]["version"]) == named), None)
        return float(match["containment"]["of_match"] if own is None else own["containment"]["of_query"])

    def killed(self, sender: str, at: datetime, article: Article, derivatives: Sequence[Match]) -> None:
        """A story was taken back; told to every destination there is.

        It can not wait for anything, so what lies under an embargo is named by its id alone.
        """
        killed = self._unless_held(article.id, article.title, article.source, article.text)
        payload = {
            "type": "article.killed",
            "at": at.isoformat(),
            "sender": sender,
            "article": killed,
            "told": f"{called(killed)} was killed. {_counted(derivatives)}",
            "derivatives": [
                self._of_match(match.article)
                | {
                    "relation": match.relation.value,
                    "derivation": round(match.derivation, 4),
                    "direction": match.direction.value,
                    "direction_by": match.direction_by.value,
                    "reason": match.reason,
                }
                for match in derivatives
            ],
        }
        everyone = self._readers(tuple(self._config.destinations), article.source)
        self._log.add(NewAlert(f"killed|{article.id}|{at.isoformat()}", "killed", None, (), payload, everyone))

    def _derived(
        self, raised: Raised, item: WireItem, stored: StoredArticle, verdict: Mapping[str, Any]
    ) -> dict[str, Any]:
        article, match = stored.article, raised.match
        origin = match["article"]
        answered = [(one, _source_of(one, verdict["matches"])) for one in verdict["paragraphs"]]
        told = [(one, source) for one, source in answered if source is not None][:PARAGRAPHS]
        sources = raised.sources or (match,)
        named = (origin, *(one["article"] for one in sources), *(source for _, source in told))
        texts = {version: self._text(*version) for version in {(one["id"], one["version"]) for one in named}}
        credits_ = [
            self._credit(article, item, one, texts[one["article"]["id"], one["article"]["version"]]) for one in sources
        ]
        credit = pieced_credit(credits_) if raised.sources else credits_[0]
        return {
            "type": "article.derived",
            "rule": raised.rule.name,
            "article": self._reference(str(article.id), article.title, article.source, article.text)
            | {"version": article.version, "story": stored.story},
            "match": self._reference(
                origin["id"], origin["title"], origin["source"], texts[origin["id"], origin["version"]]
            )
            | {key: match[key] for key in ("relation", "derivation", "direction", "direction_by")},
            "relation": raised.relation,
            "derivation": raised.derivation,
            "needs_review": verdict["needs_review"],
            "review_reason": verdict.get("review_reason", ""),  # what was stored by older versions has none
            "taken": verdict["composite"]["share"] if raised.sources else self._taken(stored, match),
            "composite": verdict["composite"] if raised.sources else None,
            "summary": verdict["summary"],
            "notes": verdict.get("notes", []),  # what was stored by older versions has none
            "coverage": verdict["coverage"],
            "credit": asdict(credit) | {"place": list(credit.place) if credit.place else None},
            "paragraphs": [
                _paragraph(one, source["id"], article.text, texts[source["id"], source["version"]])
                for one, source in told
            ],
            "quotes": [quote for quote in match["quotes"] if quote["status"] in {"altered", "reattributed"}],
            "facts": match["facts"],
        }

    def _credit(self, article: Article, item: WireItem, match: Mapping[str, Any], text: str) -> Credit:
        """Whether whoever took it names whom it was taken from; no question where nobody knows who took."""
        origin = match["article"]
        state = self._states.read(origin["id"])
        sent = state.credits if state else ()
        if match["shared_credit"] is not None:
            return both_carry(match["shared_credit"])
        if match["direction_by"] != DirectionBy.TIME:
            return not_known(origin["source"])
        if match["direction"] == Direction.MATCH_FROM_QUERY:  # the other one took it: ours came late, or is the source
            return check_credit(text, sent, article.source)
        return check_credit(article.text, item.credits, origin["source"])

    def _text(self, article_id: str, version: str) -> str:
        """The text of the version that was matched; nothing if it was removed since."""
        stored = _version(self._service.store.versions(article_id), version)
        return stored.article.text if stored else ""

    def _of_match(self, reference: ArticleRef) -> dict[str, Any]:
        text = "" if reference.title else self._text(str(reference.id), str(reference.version))
        return self._unless_held(reference.id, reference.title, reference.source, text)

    def _unless_held(self, article_id: str | None, title: str | None, source: str | None, text: str) -> dict[str, Any]:
        """A reference without any text of a story that is under embargo."""
        held = self._states.held_until([str(article_id)], datetime.now(UTC)) is not None
        return self._reference(str(article_id), None if held else title, source, "" if held else text)

    def _reference(self, article_id: str, title: str | None, source: str | None, text: str) -> dict[str, Any]:
        named = quote(article_id, safe="")
        link = f"{self._address}/v1/articles/{named}"
        return {
            "id": article_id,
            "title": title,
            "lead": None if title else lead_of(text),
            "source": source,
            "links": {"article": link, "matches": f"{link}/matches", "desk": f"{self._address}/desk/articles/{named}"},
        }


def _version(versions: Sequence[StoredArticle], label: str) -> StoredArticle | None:
    return next((one for one in versions if one.article.version == label), None)


def _paragraph(one: Mapping[str, Any], source: str, text: str, source_text: str) -> dict[str, Any]:
    best = one["best"]
    return {
        "index": one["index"],
        "kind": one["kind"],
        "text": text[one["start"] : one["end"]][:EXCERPT],
        "source": source,
        "source_paragraph": best["paragraph"],
        "source_text": source_text[best["start"] : best["end"]][:EXCERPT],
    }


def _source_of(paragraph: Mapping[str, Any], matches: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The stored version that a paragraph is credited to; None if it is none of these matches."""
    best, index = paragraph["best"], paragraph["index"]
    if best is None:
        return None
    return next((one["article"] for one in matches if one["paragraphs"][index]["best"] == best), None)


def _counted(derivatives: Sequence[Match]) -> str:
    """How many articles derive from a killed one, and how many may."""
    unknown = sum(match.direction_by is not DirectionBy.TIME for match in derivatives)
    number = len(derivatives) - unknown
    told = "No stored article derives from it."
    if number:
        told = f"{number} stored article{'s' if number > 1 else ''} derive{'' if number > 1 else 's'} from it."
    elif unknown:
        told = ""
    if unknown:
        share = f"{unknown} stored article{'s' if unknown > 1 else ''} share{'' if unknown > 1 else 's'} text with it"
        told = f"{told} {share}; which came first is not known.".strip()
    return told
