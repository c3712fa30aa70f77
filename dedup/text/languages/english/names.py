"""Names in text: runs of capitalised words, without titles, a surname alone led back to its full name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from dedup.article import Span
from dedup.text.languages.english.speakers import TITLE
from dedup.text.languages.findings import Name
from dedup.text.words import CAPITALS

_TOKEN = rf"(?:(?:[{CAPITALS}]\.){{2,}}|[{CAPITALS}]\.(?= [{CAPITALS}])|[{CAPITALS}]\w*(?:['&-](?!s\b)\w+)*)"
_LINK = r"(?:(?:of|for)(?: the)? |d[aei](?: la)? |dell?a? |van(?: de[rn])? |von |der |bin |ibn |al-|l[ae] |du )"
_RUN = re.compile(rf"(?<![\w-])(?:al-)?{_TOKEN}(?:[ \n](?:{_LINK})?{_TOKEN}){{0,7}}")
_STARTER_LIST = """a an the this that these those and but or nor so yet in on at to by for from with as than then if it
its he she they we you i his her their our your my who which what when where why how while after before since until
during there here not no yes all some many most more few both each every another other one two three four five six seven
eight nine ten now later earlier meanwhile however also still only even just once about under over between among against
because although though despite according last next first second third asked told said says police people nobody nothing
everyone yesterday today tomorrow tonight somebody someone anyone none neither either"""
STARTERS = frozenset(_STARTER_LIST.split())
"""Words that begin a sentence with a capital and are no part of a name."""
_NO_NAME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|i|i'm|i'll|i've|i'd|a\.m|p\.m|mr|mrs|ms|dr"
)
_DEMONYM = re.compile(r"\w{2,}(?:ish|ese|ian|ean)|french|dutch|greek|swiss|german|czech|thai|iraqi|israeli|saudi")
_SPELLINGS = (
    (re.compile(r"tre\b"), "ter"),
    (re.compile(r"ence\b"), "ense"),
    (re.compile(r"isation\b"), "ization"),
    (re.compile(r"(?<=[bl])our\b"), "or"),
)
_BEFORE_START = frozenset(".!?:\"'(-*[")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|St|Prof|Lt|Sgt|Capt|Rev|[A-Z])\.\Z")
_MOST_TOKENS = 6
_REMEMBERED = 20_000
"""Names whose plain form is remembered, in some 4 MB: a text says most of its names several times."""


def find_names(text: str, sentences: list[Span]) -> list[Name]:
    """The names in a text's sentences, in order.

    A single capitalised word at a sentence's start counts only if it stands capitalised inside a sentence elsewhere.

    Args:
        text: Canonical text.
        sentences: Where its sentences stand.
    """
    runs = [
        (Span(start, end), index, first)
        for index, sentence in enumerate(sentences)
        for match in _RUN.finditer(text, *sentence)
        for start, end, first in _trimmed(text, match.start(), match.end(), sentence)
    ]
    inside = {text[span.start : span.end] for span, _, first in runs if not first}
    inside |= {part for name in inside for part in name.split(" ") if part[0].isupper()}
    kept = [
        (span, index)
        for span, index, first in runs
        if not first or " " in text[span.start : span.end] or text[span.start : span.end] in inside
    ]
    full = _full_names([text[span.start : span.end] for span, _ in kept])
    return [Name(span, full.get(value := _plain(text[span.start : span.end]), value), index) for span, index in kept]


def _trimmed(text: str, start: int, end: int, sentence: Span) -> list[tuple[int, int, bool]]:
    """The run without words that are no part of a name, and whether it begins its sentence."""
    first = _begins(text, start, sentence)
    while True:
        piece = text[start:end]
        head = re.match(r"[\w'&.-]+", piece)
        word = head.group().lower().rstrip(".") if head else ""
        if not head or not (_NO_NAME.fullmatch(word) or (first and word in STARTERS) or word in {"the", "a"}):
            break
        rest = piece[head.end() :]
        step = head.end() + len(rest) - len(rest.lstrip())
        linked = re.match(_LINK, piece[step:])
        start += step + (linked.end() if linked else 0)
        first = False
        if start >= end:
            return []
    title = TITLE.match(text, start, end)
    if title is not None and title.end() < end:
        start = title.end()
    piece = text[start:end]
    tokens = piece.split()
    while len(tokens) > 1 and _NO_NAME.fullmatch(tokens[-1].lower().rstrip(".")):
        piece = piece[: piece.rindex(tokens[-1])].rstrip()
        piece = re.sub(r" (?:of|for|the|de)$", "", piece)
        tokens = piece.split()
    if not tokens or len(tokens) > _MOST_TOKENS + 2 or (len(tokens) == 1 and _is_common(tokens[0])):
        return []
    return [(start, start + len(piece), first)]


def _is_common(word: str) -> bool:
    lowered = word.lower()
    return len(word) < 2 or bool(_NO_NAME.fullmatch(lowered) or _DEMONYM.fullmatch(lowered))  # noqa: PLR2004


def _begins(text: str, start: int, sentence: Span) -> bool:
    """Whether a sentence begins here; short sentences are joined, so the mark before counts too."""
    before = text[sentence.start : start].rstrip()[-12:]
    if not before:
        return True
    return before[-1] in _BEFORE_START and not _ABBREVIATED.search(before)


@lru_cache(maxsize=_REMEMBERED)
def _plain(name: str) -> str:
    """A name as it is compared: without capitals, accents and dots, British and American spelling alike."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character)).replace(".", "")
    for british, american in _SPELLINGS:
        plain = british.sub(american, plain)
    return " ".join(plain.split())


def _full_names(names: list[str]) -> dict[str, str]:
    """For each first or last word alone, the one full name of the text that it can stand for."""
    counts = Counter(_plain(name) for name in names)
    longer = [name for name in counts if " " in name]
    options: dict[str, set[str]] = {}
    for name in longer:
        parts = name.split()
        options.setdefault(parts[-1], set()).add(name)
        options.setdefault(parts[0], set()).add(name)
    return {word: next(iter(found)) for word, found in options.items() if len(found) == 1 and word in counts}
