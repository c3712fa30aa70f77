"""Who says it: a name, a role or a pronoun beside a verb of speech. A few clear rules."""

from __future__ import annotations

import re

from dedup.text.languages.findings import Form, Mention

_VERB = re.compile(
    r"\b(?:said|says|say|saying|told|tells|telling|added|adds|adding|stated|states|stating|asserted|asserts|asserting"
    r"|announced|announces|declared|declares|declaring|explained|explains|explaining|insisted|insists|insisting"
    r"|warned|warns|warning|argued|argues|arguing|noted|notes|noting|remarked|remarks|replied|replies|responded"
    r"|continued|concluded|recalled|recalls|recalling|claimed|claims|claiming|wrote|writes|writing|tweeted|posted"
    r"|asked|asks|asking|admitted|admits|conceded|concedes|complained|complains|joked|shouted|commented"
    r"|called|calls|calling|described|describes|describing|put it|observed|reported|vowed|promised|pledged|urged"
    r"|acknowledged|confirmed|confirms|testified|cautioned|maintained|predicted|reiterated|emphasi[sz]ed|stressed)\b"
)
_LEADS_UP = re.compile(rf"{_VERB.pattern}(?: (?:it|him|her|them|that|as)){{0,2}}[,:]? ?[\"']?$")
_CONJUNCTION = re.compile(r"(?:and|but|while|when|as|after|before|because|although|though|if|or|so) ")
_ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|it|i|we|you|who|which|one|him|her|them)$", re.IGNORECASE)
_NOMINATIVE = {"him": "he", "her": "she", "them": "they"}
TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|President|Sen|Senator|Rep|Gov|Governor|Gen|General|Col|Colonel|Capt"
    r"|Captain|Lt|Sgt|Sergeant|Rev|Reverend|Sir|Dame|Lord|Lady|Judge|Justice|Inspector|Superintendent|Minister|Mayor"
    r"|King|Queen|Prince|Princess|Pope|Bishop|Cardinal|Ambassador|Secretary|Chancellor|Premier|Prime Minister"
    r"|Councillor|Chief|Detective|Officer|Commissioner|Director|Chairman|Chairwoman|Spokesman|Spokeswoman|Coach)\.? )+"
)
_PARTICLE = r"(?:de|da|di|del|della|van|von|der|den|al|el|bin|ibn|la|le|du|dos)"
_CAPITALISED = r"[^\W\d_a-z][\w'.-]*"
_RUN = rf"{_CAPITALISED}(?: (?:{_PARTICLE} )?{_CAPITALISED}){{0,5}}"
_NAME_AT_END = re.compile(rf"(?:^|[ (])({_RUN})$")
_WHOLE_NAME = re.compile(rf", ({_RUN}),$")
_DETERMINED = re.compile(r"(?:.*\b)?(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[\w']+'s) [\w' -]+$")
_NAME_AT_START = re.compile(rf"({_RUN})")
CLAUSE_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSen)(?<!\bGen)(?<!\bSt)(?<!\b[A-Z])[.!?](?=\s|$)|;"
)
_APPOSITION = re.compile(r", [^,]{1,90},$")
_PREPOSITION = re.compile(
    r"\b(?:of|in|at|from|for|on|with|to|by|after|before|as|when|while|during|that|who|whose|and)\b"
)
_PHRASE = re.compile(
    r" (?:of|in|at|from|for|on|with|to|by)(?: the| a| an| its| his| her)?(?: [\w'-]+){0,3} ?"
    rf"{_CAPITALISED}(?: [\w'.-]+){{0,3}}$"
)
_RELATIVE = re.compile(r", (?:and )?who$")
_ADVERBS = re.compile(r"(?: (?:also|later|then|has|had|have|\w+ly))+$")
_ROLE = re.compile(r"(?:the|a|an|its|his|her|their|one) ([a-z\d][\w' -]{2,60})", re.IGNORECASE)
_ROLE_WORDS = 8
_REACH = 200


def has_speech_verb(clause: str) -> bool:
    """Whether a clause can be what stands between two parts of one quotation."""
    return _VERB.search(clause) is not None or _ACCORDING.search(clause) is not None


def surname(speaker: str) -> str:
    """The last word of a name, lower-cased; empty for a role or a pronoun, which may be anybody's."""
    last = speaker.rsplit(maxsplit=1)[-1] if speaker.split() else ""
    return last.casefold() if last[:1].isupper() else ""


def speaker_of(before: str, inner: list[str], after: str, *, ends_sentence: bool) -> Mention | None:
    """Who says a quotation; the arguments are those of :meth:`dedup.text.languages.protocol.Language.speaker`."""
    for clause in inner:
        found = _in_clause(_cleaned(clause))
        if found:
            return found
    if inner:
        return None
    if _LEADS_UP.search(before):
        return _introduced(before)
    if not ends_sentence and (clause := _until_end(_cleaned(after))) and not _CONJUNCTION.match(clause):
        attached = _VERB.search(clause[:_REACH]) or _ACCORDING.search(clause[:_REACH])
        if attached is not None:
            return _in_clause(clause)
    return _introduced(before)


