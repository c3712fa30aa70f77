"""The wording of notices: what a paragraph of boilerplate, its beginning or its end looks like.

The phrases are those of the agencies' own samples and of the development corpora. Every pattern is bounded, so that
none can take longer than the few hundred characters it is given.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|J(?:AN|UN|UL)|FEB|MA[RY]|A(?:PR|UG)|SEPT?|OCT|NOV|DEC"
    # as German, French, Spanish, Italian, Portuguese, Dutch and Scandinavian agencies abbreviate and write them
    r"|[Jj]än(?:ner)?|[Jj]anuar[ie]?|[Jj]anv(?:ier)?|[Ee]ne(?:ro)?|[Gg]en(?:naio)?|GEN|[Ff]ebruar[ie]?|[Ff]évr?(?:ier)?"
    r"|[Ff]eb(?:rero|braio)?|[Mm]ärz|[Mm]ars|[Mm]ar(?:zo)?|[Mm]aart|[Aa]vr(?:il)?|[Aa]br(?:il)?|[Aa]pr(?:ile?)?|[Mm]a[ij]"
    r"|[Mm]ay(?:o)?|[Mm]ag(?:gio)?|MAG|[Mm]ei|[Jj]uin|[Jj]uni[oe]?|[Gg]iu(?:gno)?|GIU|[Jj]uil(?:let)?|[Jj]uli[oe]?"
    r"|[Ll]ug(?:lio)?|LUG|[Aa]oût|[Aa]go(?:sto)?|AGO|[Aa]ugust(?:us)?|[Ss]ept?(?:embre|iembre|tembro)?|SET|[Ss]et(?:tembre)?"
    r"|[Oo]kt(?:ober)?|[Oo]ct(?:obre|ubre)?|[Oo]tt(?:obre)?|OTT|[Nn]ov(?:embre|iembre|embro)?|[Dd]ez(?:ember)?|[Dd]éc(?:embre)?"
    r"|[Dd]ic(?:iembre|embre)?|DIC)\.?"
)
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? (?:de )?{_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+(?: [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+){0,3}"
_PARTICLE = r"(?:(?:am|an der|auf|de|del|della|der|di|do|dos|du|ob der|of|la|le|les|sur|upon|van|von) ){0,2}"
_NAMED = rf"[A-Z\u00c0-\u00de][\w.'-]*(?: {_PARTICLE}[A-Z\u00c0-\u00de][\w.'-]*){{0,3}}"
_REGION = rf"(?:, {_NAMED})?"
_KNOWN = (
    r"(?:AP|A\.P\.|AFP|UPI|PTI|ANI|IANS|KYODO|Kyodo|(?:[a-z]{2,5}/)?(?:dpa|DPA)(?:[/-][\w-]{2,8})?|ANSA|I?TASS|Xinhua"
    r"|Bloomberg|(?:Thomson )?Reuters?|ANP|EFE|[Ee]uropa [Pp]ress|Belga|BELGA|(?:Keystone-)?(?:ATS|ats|SDA|sda)|awp"
    r"|APA|KNA|epd|SID|NTB|TT|STT|[Rr]itzau|Lusa|LUSA|AAP|PA|CP|CNW|MTI|PAP|CTK|\u010cTK|Interfax|Yonhap|Antara|Bernama|Adnkronos"
    r"|OPTA|Gracenote|BUSINESS WIRE|GLOBE NEWSWIRE|PRNewswire|ACCESSWIRE)"
)
_AGENCY = rf"\((?:{_KNOWN}|[A-Z][\w.& -]{{0,30}}(?:Wire|News|Press|Agency|Service|Times|Post|Network|Newswires?))\)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]{2}"
_ANY_AGENCY = rf"\((?!(?:{_WEEKDAY})\))[A-Z][\w.&' -]{{1,30}}\)"
_DASH = r"(?: ?\.?-{1,3}| _)(?: |(?=[A-Z\"'(]))"

HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "slug",
        re.compile(
            r"(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|CORRECTION|EXCLUSIVE|REPEAT)(?:[ -]\d{1,2})?-(?=\w)"
            r"|(?:AMP|EIL)\.?-? "
        ),
    ),
    (
        "note",
        re.compile(
            r"\((?:Adds|Corrects|Updates|Recasts|Repeats|Refiles|Removes|Clarifies|Rewrites|Fixes|Deletes|Changes"
            r"|New throughout|Writes through|Actualis|Corrige|Rectifi|Pr\u00e9cis|Ajout|Actualiza|Ampl\u00eda"
            r"|A\u00f1ade|Aggiorna|Berichtig|Korrektur|Korrigiert|Aktualisier|Erg\u00e4nzt|Wiederholung|Neu:)"
            r"\w*[ :,][^()]{0,400}\)\s*"
        ),
    ),
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

BYLINE = re.compile(
    rf"(?:By|BY|Von|Par|Por) {_NAMED}(?: {_NAMED})?(?:(?:, | and |, and | und | et | y | en ){_NAMED}){{0,4}}"
    rf"(?:, (?:[\w'-]+ ){{0,4}}[\w'-]+)?(?: in {_NAMED})?"
    rf"|(?:{_NAMED}, )?(?:[Ss]taff [Ww]riter|[Ss]taff [Rr]eporter)s?|Associated Press(?: [Ww]riters?)?"
)
SLUG_LINE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH) (?:Ld|LD|Lead|LEAD|NET)(?:-Writethru)?|REFILE|URGENT|EXTRA"
    r"|(?:BC|AP)-[\w'.-]{2,40}--[^.!?\n]{1,80}|(?:BC|AP)-[\w '.-]{2,80}, \d{1,2}(?:st|nd|rd|th) Ld(?:-Writethru)?)"
)
"""A first paragraph that is the name of the story, or what has become of it."""

_DAY_NAMED = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Diens|Donners|Frei|Sams|Sonn|Mon)tag|Mittwoch|Sonnabend"
    r"|(?:[Ll]un|[Mm]ar|[Mm]ercre|[Jj]eu|[Vv]endre|[Ss]ame)di|[Dd]imanche|[Ll]unes|[Mm]artes|[Mm]i\u00e9rcoles|[Jj]ueves"
    r"|[Vv]iernes|[Ss]\u00e1bado|[Dd]omingo|(?:[Ll]une|[Mm]arte|[Mm]ercole|[Gg]iove|[Vv]ener)d\u00ec|[Ss]abato|[Dd]omenica)"
)
_TIME = (
    rf"(?>(?:(?>\d(?:[\d:/hH]|\.(?=\d)){{0,12}})|[ap]\.?m\.?|{_DAY_NAMED}|{_MONTH}|[A-Z]{{2,4}}"
    r"|Uhr|heures?|horas?|ore|noon|midnight|at|on|by|the|local|time|um|le|la|du|de|del|di|las|los|el|al|alle|a|\u00e0)"
    r"(?:, ?| ?- ?|\. ?| |(?=\W{0,6}\Z))){1,14}"
)
_WHAT = r"(?:message|notice|advisory|note|information|announcement|item)"
_ONLY = r"(?:planning(?: purposes)?|information|internal use|PLANNING(?: PURPOSES)?|INFORMATION)"
_HELD = r"(?:(?:[Uu]nder )?(?:strict )?[Ee]mbargo(?:ed)?|EMBARGO(?:ED)?|[Hh]old for release|HOLD FOR RELEASE)"
_GERMAN = r"(?:Informationen|Angaben|Hinweise|Mitteilung|Meldung|Nachricht)"
_UNPRINTED = (
    rf"(?:[Tt]h(?:is|ese|e following) {_WHAT}s? (?:is|are) )?(?:[Ss]trictly )?[Nn](?:ot|OT) (?:(?:intended )?for|FOR)"
    r" (?:publication|PUBLICATION|broadcast|release)(?: (?:or|OR) (?:broadcast|BROADCAST|distribution))?"
    rf"|(?:[Ff]or|FOR) {_ONLY} (?:only|ONLY)(?:[ ,;-]{{1,4}}not for publication)?|Internal use only|Uso interno"
    rf"|{_HELD}(?: until| UNTIL|[,:] ?(?:not for (?:release|publication) )?(?:until|before)?)?:? {_TIME}"
    rf"|(?:End|END) of {_WHAT}"
    rf"|(?:Bitte )?(?:[Dd]ie(?:se|s| folgenden)? {_GERMAN} (?:sind|ist) )?[Nn]icht (?:zur|f\u00fcr die)"
    r" Ver\u00f6ffentlichung(?: bestimmt| vorgesehen)?|(?:Bitte )?[Nn]icht ver\u00f6ffentlichen"
    r"|(?:Nur )?[Zz]ur (?:internen )?(?:Information|Planung|Kenntnisnahme)(?: (?:der|f\u00fcr die) Redaktion(?:en)?)?"
    rf"|Ende der (?:Durchsage|Mitteilung|Meldung|Nachricht)|(?:Sperrfrist|SPERRFRIST|Sperrvermerk):? {_TIME}"
    r"|(?:(?:Ces|Cette) informations? (?:ne sont pas|n'est pas) |Non )destin\u00e9e?s? \u00e0 (?:la |\u00eatre )?"
    r"publi(?:cation|\u00e9e?s?)|Ne pas (?:publier|diffuser)|Pour (?:votre )?information (?:uniquement|seulement)"
    rf"|(?:Sous |SOUS )?(?:[Ee]mbargo|EMBARGO) (?:jusqu|JUSQU)'(?:\u00e0|au?|\u00c0|AU?)\b ?{_TIME}"
    r"|Fin (?:du|de ce) (?:message|communiqu\u00e9)"
    r"|(?:Esta informaci\u00f3n )?[Nn]o (?:est\u00e1 |es )?(?:destinada? (?:a|para)|apt[ao] para|para) (?:su |la )?"
    r"publicaci\u00f3n|No (?:publicar|difundir)|S(?:o|\u00f3)lo para informaci\u00f3n"
    rf"|(?:Embargad[oa]|EMBARGAD[OA]|Embargo) hasta {_TIME}|Fin del (?:comunicado|mensaje)"
    r"|(?:Quest[ea] informazion[ei] )?[Nn]on (?:sono |\u00e8 )?(?:destinat[aeio] alla|per la) pubblicazione"
    r"|Da non (?:pubblicare|diffondere)|Solo per informazione"
    rf"|(?:Sotto )?[Ee]mbargo fino (?:a|alle|al|all'|a[il]) ?{_TIME}|Fine (?:della )?comunicazione"
    r"|Fine (?:del )?messaggio|(?:Deze informatie is )?[Nn]iet (?:bestemd )?voor publicatie"
    r"|(?:Ej|Inte|Ikke) (?:f\u00f6r|for|til) (?:publicering|publisering|offentligg\u00f8relse|offentliggj\u00f8ring)"
    r"|(?:Esta informa\u00e7\u00e3o )?[Nn]\u00e3o (?:\u00e9 )?destinad[ao] (?:a|\u00e0|para) publica\u00e7\u00e3o"
    r"|N\u00e3o publicar"
)
EDITORS_NOTE = re.compile(
    r"\(?(?:Eds|EDS|Editors?): .{3,400}|EDITORS?'?S? NOTE ?[-_:].{3,400}|N ?i ?e ?u ?w bericht, vervangt: .{3,200}"
    r"|(?:\(Achtung|ACHTUNG)[:)].{0,200}"
    rf"|[\W_]{{0,6}}(?:{_UNPRINTED})[\W_]{{0,6}}"
)
"""What only editors are to read, by itself in a paragraph, in the set phrases of five languages and their kin."""
BULLET = re.compile(r"[*\u2022\u00b7] ?\S.{2,300}")
"""A line in brief; above a dateline it sums the story up."""

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
_RIGHTS = (
    r"(?:[Aa]ll [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED|Alle Rechte vorbehalten|[Tt]ous droits r\u00e9serv\u00e9s"
    r"|[Tt]odos los derechos reservados|[Tt]utti i diritti riservati|[Aa]lle rechten voorbehouden)"
)
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
            r"|[A-Z][\w.'-]+(?: and [A-Z][\w.'-]+)? reported from [A-Z][\w.', -]{2,60}\.?$"
            r"|\((?:Bericht(?:e|et)?|Reportages?|Reporte|Reportagem|Con informaci\u00f3n) (?:von|par|de|por) "
            r"[^()]{2,300}\)\.?$"
            r"|\([^()]{0,200}\b(?:\u00e9dit\u00e9e? par|version fran\u00e7aise|[Ee]ditado (?:por|en)|[Rr]edigiert von"
            r"|[Tt]raducido por|bewerkt door)\b[^()]{0,200}\)\.?$"
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
            r"|EFE(?: [a-z]{2,4}(?:/[a-z]{2,4})*)?$|/ritzau/$"
            r"|\((?:ANSA|BusinessDesk|ANP|Belga|BELGA|LUSA|AFP|dpa)\)\.?$"
            r"|This story was generated by [A-Z][^\n]{3,300}$"
            r"|The Associated Press created this story using [^\n]{3,300}$"
            r"|View source version on [a-z.]{4,30}: ?\S{4,200}$"
            r"|This (?:report|story|article) by [A-Z][^.\n]{2,60} was first published [^.\n]{3,40}\.?$"
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
        "copyright",
        re.compile(
            rf"{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?(?:by )?(?:{_YEAR}\b.{{0,300}}|[A-Z][^.]{{0,60}} {_YEAR}\.?)"
            rf"|[^.!?]{{0,100}}\b{_RIGHTS}\.?(?: {_MAY_NOT})?"
        ),
    ),
    (
        "copyright",
        re.compile(
            r"\(?(?:\u00a9|\([cC]\)) ?[A-Z][\w ,.&'-]{1,80}\)?|.{0,80}No reproduction without permission\.?"
            r"|\u00a9 ?[^\W\d_][\w ,.&'/-]{1,80}(?:(?:rights|droits|derechos|diritti|Rechte"
            r"|\u03b4\u03b9\u03ba\u03b1\u03b9\u03ce\u03bc\u03b1\u03c4\u03b1).{0,200})?"  # the last one is Greek
        ),
    ),
    (
        "closing",
        re.compile(
            r"dpa(?: [a-z]{2,4}){1,7}|[a-z]{2,5}(?:-[a-z]{2,5}){0,4}(?:/[a-z]{2,5}(?:-[a-z]{2,5}){0,4}){1,7}|#{3}|-{3,}"
            r"|\*{3,}|[Ee]nds?|={2,} ?[A-Z][\w .-]{1,30}|AAP(?: [A-Za-z]{2,4}){1,4}|\([A-Z]{2,6}(?:/[a-z ]{2,12})?\)"
            r"|(?:[^.\n]{0,120}\b)?(?:[Hh]elpline|[Hh]otline|Lifeline|Samaritans|Telefonseelsorge)\b[^\n]{0,120}?"
            r"(?:\d{3,4}[/-]\d{3,4}|\d{2,5}(?:[ -]\d{2,4}){2,4})[^.\n]{0,60}\.?"
        ),
    ),
    (
        "credit",
        re.compile(r"[A-Z][^.!?]{3,160} (?:helped with|contributed to) this (?:story|report|article)[^.!?]{0,40}\.?"),
    ),
    ("note", re.compile(r"\([^()]{0,120}\b(?:corrects|refiles|clarifies|corrected)\b[^()]{0,300}\)\.?")),
    ("photo", re.compile(r"(?:A|The) (?:photo|video|image)s? accompanying this announcement .{0,300}")),
    ("photo", re.compile(r"(?:FILE(?: PHOTO)?|File photo)(?: ?[-:] ?| of ).{0,300}")),
)

NOTEBOOK = re.compile(
    r"# ?(?:dpa[ -])?(?:NOTEBOOK|Notebook|NOTIZBLOCK|Notizblock)\b.{0,20}|(?:dpa-)?Notizblock|dpa-?[Nn]otebook"
    r"|(?:\* ?){0,4}(?:The following information is not (?:intended )?for publication"
    r"|Die folgenden Informationen sind nicht zur Ver\u00f6ffentlichung bestimmt).{0,100}"
)
"""Where notes to editors begin: all that follows is theirs."""
