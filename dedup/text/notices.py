"""The wording of notices: what a paragraph of boilerplate, its beginning or its end looks like.

The phrases are those of the agencies' own samples and of the development corpora; their words stand in the tables of
:mod:`dedup.text.languages.tables`, and all languages are looked for in all texts. What stands here are the marks around
them and the names of agencies, which are no language's. Every pattern is bounded, so that none can take longer than the
few hundred characters it is given.
"""

from __future__ import annotations

import re

from dedup.text.languages.tables import one_of

_MONTH = rf"{one_of('month')}\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? (?:{one_of('before a month')} )?{_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+(?: [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+){0,3}"
_PARTICLE = rf"(?:{one_of('particle')} ){{0,2}}"
_NAMED = rf"[A-Z\u00c0-\u00de][\w.'-]*(?: {_PARTICLE}[A-Z\u00c0-\u00de][\w.'-]*){{0,3}}"
_REGION = rf"(?:, {_NAMED})?"
_KNOWN = (
    r"(?:AP|A\.P\.|AFP|UPI|PTI|ANI|IANS|KYODO|Kyodo|(?:[a-z]{2,5}/)?(?:dpa|DPA)(?:[/-][\w-]{2,8})?|ANSA|I?TASS|Xinhua"
    r"|Bloomberg|(?:Thomson )?Reuters?|ANP|EFE|[Ee]uropa [Pp]ress|Belga|BELGA|(?:Keystone-)?(?:ATS|ats|SDA|sda)|awp"
    r"|APA|KNA|epd|SID|NTB|TT|STT|[Rr]itzau|Lusa|LUSA|AAP|PA|CP|CNW|MTI|PAP|CTK|\u010cTK|Interfax|Yonhap|Antara|Bernama|Adnkronos"
    r"|OPTA|Gracenote|BUSINESS WIRE|GLOBE NEWSWIRE|PRNewswire|ACCESSWIRE)"
)
_AGENCY = rf"\((?:{_KNOWN}|[A-Z][\w.& -]{{0,30}}{one_of('house')})\)"
_WEEKDAY = rf"{one_of('no agency')}|[A-Z][a-z]{{2}}"
_ANY_AGENCY = rf"\((?!(?:{_WEEKDAY})\))[A-Z][\w.&' -]{{1,30}}\)"
_DASH = r"(?: ?\.?-{1,3}| _)(?: |(?=[A-Z\"'(]))"

HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "slug",
        re.compile(
            rf"{one_of('slug')}(?:[ -]\d{{1,2}})?-(?=\w)"
            r"|(?:AMP|EIL)\.?-? "  # these two are control words of wires
        ),
    ),
    ("note", re.compile(rf"\({one_of('changed')}\w*[ :,][^()]{{0,400}}\)\s*")),
    ("dateline", re.compile(rf"{_AGENCY}{_DASH}{_NAMED}, {_DATE}{_DASH}")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION}, )?{_DATE},? {_AGENCY}(?:{_DASH}| (?=[A-Z]))")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION},? )?(?:{_DATE},? )?{_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION}, )?{_DATE},? {_ANY_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"{_NAMED}{_REGION}(?:, {_DATE})?\.? /[\w.-]{{2,14}}/(?:\. ?|: |{_DASH})")),
    ("dateline", re.compile(rf"{_NAMED}{_REGION}, {_DATE} {_KNOWN}{_DASH}")),
    (
        "dateline",
        re.compile(
            r"[A-Z\u00c0-\u00de][\w.'-]+(?: [\w.'-]+){0,2} \((?:Keystone-)?(?:ATS|ats|SDA|sda|ANP)\) (?=\W?[A-Z])"
        ),
    ),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION},? (?:{_DATE},? )?{_ANY_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION}(?:, {_DATE})?)?-{{0,2}}\([A-Z]{{4,10}} WIRE\)-{{1,2}}")),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION}, {_DATE}{_DASH}")),
    ("dateline", re.compile(rf"(?=[A-Z.]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}{_REGION} \({_KNOWN}\) ?(?=[A-Z\"'])")),
    ("dateline", re.compile(rf"(?=[A-Z.]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][\w.]+)? -{{1,3}} ?(?=[A-Z\"'])")),
)
SPEAKER_LINE = re.compile(rf"(?=[A-Z]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][a-z]+)?: (?=[A-Z\"])")

_AND = rf"(?:, | {one_of('and')} |, {one_of('and behind a comma')} )"
BYLINE = re.compile(
    rf"{one_of('by')} {_NAMED}(?: {_NAMED})?(?:{_AND}{_NAMED}){{0,4}}"
    rf"(?:, (?:[\w'-]+ ){{0,4}}[\w'-]+)?(?: {one_of('reporting from')} {_NAMED})?"
    rf"|(?:{_NAMED}, )?{one_of('staff')}|{one_of('agency staff')}"
)
SLUG_LINE = re.compile(
    rf"(?:{one_of('slug line')}|(?:BC|AP)-[\w'.-]{{2,40}}--[^.!?\n]{{1,80}}"
    rf"|(?:BC|AP)-[\w '.-]{{2,80}}, {one_of('lead')})"
)
"""A first paragraph that is the name of the story, or what has become of it."""

