"""Near-duplicate and rewrite detection for news.

Two texts, without anything around them:

>>> import dedup
>>> first = "The harbour master of Ottervik closed the northern pier on Monday after divers found cracks in two piles."
>>> again = dedup.compare(first + " Repairs will take a year.", first)
>>> str(again.relation), again.derivation > 0.9
('near_copy', True)

Many, in memory or in a folder:

>>> with dedup.Index() as index:
...     _ = index.add({"id": "pier", "text": first, "source": "Agency"})
...     found = index.score("OTTERVIK - " + first)
>>> [(match.article.id, str(match.relation)) for match in found.matches]
[('pier', 'identical')]

``print(found)`` explains it. Nothing heavy is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.errors import DedupError
    from dedup.library import Index, Result, compare

__all__ = ["Article", "DedupError", "Index", "Result", "compare"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever it is
    """Load what is asked for."""
    if name == "Article":
        from dedup.article import Article

        return Article
    if name == "DedupError":
        from dedup.errors import DedupError

        return DedupError
    if name in __all__:
        from dedup import library

        return getattr(library, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """What there is, loaded or not: for whoever completes names."""
    return sorted({*globals(), *__all__})
