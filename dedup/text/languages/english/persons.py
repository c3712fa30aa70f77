"""Who is meant: pronouns, roles and surnames beside quotations led back to the person a text has named.

A pronoun stands for the last person named who fits: the subject of the nearest sentence that names one, outside
quotations. Where a sentence names several who fit and none is its clear subject, nobody is meant: an editor is better
told nothing than a wrong name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from dedup.article import Span
from dedup.text.languages.english.introductions import AGE, BEFORE_NAME, MODIFIED, Person, learn, role_words
from dedup.text.languages.english.lexicon import ROLES, gender_of_words, is_organisation
from dedup.text.languages.english.names import STARTERS, find_names
from dedup.text.languages.english.speakers import CLAUSE_END, TITLE, has_speech_verb
from dedup.text.languages.findings import Form, Gender, Speaker
from dedup.text.languages.firstnames import gender_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dedup.text.document import Document
    from dedup.text.languages.findings import Mention, Name

REACH = 12
"""Sentences that a pronoun looks back."""

RIVALS = 50
"""Sentences before and behind in which somebody named may be meant instead."""

_PREPOSITION = re.compile(
    r"\b(?:[Oo]f|in|at|from|for|on|with|to|by|after|before|against|about|and|or|than|like|near)"
    r"(?: the| (?:[a-z]+ ){0,3})? ?$"
)
_POSSESSIVE = re.compile(r"'s?\b")
_FIRST_WORD = re.compile(r"[\s\W]*([^\W\d_a-z][^\W\d_]+)(,)?(?= )")
_WORD = re.compile(r"[^\W\d_]+")
_SUBJECT_PRONOUN = re.compile(
    r"\W*(?:(?:and|but|then|later|so|also|earlier|still|yet|meanwhile|on \w+),? )?(he|she)\b", re.IGNORECASE
)
_ANONYMOUS = re.compile(
    r"(?:\b(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)|'s) ((?:[a-z0-9][\w'-]* ){0,3}?"
    rf"(?:{'|'.join(sorted(ROLES))}))\b"
)
_OPENING = re.compile(
    r"(?:on|in|at|after|before|when|while|as|if|since|during|with|for|from|by|but|and|so|then|later|earlier|yesterday"
    r"|meanwhile|however|also)\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"^(?:[Oo]f|[Ff]or|[Ll]ike|[Uu]nlike|[Nn]either|[Bb]oth) (?:the )?")
_OF = re.compile(r" (?:of|for) .*")


class _Appearance(NamedTuple):
    """One place in the narrative where somebody stands; without a person it is somebody unnamed."""

    span: Span
    sentence: int
    person: Person | None
    role: str
    gender: Gender | None


_NOBODY = Speaker(None, is_person=False)
_PRONOUNS = {"she": Gender.FEMALE, "he": Gender.MALE}


class Persons:
    """The persons of one document.

    Args:
        document: The text.
        quoted: What stands in quotation marks; names in it are no antecedents.
    """

    def __init__(self, document: Document, quoted: Iterable[Span]) -> None:
        self._text = _masked(document.canonical.text, quoted)
        self._sentences = list(_sentences(self._text, [paragraph.span for paragraph in document.paragraphs]))
        self._starts = [sentence.start for sentence in self._sentences]
        self._named: dict[str, Person] = {}
        self._surnames: dict[str, set[str]] = {}
        self._holders: dict[tuple[str | None, frozenset[str]], Person | None] = {}
        self._appearances: dict[int, list[_Appearance]] = {}
        for one in sorted([*self._names(), *self._unnamed()], key=lambda one: one.span):
            self._appearances.setdefault(one.sentence, []).append(one)

    def speaker(self, mention: Mention | None, place: int) -> Speaker:
        """Who a mention beside a quotation is; quotations are to be asked for in their order.

        Args:
            mention: What the clause beside it says.
            place: Where the quotation begins.
        """
        if mention is None:
            return _NOBODY
        if mention.form is Form.PRONOUN:
            return self._antecedent(mention.text, place)
        if mention.form is Form.NAME:
            person = self._person(mention.text)
            if person is None:
                return Speaker(mention.text, " " in mention.text and not is_organisation(mention.text))
            longer = person.name if person.name.casefold().endswith(mention.text.casefold()) else mention.text
            return Speaker(longer, person.is_person)
        if mention.form is Form.KNOWN_ROLE:
            person = self._holder(mention.text)
            if person is not None:
                return Speaker(person.name, is_person=True)
        return Speaker(mention.text, is_person=False)

    def _names(self) -> Iterator[_Appearance]:
        found = [
            (span, name.sentence, value)
            for name in find_names(self._text, self._sentences)
            for span, value in self._bare(name)
        ]
        for _, _, value in found:
            if " " in value:
                self._surnames.setdefault(value.rsplit(maxsplit=1)[-1], set()).add(value)
        inside = {span.start for span, _, _ in found}
        found += self._alone(inside)
        for span, sentence, value in found:
            words = self._text[span.start : span.end]
            person = self._person(value) or self._named.setdefault(value, Person(words))
            if len(words) > len(person.name):
                person.name = words
            start, end = self._sentences[sentence]
            before, after = (
                self._text[max(start, span.start - 80) : span.start],
                self._text[span.end : min(end, span.end + 120)],
            )
            learn(person, before, after)
        for span, sentence, value in found:
            person = self._person(value) or Person(value)
            person.gender = person.gender or gender_of(person.name.casefold())
            person.evident = person.evident or person.gender is not None
            if person.is_person or (person.speaks and not (person.thing or is_organisation(person.name))):
                yield _Appearance(span, sentence, person, "", None)
            elif span.start not in inside:
                yield _Appearance(span, sentence, None, "", None)  # whoever it is, it is not the one before

    def _bare(self, name: Name) -> Iterator[tuple[Span, str]]:
        """A name without what stands before its title ("Norland Prime Minister Ann Roe") or behind it."""
        words = self._text[name.span.start : name.span.end]
        *_, title = [None, *TITLE.finditer(words)]
        start = title.end() if title is not None else 0
        start += len(words[start:]) - len(_LINKED.sub("", words[start:]))
        words = _OF.sub("", words[start:])
        if not words or TITLE.fullmatch(words + " "):
            return
        tokens = len(words.split())
        value = _OF.sub("", name.value)
        value = " ".join(value.split()[-tokens:]) if tokens > 1 else value
        yield Span(name.span.start + start, name.span.start + start + len(words)), value

    def _alone(self, known: set[int]) -> Iterator[tuple[Span, int, str]]:
        """Surnames that stand alone and only where a sentence begins: "Varrow, grey with tiredness, ..."."""
        words = set(_WORD.findall(self._text))
        for index, sentence in enumerate(self._sentences):
            found = _FIRST_WORD.match(self._text, *sentence)
            word = found.group(1).casefold() if found is not None else ""
            if found is None or found.start(1) in known or word in STARTERS:
                continue
            telling = found.group(2) or has_speech_verb(
                " ".join(self._text[found.end(1) : found.end(1) + 40].split()[:2])
            )
            if word in self._surnames or (telling and word not in words):
                yield Span(*found.span(1)), index, word

    def _unnamed(self) -> Iterator[_Appearance]:
        """People who are told of without a name: "a nurse", "the driver"."""
        for index, sentence in enumerate(self._sentences):
            for found in _ANONYMOUS.finditer(self._text, *sentence):
                role = found.group(1)
                behind = self._text[found.end() : found.end() + 3]
                if re.match(r",? [A-Z]|'", behind):
                    continue
                if re.search(r"[A-Za-z], $", self._text[max(0, found.start() - 3) : found.start()]):
                    continue  # "Ann Roe, a nurse": told of the name
                person = self._holder(role) if found.group().lower().startswith("the ") else None
                yield _Appearance(Span(found.start(1), found.end()), index, person, role, gender_of_words(role))

    def _is_subject(self, one: _Appearance) -> bool:
        """Whether the first of a sentence is what it is about: not "the house of Ann Roe", "they named Ann Roe"."""
        before = self._text[self._sentences[one.sentence].start : one.span.start].strip(" \n-'")
        leading = BEFORE_NAME.search(before + " ")
        if leading is not None and role_words(leading.group(1), whole=True):
            before = before[: leading.start()].rstrip(" ,")
        before = TITLE.sub("", before + " ").strip()
        opens = (
            not before or _OPENING.match(before) is not None or before.lower() in {"the", "a", "an", "one", "another"}
        )
        possessive = _POSSESSIVE.match(self._text, one.span.end)
        return opens and possessive is None and _PREPOSITION.search(before + " ") is None

    def _person(self, name: str) -> Person | None:
        """The one person a name or a surname is of."""
        words = name.casefold()
        options = self._surnames.get(words.rsplit(maxsplit=1)[-1], set())
        only = next(iter(options)) if len(options) == 1 else words
        return self._named.get(words) or self._named.get(only)

    def _holder(self, role: str) -> Person | None:
        """The one person that the text has said to be what a role says."""
        age = AGE.match(role)
        words = role_words(MODIFIED.sub("", role), whole=True)
        key = (age.group(1) if age is not None else None, frozenset(words))
        if key not in self._holders:
            found = [one for one in self._named.values() if words <= one.roles and (age is None or one.age == key[0])]
            self._holders[key] = found[0] if len(found) == 1 and any(key) else None
        return self._holders[key]

    def _antecedent(self, pronoun: str, place: int) -> Speaker:
        """The last person named who fits a pronoun."""
        gender = _PRONOUNS.get(pronoun)
        if gender is None:
            return _NOBODY
        newest = bisect_right(self._starts, place) - 1
        for index in range(newest, max(-1, newest - REACH), -1):
            here = [one for one in self._appearances.get(index, ()) if one.span.start < place]
            if index == newest:  # "of Ann Roe, he said"
                here = [
                    one
                    for one in here
                    if not _PREPOSITION.search(self._text, max(0, one.span.start - 40), one.span.start)
                ]
            fitting = [one for one in here if _fits(one, gender)]
            if not fitting or self._goes_on(index, here[0].span.start, gender):
                continue
            fitting = [one for one in fitting if not _POSSESSIVE.match(self._text, one.span.end)] or fitting
            fitting = [one for one in fitting if one.person is None or one.person.evident] or fitting
            persons = {one.person.name if one.person else one.role for one in fitting}
            chosen = fitting[0]
            certain = len(persons) == 1 and (chosen.person is None or chosen.person.evident)
            if not certain and not self._is_subject(chosen):
                return _NOBODY
            if chosen.person is None:
                return Speaker(chosen.role or None, is_person=False)
            chosen.person.gender = chosen.person.gender or gender
            clear = (
                index >= newest - 1 and self._is_subject(chosen) and "\n" not in self._text[chosen.span.start : place]
            )
            person = chosen.person
            rivals = frozenset() if clear else self._others(person, gender, newest)
            return Speaker(person.name, person.is_person and (clear or person.evident), rivals)
        return _NOBODY

    def _others(self, meant: Person, gender: Gender, newest: int) -> frozenset[str]:
        """Names of everybody else around who fits a pronoun."""
        around = (self._appearances.get(index, ()) for index in range(newest - RIVALS, newest + RIVALS))
        fitting = (one.person for here in around for one in here if _fits(one, gender))
        return frozenset(person.name for person in fitting if person is not None and person is not meant)

    def _goes_on(self, index: int, first: int, gender: Gender) -> bool:
        """Whether a sentence begins with the pronoun itself, so that whoever it names later is somebody else."""
        found = _SUBJECT_PRONOUN.match(self._text, self._sentences[index].start, first)
        return found is not None and _PRONOUNS[found.group(1).lower()] is gender


def _fits(one: _Appearance, gender: Gender) -> bool:
    known = one.person.gender if one.person is not None else one.gender
    return known is None or known is gender


def _masked(text: str, quoted: Iterable[Span]) -> str:
    """The text with blanks for what is quoted; a mark that ends a sentence inside stays and ends it outside."""
    parts, place = [], 0
    for start, end in sorted(quoted):
        if place <= start < end:
            last = text[end - 1] if text[end - 1] in ".?!" else " "
            parts += [text[place:start], " " * (end - start - 1), last]
            place = end
    return "".join([*parts, text[place:]]).replace('"', " ")


def _sentences(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    for paragraph in paragraphs:
        start = paragraph.start
        for end in CLAUSE_END.finditer(text, *paragraph):
            if end.group() == ";":
                continue
            yield Span(start, end.end())
            start = end.end()
        if start < paragraph.end:
            yield Span(start, paragraph.end)
