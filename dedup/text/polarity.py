"""Polarity: words that say the opposite of each other, and the words that turn a statement round.

The pairs are data. Each axis has two ends, and every word of one end says the opposite of every word of the other, so
that "rose" answers "tumbled" as it answers "fell". Regular verbs end in "~" and stand for all their forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

AXES: dict[str, tuple[str, str]] = {
    "movement": (
        """rise rises rose risen rising climb~ increase~ jump~ surge~ soar~ grow grows grew grown growing advance~
        rally rallied rallies higher""",
        """fall falls fell fallen falling drop~ decrease~ slip~ slide slides slid sliding plunge~ tumble~ sink sinks
        sank sunk shrink shrinks shrank plummet~ lower slump~ dip~""",
    ),
    "worth": ("gain~", "lose loses lost losing"),
    "strength": ("strengthen~ improve~", "weaken~ worsen~ deteriorate~"),
    "size": ("expand~ widen~ broaden~ raise~ boost~", "cut cuts cutting reduce~ narrow~ lower~ slash~ trim~"),
    "expectation": ("beat beats beaten beating exceed~ surpass~ top~", "miss~"),
    "contest": ("win wins won winning", "lose loses lost losing"),
    "victory": ("victory triumph win", "defeat loss"),
    "verdict": (
        "convict~ convicted conviction guilty jail~",
        "acquit acquits acquitted acquitting acquittal clear~ innocent exonerate~",
    ),
    "appeal": ("uphold upholds upheld upholding", "overturn~ quash~ overrule~"),
    "approval": (
        "approve~ backs backed backing endorse~ support~ adopt~",
        "reject~ oppose~ veto vetoes vetoed turned-down",
    ),
    "passage": ("pass~", "defeat~ reject~"),
    "grant": ("grant~ award~", "deny denies denied denying refuse~"),
    "admission": ("confirm~ admit admits admitted admitting acknowledge~", "deny denies denied denying dispute~"),
    "acceptance": ("accept~ agree~", "refuse~ decline~ reject~"),
    "permission": (
        "allow~ permit permits permitted permitting",
        "ban bans banned banning forbid forbids forbade prohibit~ bar barred",
    ),
    "opening": ("open~ reopen~", "close~ shut shuts shutting"),
    "imposition": ("impose~ introduce~", "lift~ scrap scraps scrapped abolish~"),
    "survival": ("survive~ survivor", "die dies died dying perish~"),
    "employment": ("hire~ appoint~ recruit~", "fire~ dismiss~ sack~"),
    "membership": ("join~", "leave leaves left leaving quit quits"),
    "arrival": ("arrive~", "depart~"),
    "start": ("start~ begin begins began begun launch~ resume~", "end ended stop stops stopped suspend~ halt~"),
    "custody": ("arrest~ detain~", "release~ free~"),
    "trade": ("buy buys bought buying acquire~", "sell sells sold selling"),
    "success": ("succeed~ successful successfully", "fail~ unsuccessful unsuccessfully"),
    "law": ("legal lawful legally lawfully", "illegal unlawful illegally unlawfully"),
    "ability": ("able", "unable"),
    "chance": ("likely probable", "unlikely improbable"),
    "possibility": ("possible", "impossible"),
    "safety": ("safe", "unsafe dangerous"),
    "constitution": ("constitutional", "unconstitutional"),
    "belief": ("true", "false untrue"),
    "presence": ("present", "absent"),
    "outlook": ("optimistic", "pessimistic"),
    "votes": ("voted-for in-favour in-favor", "voted-against"),
    "stand": ("supporter supporters", "opponent opponents critic critics"),
    "side": ("majority", "minority"),
    "profit": ("profit profits", "loss losses"),
    "surplus": ("surplus", "deficit shortfall"),
}
"""Axis by name: the words of its two ends."""

SPLIT_AXES = frozenset({"survival", "approval", "votes", "stand", "side", "verdict", "employment", "custody"})
"""Axes whose ends divide a number between them: that three of twelve died says that nine survived."""

TIGHT_AXES: dict[str, tuple[str, str]] = {
    "above": ("above over", "below under"),
    "more": ("more", "less fewer"),
    "most": ("most highest largest biggest", "least lowest smallest"),
    "before": ("before", "after"),
    "with": ("with", "without"),
    "up": ("up", "down"),
    "for": ("for", "against"),
    "always": ("always", "never"),
    "all": ("all everyone everybody everything", "none nobody nothing"),
}
"""Small words that mean the opposite only where the very words beside them are the same."""

_NEGATOR_LIST = "not never no without nor neither cannot hardly barely scarcely none"
NEGATORS = frozenset(_NEGATOR_LIST.split())
"""Words that turn round what follows; so does every word that ends in "n't"."""

_FAILING_LIST = """yet fail fails failed failing refuse refuses refused refusing decline declines declined declining
unable unwilling"""
FAILING = frozenset(_FAILING_LIST.split())
"""The same before "to"."""

_IDLE = frozenset({"only", "just", "least", "doubt", "sooner", "matter", "wonder", "mention", "one", "necessarily"})
"""Behind a negator: it then turns nothing round."""

_DOUBT_LIST = """no not never nor neither none nobody nothing nowhere without cannot hardly barely scarcely few little
fail fails failed failing failure refuse refuses refused refusing refusal decline declined declines deny denies denied
denying denial reject rejects rejected rejecting lack lacks lacked lacking avoid avoids avoided prevent prevents
prevented stop stops stopped ceased instead rather unless except absence doubt doubts doubted unlikely unable unwilling
impossible ban banned bans barred forbidden wrong false untrue overturn overturned reverse reversed cancel cancelled
canceled unaware contrary exclude excluded yet too myth hoax lie lies"""
DOUBTS = frozenset(_DOUBT_LIST.split())
"""Words that may turn a sentence round, in ways that are not followed here."""

NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")
"""What makes a word its opposite from the front."""

_AUXILIARY_LIST = """am is are was were be been being do does did have has had will would can could may might shall
should must"""
AUXILIARIES = frozenset(_AUXILIARY_LIST.split())
"""Verbs that a negation brings along or takes away: "signed", "did not sign"."""

_LIGHT_LIST = """the a an any all that this these those his her its their our my your to very so as yet longer fully
even really actually immediately currently ever of in on at by for from with it he she they we you i him them us me
there who which enough much many more less able get got make made percent per cent million billion"""
LIGHT = frozenset(_LIGHT_LIST.split()) | AUXILIARIES
"""Words that say too little to be what a negation is about."""

_MODAL_LIST = "would can could may might shall should must cannot"
MODALS = frozenset(_MODAL_LIST.split())
"""Verbs that make a statement a wish or a possibility."""

_NUMERAL_LIST = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
thousands dozen dozens half third quarter fifth thirds quarters fifths"""
NUMERALS = frozenset(_NUMERAL_LIST.split())
"""Numbers in words, as far as parts are counted with them."""

