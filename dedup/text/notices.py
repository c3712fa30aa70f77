"""The wording of notices: what a paragraph of boilerplate, its beginning or its end looks like.

The phrases are those of the agencies' own samples and of the development corpora. Every pattern is bounded, so that
none can take longer than the few hundred characters it is given.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+(?: [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+){0,3}"
_NAMED = r"[A-Z\u00c0-\u00de][\w.'-]*(?: [A-Z\u00c0-\u00de][\w.'-]*){0,3}"
_REGION = rf"(?:, {_NAMED})?"
_AGENCY = (
    r"\((?:AP|A\.P\.|AFP|UPI|PTI|ANI|IANS|KYODO|Kyodo|dpa|DPA|ANSA|TASS|Xinhua|Bloomberg|Reuters?|Thomson Reuters"
    r"|[A-Z][\w.& -]{0,30}(?:Wire|News|Press|Agency|Service|Times|Post|Newswires?))\)"
)
_ANY_AGENCY = r"\([A-Z][\w.&' -]{1,30}\)"
_DASH = r" ?-{1,3}(?: |(?=[A-Z\"'(]))"

HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("slug", re.compile(r"(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|CORRECTION|EXCLUSIVE|REPEAT)(?:[ -]\d{1,2})?-(?=\w)")),
    (
        "note",
        re.compile(
            r"\((?:Adds|Corrects|Updates|Recasts|Repeats|Refiles|Removes|Clarifies|Rewrites|Fixes|Deletes|Changes"
            r"|New throughout|Writes through)\b[^()]{0,400}\)\s*"
        ),
    ),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION}, )?{_DATE},? {_AGENCY}(?:{_DASH}| (?=[A-Z]))")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION},? )?(?:{_DATE},? )?{_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION},? (?:{_DATE},? )?{_ANY_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION}, {_DATE}{_DASH}")),
    ("dateline", re.compile(rf"(?=[A-Z.]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][\w.]+)? -{{1,3}} ?(?=[A-Z\"'])")),
)
SPEAKER_LINE = re.compile(rf"(?=[A-Z]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][a-z]+)?: (?=[A-Z\"])")

BYLINE = re.compile(
    rf"(?:By|BY) {_NAMED}(?: {_NAMED})?(?:(?:, | and |, and ){_NAMED}){{0,4}}(?:, (?:[\w'-]+ ){{0,4}}[\w'-]+)?"
    rf"(?: in {_NAMED})?|(?:{_NAMED}, )?(?:[Ss]taff [Ww]riter|[Ss]taff [Rr]eporter)s?|Associated Press(?: [Ww]riters?)?"
)
PLACE_ALONE = re.compile(
    rf"{_NAMED}{_REGION}(?: \({_NAMED}\)|, {_DATE}):|{_NAMED}{_REGION},? (?:{_DATE},? )?{_AGENCY}:?"
)

_PEOPLE = (
    r"(?:(?:the |de |van |von |al-|bin )?[A-Z\u00c0-\u00de][\w.'-]*|and|in|at|from|&)"
    r"(?:[ ,]+(?:(?:the |de |van |von |al-|bin )?[A-Z\u00c0-\u00de][\w.'-]*|and|in|at|from|desk|newsroom|&)){0,30}"
)
_WORK = r"(?:[Aa]dditional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Rr]eporting and writing|[Ww]riting and editing)"
_CREDITED = rf"{_WORK} by {_PEOPLE}"
_YEAR = r"(?:19|20|21)\d\d"
_RIGHTS = r"(?:[Aa]ll [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED)"
_MAY_NOT = r"This material may not be [^.]{1,120}\."
_COPYRIGHT = r"(?:\u00a9|\([cC]\)|Copyright|COPYRIGHT)"

TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        re.compile(
            rf"\({_WORK} (?:and [a-z]+ )?by [^()]{{1,400}}\)\s*$"
            rf"|{_CREDITED}(?:[;,.] ?(?:and )?{_CREDITED}){{0,4}}\.?$"
            r"|-{1,2} ?[Ww]ith (?:assistance|reporting|contributions?) (?:from|by) [A-Z][^.]{1,200}\.?$"
            r"|(?:[A-Z][\w.'-]*,? (?:(?:and|in|at|writers?|reporters?|correspondents?) ){0,2}){1,16}"
            r"contributed (?:to this|reporting)[\w ]{0,30}\.?$"
        ),
    ),
    (
        "note",
        re.compile(
            r"\((?:Adds|Corrects|Updates|Recasts|Removes|Clarifies|Refiles)\b[^()]{1,400}\)\.?$"
            r"|\((?:This|The) (?:story|article|version|item|report|[A-Z]\w+ \d+ story)\b[^()]{0,60}"
            r"(?:correct|refile|clarif|update)[^()]{0,300}\)\.?$"
        ),
    ),
    (
        "copyright",
        re.compile(
            rf"\(?{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?,?(?:by )?{_YEAR}(?:-{_YEAR})?\b[^()]{{0,120}}?"
            rf"(?:\.? {_RIGHTS}\.?)?(?:\.? {_MAY_NOT})?\)?$"
            rf"|{_RIGHTS}\.?(?: {_MAY_NOT})?$|{_MAY_NOT}$"
        ),
    ),
    (
        "photo",
        re.compile(
            r"(?:\| |\(|\[)?(?:Photo|Photograph|Photography|Illustration|Image|Picture|Graphic)s?"
            r"(?: by|: ?| courtesy of| credit:?) ?[A-Z][^.()\[\]|]{1,90}[\])]?$"
            r"|\((?:File [Pp]hoto|FILE PHOTO|file photo)(?:[:/] ?[^()]{1,60})?\)$|(?:File photo|FILE PHOTO)\.?$"
        ),
    ),
    (
        "closing",
        re.compile(
            r"\(*-{1,2} ?[A-Z][\w. /-]{1,50}(?:[Nn]ewsroom|[Nn]ewsdesk|[Nn]ews [Dd]esk|[Bb]ureau|[Dd]esk)\b"
            r"(?:[Tt]el|[Ff]ax|[^a-z]){0,80}$|(?:-{2,3} ?)?(?:ENDS?|-30-|\(END\)[\w ]{0,30})$"
        ),
    ),
    (
        "promotion",
        re.compile(
            r"(?:\[?\.\.\. ?\]? ?)?(?:Continue [Rr]eading|Read [Mm]ore|READ MORE)(?: at [A-Z]\w+)?"
            r"(?: ?>+| ?\u2192|\.{3})?$"
            r"|To read this article in full, please click here\.?$"
            r"|The post [^\n]{3,200} appeared first on [^\n.]{2,60}\.?$"
            r"|This (?:article|story|post) (?:originally appeared|was originally published|first appeared)"
            r" (?:on|in|at) [^\n]{2,120}$"
        ),
    ),
)
WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "promotion",
        re.compile(
            r"(?:Read more|READ MORE|Also read|ALSO READ|See also|SEE ALSO|More on this story|Related(?: stories)?): ?"
            r".{0,200}"
            r"|(?:Subscribe|Sign up|Click here to (?:subscribe|sign up|read))\b.{0,160}"
            r"\b(?:newsletters?|emails?|inbox|daily news roundup|podcast|alerts)\b.{0,120}"
            r"|Follow (?:us|@\w+).{0,40}(?: on |@).{0,200}|Get our .{3,160}\b(?:app|podcast|newsletter)s?\b.{0,60}"
            r"|To receive .{3,120}(?:sign up|subscribe).{0,100}"
        ),
    ),
    (
        "copyright",
        re.compile(
            rf"{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?(?:by )?(?:{_YEAR}\b.{{0,300}}|[A-Z][^.]{{0,60}} {_YEAR}\.?)"
            rf"|[^.!?]{{0,100}}\b{_RIGHTS}\.?(?: {_MAY_NOT})?"
        ),
    ),
    (
        "copyright",
        re.compile(r"\(?(?:\u00a9|\([cC]\)) ?[A-Z][\w ,.&'-]{1,80}\)?|.{0,80}No reproduction without permission\.?"),
    ),
    (
        "closing",
        re.compile(r"dpa(?: [a-z]{2,4}){1,7}|[a-z]{2,5}(?:-[a-z]{2,5})?/[a-z]{2,5}(?:/[a-z]{2,5})?|#{3}|-{3,}|\*{3,}"),
    ),
    ("note", re.compile(r"\([^()]{0,120}\b(?:corrects|refiles|clarifies|corrected)\b[^()]{0,300}\)\.?")),
    ("photo", re.compile(r"(?:FILE(?: PHOTO)?|File photo)(?: ?[-:] ?| of ).{0,300}")),
)
