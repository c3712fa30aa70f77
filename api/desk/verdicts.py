"""The page of one verdict, whether its text was stored or only checked; and the same to print, and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from api.desk.counting import Counted, counted, match_numbers
from api.desk.rendering import in_a_sentence, isolated, page
from api.desk.seen import COMPOSITE, SHORT
from api.desk.tables import csv_answer, json_answer
from api.desk.views import Comparison, compared, composed
from dedup.detection.verdict import Direction
from dedup.newsroom.credit import credit_of
from dedup.newsroom.listing import lead_of
from dedup.text.document import restore_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup
    from starlette.datastructures import FormData
    from starlette.responses import Response

    from api.desk.seen import Seen
    from dedup.article import Article
    from dedup.detection.side import Side
    from dedup.newsroom.listing import Listing
    from dedup.service import DedupService


@dataclass(frozen=True, slots=True)
class Asked:
    """A text with its verdict, and what of it is asked for.

    Attributes:
        article: The text.
        side: The same, cut as when it was judged; its words are counted.
        told: Its verdict, as the API answers it.
        seen: What is asked for.
        place: The page's address, up to its query; empty where only a form leads to it.
        kept: What else stands in the query of the page's own links.
        public: Address of the desk, for links that others are given.
        lasting: What has to stand in the query of those.
        leads: First lines of matches without a headline, by id and version.
        taken: Shares of the words of matches that they took from this text, likewise.
        more: What else its page shows.
    """

    article: Article
    side: Side
    told: Mapping[str, Any]
    seen: Seen
    place: str = ""
    kept: str = ""
    public: str = ""
    lasting: str = ""
    leads: Mapping[tuple[str, str], str] = field(default_factory=dict)
    taken: Mapping[tuple[str, str], float] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the text is called, as in lists."""
        return name_of(self.article) or "The text you checked"

    def called(self, article: Mapping[str, Any]) -> str:
        """What a match is called: by its headline, else its first line, else its id."""
        lead = self.leads.get((article["id"], article.get("version") or ""))
        return article.get("title") or lead or article["id"] or "The other text"

    def took(self, article: Mapping[str, Any]) -> float | None:
        """Share of a match's words that it took from this text, as its own row and page say."""
        return self.taken.get((article["id"], article.get("version") or ""))

    @property
    def summary(self) -> Markup:
        """The verdict's summary, with the closest one called by its first line: a verdict names by headline or id."""
        text: str = self.told["summary"]
        best: Mapping[str, Any] = self.told["matches"][0]["article"] if self.told["matches"] else {}
        lead = self.leads.get((best.get("id") or "", best.get("version") or ""))
        if lead and not best["title"]:
            text = text.replace(f" Closest: {best['id']}. ", f" Closest: {in_a_sentence(lead)}. ", 1)
        return self.told_as(text)

    def told_as(self, text: str) -> Markup:
        """A sentence of the verdict, whatever way the names in it are written."""
        articles = [match["article"] for match in self.told["matches"]]
        names = (one[name] for one in articles for name in ("title", "id", "source"))
        return isolated(text, (*names, *map(in_a_sentence, self.leads.values())))

    def address(self, query: str) -> str:
        """The page's own address, showing what a query of :class:`Seen` says."""
        return self._with(self.kept, query)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form that counts anew carries along, by name."""
        return parse_qsl("&".join(filter(None, (self.kept, self.seen.counting_all()))))

    def link(self, match: Mapping[str, Any] | None, number: int) -> str:
        """The address that others are given: of the same match by its id, whatever its place will be.

        A second version of a story has its place alone, since the id means the first.
        """
        beside = match["article"]["id"] if match and not self.seen.is_composite else None
        if match_numbers(self.told).get(beside) != number:
            beside = None
        shown = self.seen.query(
            match="" if beside or match is None or self.seen.is_composite else number, beside=beside or "", paper=""
        )
        return f"{self.public}{self._with(self.lasting, shown)}"

    def _with(self, *queries: str) -> str:
        return f"{self.place}?{'&'.join(one for one in queries if one)}".removesuffix("?")


def name_of(article: Article) -> str | None:
    """What a text is called: by its headline, else its first line, else its id."""
    return article.title or lead_of(article.text) or article.id


def leads_of(listing: Listing, told: Mapping[str, Any]) -> Mapping[tuple[str, str], str]:
    """First lines of the matches of a verdict that have no headline."""
    articles = [match["article"] for match in told["matches"]]
    named = {(one["id"], one["version"]) for one in articles if not one["title"] and one["id"] and one["version"]}
    return listing.leads(named) if named else {}


def taken_from(listing: Listing, article: Article, told: Mapping[str, Any]) -> Mapping[tuple[str, str], float]:
    """What the matches of a stored text's verdict took from it."""
    named = {
        (one["article"]["id"], one["article"]["version"])
        for one in told["matches"]
        if one["direction"] == Direction.MATCH_FROM_QUERY and one["article"]["version"]
    }
    return listing.taken_from(str(article.id), str(article.version), named) if named else {}