PAUSE = ","
"""Stands among the words of a sentence where a clause may end; no negation reaches beyond it."""

_REACH = 3


class Predicate(NamedTuple):
    """A word of an axis in a sentence.

    Attributes:
        axis: Name of its axis.
        sign: 1 or -1, the end it says, after negation.
        first: Index of its first word, negation included.
        last: Index of its last word.
        tight: Whether it counts only where the words beside it are the same.
    """

    axis: str
    sign: int
    first: int
    last: int
    is_negated: bool = False
    tight: bool = False


class Negation(NamedTuple):
    """A negator and the word it turns round.

    Attributes:
        first: Index of the first word: the auxiliary verb before the negator, or the negator.
        target: Index of the word that is turned round.
    """

    first: int
    target: int


def _forms(words: str) -> list[str]:
    found = []
    for word in words.split():
        if not word.endswith("~"):
            found.append(word.replace("-", " "))
            continue
        base = word[:-1]
        stem = base.removesuffix("e")
        double = base + base[-1] if base[-1] in "pt" and base[-2] in "aeiou" and base[-3] not in "aeiou" else stem
        sibilant = base.endswith(("s", "sh", "ch", "x"))
        found += [base, f"{base}es" if sibilant else f"{base}s", f"{double}ed", f"{double}ing"]
    return found


def _index(axes: dict[str, tuple[str, str]]) -> dict[str, list[tuple[str, int]]]:
    index: dict[str, list[tuple[str, int]]] = {}
    for axis, ends in axes.items():
        for sign, words in zip((1, -1), ends, strict=True):
            for form in dict.fromkeys(_forms(words)):
                index.setdefault(form, []).append((axis, sign))
    return index


_POLAR, _TIGHT = _index(AXES), _index(TIGHT_AXES)


def is_negator(word: str) -> bool:
    """Whether a word turns round what follows."""
    return word in NEGATORS or word.endswith("n't")


def is_polar(word: str) -> bool:
    """Whether a word is an end of an axis."""
    return word in _POLAR


def raises_doubt(word: str) -> bool:
    """Whether a word may turn its sentence round."""
    return word in DOUBTS or word.endswith("n't")


def find_predicates(words: Sequence[str]) -> list[Predicate]:
    """The words of axes in a sentence, with the negation before them taken in.

    Args:
        words: Of the sentence, in lower case.
    """
    found = []
    for index, word in enumerate(words):
        pair = f"{word} {words[index + 1]}" if index + 1 < len(words) else ""
        length = 2 if pair in _POLAR else 1
        first = _negated_from(words, index)
        turned = -1 if first < index else 1
        for axis, sign in _POLAR.get(pair) or _POLAR.get(word, []):
            found.append(Predicate(axis, sign * turned, first, index + length - 1, is_negated=first < index))
        found += [Predicate(axis, sign, index, index, tight=True) for axis, sign in _TIGHT.get(word, [])]
    return found


def find_negations(words: Sequence[str]) -> list[Negation]:
    """The negators of a sentence that turn round a word, with that word.

    Args:
        words: Of the sentence, in lower case.
    """
    found = []
    for index, word in enumerate(words):
        failing = word in FAILING and words[index + 1 : index + 2] == ["to"]
        behind_it = words[index + 1] if index + 1 < len(words) else PAUSE
        if not (is_negator(word) or failing) or behind_it in _IDLE or behind_it[0].isdigit():
            continue
        behind = range(index + 1, min(index + 2 + _REACH, len(words)))
        said = (place for place in behind if words[place] not in LIGHT and not words[place].endswith("ly"))
        target = next(said, None)
        if target is not None and words[target] != PAUSE and not is_negator(words[target]):
            found.append(Negation(_with_auxiliary(words, index), target))
    return found


def _negated_from(words: Sequence[str], index: int) -> int:
    """Index of the first word of a negation that reaches a word; its own where there is none."""
    for place in range(index - 1, max(index - 1 - _REACH, -1), -1):
        failing = words[place] in FAILING and words[place + 1] == "to"
        if (is_negator(words[place]) and words[place + 1] not in _IDLE) or failing:
            return _with_auxiliary(words, place)
        if words[place] not in LIGHT and not words[place].endswith("ly") and words[place] != "to":
            break
    return index


def _with_auxiliary(words: Sequence[str], index: int) -> int:
    return index - 1 if index and words[index - 1] in AUXILIARIES else index
