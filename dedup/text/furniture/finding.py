"""Finding site furniture: notices, boxes, bars and link lists that a page's text brings along.

A paragraph is furniture where every sentence of it is a phrase of furniture, or a filler beside one, or where it
addresses the reader in the words of a notice. What is said or quoted is reporting, whatever its words are, and so is
anything longer than a notice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.text.furniture.addressed import addressed_kind
from dedup.text.furniture.phrases import (
    BIDDING,
    FILLERS,
    HEADINGS,
    LABELS,
    OFFER,
    PHRASES,
    PRODUCT,
    REPORTED,
    SHARED_BY,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Span

LONGEST = 1_200
"""Characters of a paragraph of furniture; the longest consent notices have about 900."""

_LONGEST_LINK = 140
"""Characters of a link's title."""

_LEAST_TITLE = 3
"""Words of one; shorter lines below a heading are prices, places and names."""

_LABEL_WORDS = 4
"""Words of one entry of a menu, at most."""

_LEAST_MENU = 3
"""Entries that make a menu: two short lines may be a heading and a name."""

_LABELLED = 0.5
"""Share of a menu's entries that are made of words of menus; in lists that belong to stories (squads, winners, places)
hardly any is."""

_SENTENCE_END = re.compile(r"(?<=[.!?…؟])(?<!\b\d\.)(?<!\b\d\d\.)\s+|[\u3002\uff01\uff1f]\s*|\s+[|•·]\s+")
_SIGNS = " |•·*#>»→▶►▸▾▼↓↗⇒-([¿¡"
_EDGES = _SIGNS + ".!?:;,…<«←)]\"'\u3002\uff01\uff1f\uff1a\uff0c\u3001؟،"
_BUTTON = re.compile(r"\"[^\"]{1,30}\"")
"""What a notice puts in quotation marks: the name of a button. Nobody says so little."""

_ENDED = re.compile(r"[.!?…;,\"')]\s*\Z")
# Names of networks and of what stands among them, which are no language's words.
_NAMED_NETWORKS = frozenset(
    """facebook twitter whatsapp linkedin telegram reddit pinterest bluesky messenger flipboard tumblr instagram
    youtube tiktok xing email e-mail google+ mastodon snapchat""".split()  # noqa: SIM905
)
_NETWORKS = (
    _NAMED_NETWORKS | SHARED_BY | frozenset("x threads tweet sms google gmail viber skype".split())  # noqa: SIM905
)
_LEAST_NETWORKS = 2

_MOST_BUTTONS = 10
"""Words of a row of buttons."""

_BUTTON_WORDS = 3
"""Words of one."""

_MOST_OFFERED = 30
"""Words of a line that offers a product."""


def find_furniture(text: str, paragraphs: Sequence[Span]) -> dict[int, str]:
    """Which paragraphs are furniture, and of what kind.

    Args:
        text: Canonical text.
        paragraphs: Where its paragraphs stand, in order.

    Returns:
        Index of the paragraph to kind: ``consent``, ``newsletter``, ``subscription``, ``sharing``, ``navigation``,
        ``comments``, ``stamp``, ``advert`` or ``rights``.
    """
    pieces = [" ".join(text[span.start : min(span.end, span.start + LONGEST + 1)].split()) for span in paragraphs]
    found = {index: kind for index, piece in enumerate(pieces) if (kind := kind_of(piece)) is not None}
    for run in (*_menus(pieces), *_link_lists(pieces, found)):
        found |= {index: "navigation" for index in run if index not in found}
    return found


def kind_of(piece: str) -> str | None:
    """What kind of furniture a paragraph is by its own words; None if it is none.

    Args:
        piece: The paragraph on one line, in canonical characters.
    """
    if not piece or len(piece) > LONGEST:
        return None
    bare = piece.lstrip(_SIGNS).rstrip(_EDGES)
    kind = _phrase(bare)
    if kind is not None:
        return kind
    if _is_share_bar(bare):
        return "sharing"
    if _is_offer(piece):
        return "newsletter"
    kind = _of_sentences(bare)
    return kind if kind is not None or _is_reported(_BUTTON.sub("", piece)) else addressed_kind(piece)