def between_speakers(after: str) -> Mention | None:
    """Who a clause behind a quotation names, if it is a said-clause."""
    clause = _until_end(_cleaned(after))
    return _in_clause(clause) if clause else None


def _cleaned(clause: str) -> str:
    return " ".join(clause.strip("\"' \n,.-:?!").split())


def _until_end(clause: str) -> str:
    end = CLAUSE_END.search(clause)
    return clause[: end.start()] if end else clause


def _in_clause(clause: str) -> Mention | None:
    """The subject of the first verb of speech in "said the mayor, Ann Roe" or "Ann Roe, the mayor, said"."""
    according = _ACCORDING.search(clause)
    if according is not None and according.start() <= _REACH // 4:
        return _object(clause[according.end() :])
    verb = _VERB.search(clause)
    if verb is None:
        return None
    subject = clause[: verb.start()].strip()
    return _subject(subject) if subject else _object(clause[verb.end() :])


def _subject(words: str) -> Mention | None:
    """The one who does what the verb behind ``words`` says."""
    words = _ADVERBS.sub("", " " + words).strip(" ")
    words = _RELATIVE.sub("", words)
    apposition = _APPOSITION.search(words)
    head = words[: apposition.start()] if apposition else words.rstrip(",")
    if apposition is not None and _DETERMINED.match(head.rsplit(", ", 1)[-1]):
        name = _WHOLE_NAME.match(apposition.group())
        if name is not None:  # "the Chief Executive, Ann Roe, said"
            return _untitled(name.group(1))
    head = head.split(", ")[-1]
    while True:
        pronoun = _PRONOUN.search(head)
        if pronoun is not None:
            return _pronoun(pronoun.group())
        phrase = _PHRASE.search(head)
        if phrase is None:
            break
        head = head[: phrase.start()]  # "the mayor of Tellmouth"
    name = _NAME_AT_END.search(head)
    if name is not None:
        return _untitled(name.group(1))
    if apposition is not None:
        name = _NAME_AT_START.match(apposition.group().strip(" ,"))
        if name is not None:  # "the mayor, Ann Roe, said"
            return _untitled(name.group(1))
    return _role(words)


def _object(words: str) -> Mention | None:
    """The one named behind the verb: "said Ann Roe, the mayor", "said the mayor, Ann Roe"."""
    words = words.strip(" ,")
    parts = [part.strip() for part in words.split(",")[:2]]
    if not parts or not parts[0]:
        return None
    first = parts[0].split()[0]
    if _PRONOUN.fullmatch(first):
        return _pronoun(first)
    for part in parts:
        end = _PREPOSITION.search(part)
        names = list(_NAME_AT_START.finditer(part, 0, end.start() if end else len(part)))
        if names and len(part[: names[-1].start()].split()) <= _ROLE_WORDS:
            return _untitled(names[-1].group(1))
        if not re.match(r"(?:the|a|an|its|his|her|their) ", part):
            break
    return _role(parts[0])


def _introduced(before: str) -> Mention | None:
    """The subject of the verb of speech that leads up to the opening mark."""
    lead = before.rstrip(" \"'")
    for end in CLAUSE_END.finditer(lead):
        if end.end() == len(lead):
            return None
        start = end.end()
        lead = " " * start + lead[start:]
    verbs = list(_VERB.finditer(lead))
    for verb in reversed(verbs):
        if not verb.group().endswith("ing"):  # "Roe said it was late, adding": the subject is that of "said"
            return _subject(lead[: verb.start()].strip())
    according = _ACCORDING.search(lead)
    return _object(lead[according.end() :]) if according and not verbs else None


def _untitled(name: str) -> Mention | None:
    name = TITLE.sub("", name + " ").strip() or name
    name = re.sub(r"^(?:The|But|And|In|On|At|As|When|While|After|Before|If|Then|So) ", "", name)
    name = name.removesuffix("'s").rstrip(".,'")
    return Mention(name, Form.NAME) if name else None


def _pronoun(word: str) -> Mention:
    word = word.lower()
    return Mention(_NOMINATIVE.get(word, word), Form.PRONOUN)


def _role(words: str) -> Mention | None:
    found = _ROLE.match(words.strip())
    if found is None or len(found.group(1).split()) > _ROLE_WORDS:
        return None
    known = words.strip()[:4].lower() == "the "
    return Mention(found.group(1).strip(), Form.KNOWN_ROLE if known else Form.ROLE)
