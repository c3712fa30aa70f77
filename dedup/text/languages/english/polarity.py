"""English words of opposite meaning, as data. Regular verbs end in "~" and stand for all their forms."""

from __future__ import annotations

from dedup.text.languages.polarity import Polarity

_AXES: dict[str, tuple[str, str]] = {
    "movement": (
        """rise rises rose risen rising climb~ increase~ jump~ surge~ soar~ grow grows grew grown growing advance~
        rally rallied rallies higher greater""",
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

_SPLIT_AXES = frozenset({"survival", "approval", "votes", "stand", "side", "verdict", "employment", "custody"})
"""Axes whose ends divide a number between them: that three of twelve died says that nine survived."""

_TIGHT_AXES: dict[str, tuple[str, str]] = {
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
prevented stop stops stopped ceased instead rather unless except absence doubt doubts doubted unlikely unable unwilling
impossible ban banned bans barred forbidden wrong false untrue discount discounts discounted dismiss dismisses
dismissed dispute disputes disputed refute refutes refuted rebut rebutted debunk debunked disprove disproved rumour
rumours rumor rumors overturn overturned reverse reversed cancel cancelled canceled unaware contrary
exclude excluded yet too myth hoax lie lies"""
_DOUBTS = frozenset(_DOUBT_LIST.split())
"""Words that may turn a sentence round, in ways that are not followed here."""

_NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")
"""What makes a word its opposite from the front."""

_AUXILIARY_LIST = """am is are was were be been being do does did have has had will would can could may might shall
should must"""
_AUXILIARIES = frozenset(_AUXILIARY_LIST.split())
"""Verbs that a negation brings along or takes away: "signed", "did not sign"."""

_LIGHT_LIST = """the a an any all that this these those his her its their our my your to very so as yet longer fully
even really actually immediately currently ever of in on at by for from with it he she they we you i him them us me
there who which enough much many more less able get got make made percent per cent million billion quote unquote"""
_LIGHT = frozenset(_LIGHT_LIST.split()) | _AUXILIARIES
"""Words that say too little to be what a negation is about."""

_MODAL_LIST = "would can could may might shall should must cannot"
_MODALS = frozenset(_MODAL_LIST.split())
"""Verbs that make a statement a wish or a possibility."""

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
        stem = base.removesuffix("e")
        double = base + base[-1] if base[-1] in "pt" and base[-2] in "aeiou" and base[-3] not in "aeiou" else stem
        sibilant = base.endswith(("s", "sh", "ch", "x"))
        found += [base, f"{base}es" if sibilant else f"{base}s", f"{double}ed", f"{double}ing"]
    return found


POLARITY = Polarity(
    axes=_AXES,
    negators=_NEGATORS,
    light=_LIGHT,
    auxiliaries=_AUXILIARIES,
    doubts=_DOUBTS,
    tight=_TIGHT_AXES,
    split=_SPLIT_AXES,
    idle=_IDLE,
    failing=_FAILING,
    to="to",
    prefixes=_NEGATIVE_PREFIXES,
    modals=_MODALS,
    numerals=_NUMERALS,
    bounds=_BOUNDS,
    negative_ending="n't",
    adverb_ending="ly",
    forms=_forms,
)
"""What makes a statement its opposite in English."""