def _is_reported(piece: str) -> bool:
    """Whether something is quoted or said in it."""
    return '"' in piece or REPORTED.search(piece) is not None


def _phrase(sentence: str) -> str | None:
    kind = PHRASES.kind_of(sentence)
    # The title of a link may quote; a notice does not.
    return None if kind is not None and kind != "navigation" and _is_reported(sentence) else kind


def _of_sentences(piece: str) -> str | None:
    """The kind of the first phrase, if there is nothing but phrases and fillers."""
    found: str | None = None
    start = 0
    while start < len(piece):  # most paragraphs are done after their first sentence
        end = _SENTENCE_END.search(piece, start)
        sentence = piece[start : end.start() if end else len(piece)].strip(_EDGES)
        start = end.end() if end else len(piece)
        kind = _phrase(sentence) if sentence else None
        if sentence and kind is None and (_is_reported(sentence) or not _is_filler(sentence)):
            return None
        found = found or kind
    return found


def _is_filler(sentence: str) -> bool:
    """Whether it is a sentence of fillers, or a row of buttons, which have no stops between them."""
    words = sentence.split()
    if FILLERS.kind_of(sentence) is not None:
        return True
    ends = {0}  # of how many words the first make whole buttons
    for end in range(1, len(words) + 1) if len(words) <= _MOST_BUTTONS else ():
        buttons = [" ".join(words[start:end]) for start in ends if end - start <= _BUTTON_WORDS]
        if any(FILLERS.kind_of(button) or PHRASES.kind_of(button) for button in buttons):
            ends.add(end)
    return len(words) in ends


def _is_share_bar(piece: str) -> bool:
    words = re.split(r"[\s|,•·/]+", piece.lower())
    return (
        all(word in _NETWORKS for word in words) and sum(word in _NAMED_NETWORKS for word in words) >= _LEAST_NETWORKS
    )


def _is_offer(piece: str) -> bool:
    """Whether a line bids the reader to take a product of the site: an imperative, the product, whose it is."""
    return (
        len(piece.split()) <= _MOST_OFFERED
        and BIDDING.match(piece) is not None
        and PRODUCT.search(piece) is not None
        and OFFER.search(piece) is not None
        and not _is_reported(piece)
    )


def _menus(pieces: Sequence[str]) -> list[range]:
    """Runs of very short lines without a full stop that are mostly made of words of menus."""
    runs, start = [], 0
    for index in range(len(pieces) + 1):
        if index < len(pieces) and _is_entry(pieces[index]):
            continue
        entries = pieces[start:index]
        labelled = sum(all(word in LABELS for word in re.findall(r"[^\W\d_]+", entry.lower())) for entry in entries)
        if len(entries) >= _LEAST_MENU and labelled >= _LABELLED * len(entries):
            runs.append(range(start, index))
        start = index + 1
    return runs


def _is_entry(piece: str) -> bool:
    return (
        0 < len(piece.split()) <= _LABEL_WORDS
        and not _ENDED.search(piece)
        and not any(character.isdigit() for character in piece)
    )


def _link_lists(pieces: Sequence[str], found: dict[int, str]) -> list[range]:
    """Lines without a full stop below a heading such as "Related stories", up to the first that is no title."""
    lists = []
    for index, piece in enumerate(pieces):
        if HEADINGS.kind_of(piece.strip(_EDGES)):
            end = index + 1
            while end < len(pieces) and (_is_title(pieces[end]) or found.get(end) in {"stamp", "navigation"}):
                end += 1
            lists.append(range(index, end))
    return lists


def _is_title(piece: str) -> bool:
    return len(piece.split()) >= _LEAST_TITLE and len(piece) <= _LONGEST_LINK and not re.search(r"[.;,:]\s*\Z", piece)
