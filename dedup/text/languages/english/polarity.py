"""What makes a statement its opposite in English: words of opposite meaning (:mod:`opposites`), and what negates."""

from __future__ import annotations

from dedup.text.languages.english.opposites import AXES, SPLIT_AXES, TIGHT_AXES
from dedup.text.languages.polarity import Polarity

_NEGATOR_LIST = "not never no unless without nor neither cannot hardly barely scarcely none"
_NEGATORS = frozenset(_NEGATOR_LIST.split())
"""Words that turn round what follows; so does every word that ends in "n't"."""

_FAILING_LIST = """yet fail fails failed failing refuse refuses refused refusing decline declines declined declining
unable unwilling"""
_FAILING = frozenset(_FAILING_LIST.split())
"""The same before "to"."""

_IDLE = frozenset({"only", "just", "least", "doubt", "sooner", "matter", "wonder", "mention", "one", "necessarily"})
"""Behind a negator: it then turns nothing round."""

_DOUBT_LIST = """no not never nor neither none nobody nothing nowhere without cannot hardly barely scarcely few little
fail fails failed failing failure refuse refuses refused refusing refusal decline declined declines deny denies denied
denying denial reject rejects rejected rejecting lack lacks lacked lacking avoid avoids avoided prevent prevents
prevented stop stops stopped ceased instead rather except absence doubt doubts doubted unlikely unable unwilling
impossible ban banned bans barred forbidden wrong false untrue discount discounts discounted dismiss dismisses
dismissed dispute disputes disputed refute refutes refuted rebut rebutted debunk debunked disprove disproved rumour
rumours rumor rumors overturn overturned reverse reversed cancel cancelled canceled unaware contrary
exclude excluded against if whether unless yet too myth hoax lie lies"""
_DOUBTS = frozenset(_DOUBT_LIST.split())
"""Words that may turn a sentence round, in ways that are not followed here."""

_NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
"""What makes a word its opposite from the front."""

_WHOLE_LIST = """discount discover dispatch dispens dispos dismiss display discharg discours disclos disease distress
district distract distinct impos impress improv import immediat incite incom increas indeed inform inland input inside
instead insur intens intent intend invest inven invol inward intake inflict inspire institut until under union unit
invaluable infamous illustrat irrig nonetheless"""
_WHOLE = tuple(_WHOLE_LIST.split())
"""How words begin that only look as if they had one of these."""

_AUXILIARY_LIST = """am is are was were be been being do does did have has had will would can could may might shall
should must"""
_AUXILIARIES = frozenset(_AUXILIARY_LIST.split())
"""Verbs that a negation brings along or takes away: "signed", "did not sign"."""

_LIGHT_LIST = """the a an any all that this these those his her its their our my your to very so as yet longer fully
even really actually immediately currently ever of in on at by for from with it he she they we you i him them us me
there who which than enough much many more less able get got make made percent per cent million billion quote unquote"""
_LIGHT = frozenset(_LIGHT_LIST.split()) | _AUXILIARIES
"""Words that say too little to be what a negation is about."""

_JOINT_LIST = """and or but as if than then when while where because since until before after during within between
among into onto over under about against through across toward towards upon also now still just already again too"""
_JOINTS = frozenset(_JOINT_LIST.split())
"""Words that join others: that they stand beside two statements says nothing."""

_MODAL_LIST = "would can could may might shall should must cannot"
_MODALS = {word: word.removesuffix("not") for word in _MODAL_LIST.split()}
"""Verbs that make a statement a wish or a possibility, by what each is with its negation: "cannot" is "can"."""

_NUMERAL_LIST = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
thousands dozen dozens half third quarter fifth thirds quarters fifths"""
_NUMERALS = frozenset(_NUMERAL_LIST.split())
"""Numbers in words, as far as parts are counted with them."""

_BOUNDS = {"after": 1, "above": 1, "beyond": 1, "before": -1, "until": -1, "below": -1, "within": -1}
"""Words that say of which side of a bound a statement holds: banned after it and allowed until it is the same."""


def _forms(words: str) -> list[str]:
    found = []
    for word in words.split():
        if not word.endswith("~"):
            found.append(word.replace("-", " "))
            continue
        base = word[:-1]
        if base.endswith("y") and base[-2] not in "aeiou":
            found += [base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"]
            continue
        stem = base.removesuffix("e")
        double = base + base[-1] if base[-1] in "pt" and base[-2] in "aeiou" and base[-3] not in "aeiou" else stem
        sibilant = base.endswith(("s", "sh", "ch", "x"))
        found += [base, f"{base}es" if sibilant else f"{base}s", f"{double}ed", f"{double}ing"]
    return found


POLARITY = Polarity(
    linking="e",
    axes=AXES,
    negators=_NEGATORS,
    light=_LIGHT,
    joints=_JOINTS,
    auxiliaries=_AUXILIARIES,
    doubts=_DOUBTS,
    tight=TIGHT_AXES,
    split=SPLIT_AXES,
    idle=_IDLE,
    failing=_FAILING,
    to="to",
    prefixes=_NEGATIVE_PREFIXES,
    whole=_WHOLE,
    modals=_MODALS,
    numerals=_NUMERALS,
    bounds=_BOUNDS,
    negative_ending="n't",
    adverb_ending="ly",
    forms=_forms,
)
"""What makes a statement its opposite in English."""