def verdict_page(service: DedupService, asked: Asked) -> Response:
    """Render what is asked for: the page, the page to print, or its paragraphs as a table."""
    told = asked.told
    number, lost = chosen_match(told, asked.seen)
    match = told["matches"][number - 1] if told["matches"] else None
    shares = counted(asked.side, told, asked.seen.uncounted)
    if asked.seen.taken_as:
        return _taken(asked, match, shares)
    seen = asked.seen.at(number) if asked.seen.match or asked.seen.beside else asked.seen
    text = asked.article.text
    composite = asked.seen.is_composite or match is None
    credit = credit_of(text, asked.article.credits, match) if match else None
    return page(
        "paper.html" if seen.paper else "article.html",
        {
            "article": asked.article,
            "verdict": told,
            "match": match,
            "published": _time(match["article"]["published_at"]) if match else None,
            "chosen": number,
            "lost": lost,
            "view": COMPOSITE if composite else "match",
            "single": composed(text, shares.paragraphs, shares.numbers, shares.left_out) if composite else (),
            "shares": shares,
            "short": SHORT,
            "pair": None if match is None or composite else _pair(service, asked, match, shares),
            "credit": credit.told if credit else None,
            "seen": seen,
            "asked": replace(asked, seen=seen),
            "address": asked.link(match, number) if asked.place else "",
            "now": datetime.now(UTC),
            **asked.more,
        },
    )


def chosen_match(told: Mapping[str, Any], seen: Seen) -> tuple[int, bool]:
    """Number of the match that is asked for, and whether the one that was named is no match any more."""
    names = [match["article"]["id"] for match in told["matches"]]
    if seen.beside and seen.beside in names:
        return names.index(seen.beside) + 1, False
    if seen.beside or not seen.match:
        return _closest(told, names), bool(seen.beside)
    return min(seen.match, max(len(names), 1)), False


def _closest(told: Mapping[str, Any], names: Sequence[str | None]) -> int:
    """Number of the match that lists show: of the largest piece, where a text was pieced together."""
    composite = told.get("composite")
    best = composite["sources"][0]["article_id"] if composite else None
    return names.index(best) + 1 if best in names else 1


def _taken(asked: Asked, match: Mapping[str, Any] | None, shares: Counted) -> Response:
    """The verdict as the API answers it, with its shares; or its paragraphs, of the view that is asked for, as CSV."""
    name = asked.article.id or "checked"
    if asked.seen.taken_as == "json":
        uncounted = asked.seen.uncounted
        told = {
            "left_out": {
                "quotations": uncounted.quotations,
                "furniture": uncounted.furniture,
                "shorter_than": uncounted.shorter_than,
                "sources": sorted(filter(None, uncounted.sources)),
            },
            "found": shares.found,
            "coverage": {kind: share for kind, _, share in shares.kinds},
            "sources": [
                {
                    "number": one.number,
                    "article_id": one.article["id"],
                    "share": one.share,
                    "paragraphs": one.paragraphs,
                }
                for one in shares.sources
            ],
        }
        return json_answer(name, {**asked.told, "counted": told})
    if match is None or asked.seen.is_composite:
        return csv_answer(name, _COLUMNS, _rows(asked, shares.paragraphs, shares))
    return csv_answer(f"{name}-beside-{match['article']['id']}", _COLUMNS, _rows(asked, match["paragraphs"], shares))


_COLUMNS = (
    "paragraph",
    "kind",
    "not_counted",
    "source_number",
    "source",
    "article_id",
    "article_title",
    "article_paragraph",
    "lexical",
    "semantic",
    "text",
)


def _rows(asked: Asked, paragraphs: tuple[Mapping[str, Any], ...], shares: Counted) -> Iterator[dict[str, object]]:
    articles = {match["article"]["id"]: match["article"] for match in reversed(asked.told["matches"])}
    for one in paragraphs:
        row: dict[str, object] = {
            "paragraph": one["index"] + 1,
            "kind": "boilerplate" if one.get("boilerplate") else one["kind"],
            "not_counted": shares.left_out.get(one["index"], "").removeprefix("not counted: "),
            "text": asked.article.text[one["start"] : one["end"]],
        }
        if (best := one["best"]) is not None:
            article = articles.get(best["article_id"], {})
            row |= {
                "source_number": shares.numbers[best["article_id"]],
                "source": article.get("source"),
                "article_id": best["article_id"],
                "article_title": article.get("title"),
                "article_paragraph": best["paragraph"] + 1,
                "lexical": best["lexical"],
                "semantic": best["semantic"],
            }
        yield row


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _pair(service: DedupService, asked: Asked, match: Mapping[str, Any], shares: Counted) -> Comparison:
    """Both sides; the other one is empty where it is no longer stored, or stored in another version."""
    text, reference = asked.article.text, match["article"]
    versions = service.store.versions(reference["id"]) if reference["id"] else []
    stored = next((one for one in versions if one.article.version == reference["version"]), None)
    if stored is None:
        return compared(text, match, "", (), shares.left_out)
    document = restore_document(stored.article.text, stored.layout)
    places = [document.canonical.to_original(paragraph.span) for paragraph in document.paragraphs]
    return compared(text, match, stored.article.text, [(place.start, place.end) for place in places], shares.left_out)


def field_of(form: FormData, name: str) -> str:
    """A field of a form; empty where it is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