_TIME = (
    rf"(?>(?:(?>\d(?:[\d:/hH]|\.(?=\d)){{0,12}})|{one_of('day')}|{_MONTH}|{one_of('beside a time')}"
    r"|[A-Z]{2,4})(?:, ?| ?- ?|\. ?| |(?=\W{0,6}\Z))){1,14}"
)
EDITORS_NOTE = re.compile(rf"{one_of('to editors')}|[\W_]{{0,6}}{one_of('unprinted', {'time': _TIME})}[\W_]{{0,6}}")
"""What only editors are to read, by itself in a paragraph."""
BULLET = re.compile(r"[*\u2022\u00b7] ?\S.{2,300}")
"""A line in brief; above a dateline it sums the story up."""

PLACE_ALONE = re.compile(
    rf"{_NAMED}{_REGION}(?: \({_NAMED}\)|, {_DATE}):|{_NAMED}{_REGION},? (?:{_DATE},? )?{_AGENCY}:?"
)

_SMALL = rf"(?:{one_of('before a name')} |{one_of('name prefix')})?"
_NAME_OR_LINK = rf"{_SMALL}[A-Z\u00c0-\u00de][\w.'-]*|{one_of('among names')}|&"
_PEOPLE = rf"(?:{_NAME_OR_LINK})(?:[ ,]+(?:{_NAME_OR_LINK}|{one_of('desk')})){{0,30}}"
_YEAR = r"(?:19|20|21)\d\d"
_RIGHTS, _MAY_NOT = one_of("rights"), one_of("may not")
_COPYRIGHT = r"(?:\u00a9|\([cC]\)|Copyright|COPYRIGHT)"

TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        re.compile(
            rf"{one_of('credit', {'people': _PEOPLE})}"
            rf"|\({one_of('report')} {one_of('report by')} [^()]{{2,300}}\)\.?$"
            rf"|\([^()]{{0,200}}\b{one_of('edited')}\b[^()]{{0,200}}\)\.?$"
        ),
    ),
    ("note", re.compile(one_of("note at the end"))),
    (
        "copyright",
        re.compile(
            rf"\(?{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?,?(?:by )?{_YEAR}(?:-{_YEAR})?\b[^()]{{0,120}}?"
            rf"(?:\.? {_RIGHTS}\.?)?(?:\.? {_MAY_NOT})?\)?$"
            rf"|{_RIGHTS}\.?(?: {_MAY_NOT})?$|{_MAY_NOT}$"
        ),
    ),
    ("photo", re.compile(one_of("photo"))),
    (
        "closing",
        re.compile(
            rf"{one_of('closing')}"
            r"|EFE(?: [a-z]{2,4}(?:/[a-z]{2,4})*)?$|/ritzau/$"
            r"|\((?:ANSA|BusinessDesk|ANP|Belga|BELGA|LUSA|AFP|dpa)\)\.?$"
        ),
    ),
    ("promotion", re.compile(one_of("promotion"))),
)
WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "copyright",
        re.compile(
            rf"{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?(?:by )?(?:{_YEAR}\b.{{0,300}}|[A-Z][^.]{{0,60}} {_YEAR}\.?)"
            rf"|[^.!?]{{0,100}}\b{_RIGHTS}\.?(?: {_MAY_NOT})?"
        ),
    ),
    (
        "copyright",
        re.compile(
            rf"\(?(?:\u00a9|\([cC]\)) ?[A-Z][\w ,.&'-]{{1,80}}\)?|{one_of('copyright alone')}"
            rf"|\u00a9 ?[^\W\d_][\w ,.&'/-]{{1,80}}(?:{one_of('rights alone')}.{{0,200}})?"
        ),
    ),
    (
        "closing",
        re.compile(
            r"dpa(?: [a-z]{2,4}){1,7}|[a-z]{2,5}(?:-[a-z]{2,5}){0,4}(?:/[a-z]{2,5}(?:-[a-z]{2,5}){0,4}){1,7}|#{3}|-{3,}"
            rf"|\*{{3,}}|{one_of('closing alone')}|={{2,}} ?[A-Z][\w .-]{{1,30}}|AAP(?: [A-Za-z]{{2,4}}){{1,4}}"
            rf"|\([A-Z]{{2,6}}(?:/[a-z ]{{2,12}})?\)|(?:[^.\n]{{0,120}}\b)?{one_of('help')}\b[^\n]{{0,120}}?"
            r"(?:\d{3,4}[/-]\d{3,4}|\d{2,5}(?:[ -]\d{2,4}){2,4})[^.\n]{0,60}\.?"
        ),
    ),
    ("credit", re.compile(one_of("credit alone"))),
    ("note", re.compile(one_of("note alone"))),
    ("photo", re.compile(one_of("photo alone"))),
)

NOTEBOOK = re.compile(one_of("notebook"))
"""Where notes to editors begin: all that follows is theirs."""
