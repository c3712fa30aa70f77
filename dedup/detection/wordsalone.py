"""Words alone: what a comparison is worth where the sentence model does not know the language of one of the texts.

Rare words in common stand in for closeness of meaning (:func:`dedup.detection.alignment.align`). With names and numbers
they find what was copied as well as ever, and a rewrite that keeps its words; but no relation model was fitted on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.alignment import MOST_ORDERED
from dedup.detection.verdict import Relation
from dedup.text.bounds import MOST_PARAGRAPHS, MOST_SENTENCES
from dedup.text.languages.telling import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.detection.alignment import Alignment
    from dedup.detection.relation import RelationModel
    from dedup.detection.side import Side

_LEAST_SHARED = 2
"""Names, or numbers and dates, that two reports of one event have in common: one is a matter of chance."""

_LEAST_SHARE = 0.3
"""Share of the text with fewer of them that those are; independent reports of one event share 0.4 on average."""

_UNSURE = "read by the rules of English: the text is too short to tell its language, and was sent without one"
_TELLING = 30
"""Words by which all of 90 texts in six languages are told (:data:`dedup.text.languages.telling.SURE`)."""

_COARSE = (
    f"compared in coarser pieces: the text has more than {MOST_PARAGRAPHS:,} paragraphs or {MOST_SENTENCES:,} sentences"
)


def tell_one_event(alignment: Alignment) -> bool:
    """Whether names or numbers say that two texts tell one event."""
    query, match = alignment.query, alignment.match
    return _agree(set(query.mentions), set(match.mentions)) or _agree(query.figures, match.figures)


def doubt(alignment: Alignment, relation: Relation, evidence: Mapping[str, float], model: RelationModel) -> str:
    """Why an editor should look at a derived text, in a sentence; empty where its runs alone are proof enough."""
    if not alignment.by_words or not relation.is_derived or relation in {Relation.IDENTICAL, Relation.UPDATE}:
        return ""
    copied = model.derivation.copying(evidence)
    if relation is not Relation.REWRITE and copied >= model.sure[1]:
        return ""
    unknown = alignment.query.unknown_language or alignment.match.unknown_language
    return f"Judged by words, names and numbers alone: the sentence model does not know {unknown}."


def degraded(query: Side, matches: Iterable[Side]) -> tuple[str, ...]:
    """What an answer leaves out, in words."""
    held = list(matches)
    told = [_COARSE] if query.document.coarse else []
    told_as = query.document.told
    if not told_as.sure and told_as.code != FALLBACK and len(query.document.words.texts) < _TELLING:
        told.append(_UNSURE)
    if query.unknown_language:
        return (f"searched by words alone: the sentence model does not know {query.unknown_language}", *told)
    if query.by_words.any():
        told.append(f"compared by words alone {_beyond(query)}")
    if unread := [match for match in held if match.by_words.any() and not match.unknown_language]:
        told.append(f"some texts compared by words alone {_beyond(min(unread, key=_read))}")
    if any(len(query.hashes) * len(match.hashes) > MOST_ORDERED for match in held):
        told.append(
            "some texts compared by their verbatim runs alone: they have too many words to be held word by word"
        )
    unknown = " or ".join(sorted({match.unknown_language for match in held} - {""}))
    if unknown:
        told.append(f"some texts compared by words alone: the sentence model does not know {unknown}")
    return tuple(told)


def _read(side: Side) -> int:
    """Where the first sentence begins that was not encoded, in the text as sent."""
    first = side.document.sentences[int(side.by_words.argmax())]
    return side.document.canonical.to_original(first.span).start


def _beyond(side: Side) -> str:
    return f"beyond the first {_read(side):,} characters, which is as much as is read by meaning"


def _agree(ours: set[str], theirs: set[str]) -> bool:
    shared = len(ours & theirs)
    return shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * min(len(ours), len(theirs))
