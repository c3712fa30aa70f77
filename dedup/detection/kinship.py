"""What is a text's own: other versions of its story, and what its house published. Nobody copies from oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dedup.article import Article
    from dedup.detection.matching import Compared

SAME_WORDS = (0.5, 0.4)
"""Share of the words of one text and of the other in verbatim runs, from which on a house sent its story again. Of the
gold set's pairs of one source, the 12 updates have 0.53 and more of both, the 18 second reports 0.24 at most."""

SAME_FACTS = 0.45
"""Share of numbers, and of names, that both texts of one house have: 0.48 and more in those updates. Below, the words
are a form that is filled anew, as that of a weather report."""

LEAST_WORDS = 25
"""Words of the shorter text below which the same words are not the same story: notices and results say little."""

_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "icid", "ocid"})


class Houses:
    """Which source labels belong to one house: those that are said to, and every label to itself.

    Args:
        groups: Labels of one house each.
    """

    def __init__(self, groups: Iterable[Collection[str]] = ()) -> None:
        self._labels = {folded(label): tuple(group) for group in groups for label in group}

    def labels(self, source: str | None) -> tuple[str, ...]:
        """All labels of the house of a source, its own among them; none where the source is not known."""
        if not source or not source.strip():
            return ()
        return tuple(dict.fromkeys((source, *self._labels.get(folded(source), ()))))

    def same(self, first: str | None, second: str | None) -> bool:
        """Whether two labels are of one house; labels that are merely alike are not."""
        return second is not None and folded(second) in {folded(label) for label in self.labels(first)}


def is_sent_again(article: Article, compared: Compared, houses: Houses) -> bool:
    """Whether a text is a stored story of its own house, sent again under another id.

    Args:
        article: The text.
        compared: Held against a stored one.
        houses: Which labels are of one house.
    """
    if compared.series is not None:
        return False
    other = compared.candidate.article
    unnamed = article.source is None and other.source is None
    if not unnamed and not houses.same(article.source, other.source):
        return False
    if article.id and other.id and place(article.id) == place(other.id) and compared.derives:
        return True
    alignment, evidence = compared.alignment, compared.evidence
    if unnamed or min(len(alignment.query.hashes), len(alignment.match.hashes)) < LEAST_WORDS:
        return False
    low, high = sorted((float(alignment.verbatim_query.mean()), float(alignment.verbatim_match.mean())))
    alike = high >= SAME_WORDS[0] and low >= SAME_WORDS[1]
    return alike and min(evidence["numbers"], evidence["names"]) >= SAME_FACTS


def place(name: str) -> str:
    """An id without what changes where the story does not: of an address its scheme, fragment and tracking fields."""
    try:
        parts = urlsplit(name.strip())
    except ValueError:
        return name
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return name
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not key.lower().startswith("utm_") and key.lower() not in _TRACKING
    ]
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    return f"//{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"


def folded(label: str) -> str:
    """A source label as labels are compared: without regard to case and blanks."""
    return " ".join(label.split()).casefold()
