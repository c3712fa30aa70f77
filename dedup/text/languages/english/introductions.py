"""What a text says of somebody where it names them: title, age, role, and whether it is a person at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dedup.text.languages.english.lexicon import ROLES, gender_of_words, is_organisation
from dedup.text.languages.english.speakers import TITLE, has_speech_verb

if TYPE_CHECKING:
    from dedup.text.languages.findings import Gender

_TITLE_AT_END = re.compile(rf"(?:^|[^\w])({TITLE.pattern})$")
_AGE_AFTER = re.compile(r", (?:aged )?(\d\d?),")
AGE = re.compile(r"\b(\d\d?)-year-old\b")
_APPOSITION = re.compile(
    r",(?: (?:aged )?\d\d?,)? (?:who (?:is|was) )?"
    r"(?!(?:and|or|but|with|as|when|while|after|before|to|not|including)\b)((?:[a-z0-9][\w'-]*,? ){0,7}[a-z][\w'-]*)"
    r"(?=[,.;:)]|$| (?:of|for|at|in|from|with|on|who)\b)"
)
_THING = re.compile(
    r", (?:the|an?|its|which) ?(?:[\w'-]+ ){0,4}(?:agency|airline|band|bank|business|charity|city|club|company|firm"
    r"|group|maker|network|newspaper|operator|organi[sz]ation|paper|party|retailer|tank|team|town|union|village|website)\b"
)
_ARTICLE = re.compile(r"\b(?:the|an?|its|his|her|their) ")
_PLACED = re.compile(r"\b(?:(?:[Tt]he|[Aa]n?) (?:[a-z][\w'-]* )?|(?:[Ii]n|[Aa]t|near|into|across|outside|around) )$")
BEFORE_NAME = re.compile(r"(?<![\w'-])((?:[a-z0-9][\w'-]* ){0,3}[a-z][\w'-]*)(,?) $")
_SMALL = frozenset(["the", "a", "an", "its", "his", "her", "their", "he", "she", "and", "of", "year-old"])
MODIFIED = re.compile(r" (?:of|for|in|at|from|to|with|on|who|by)\b.*")


@dataclass
class Person:
    """Somebody, or something, that a text names.

    Attributes:
        name: The fullest form of the name.
        gender: As far as the text tells.
        roles: Words that say what the person is.
        age: In years, where the text tells.
        evident: Something beside the name says that it is a person.
        thing: It has an article, or somebody is in it, as parties and places have it.
        speaks: It says something, as persons do, and organisations.
    """

    name: str
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    age: str | None = None
    evident: bool = False
    thing: bool = False
    speaks: bool = False

    @property
    def is_person(self) -> bool:
        """Whether the name is surely a person's: said to be one, or of two words and none of an organisation's."""
        return not is_organisation(self.name) and (self.evident or (" " in self.name and not self.thing))


def learn(person: Person, before: str, after: str) -> None:
    """Take in what stands beside one mention of a name.

    Args:
        person: Whom the name is of.
        before: What stands before it in its sentence.
        after: What stands behind it there.
    """
    title = _TITLE_AT_END.search(before)
    if title is not None:
        person.evident = True
        person.gender = person.gender or gender_of_words(title.group(1))
        person.roles |= role_words(title.group(1).replace(".", " ").lower())
    age = _AGE_AFTER.match(after) or AGE.search(before[-40:])
    if age is not None:
        person.age, person.evident = age.group(1), True
    person.evident |= re.match(r",? who\b", after) is not None
    person.speaks |= has_speech_verb(" ".join(after.split()[:2]))
    leading = BEFORE_NAME.search(before)
    following = _APPOSITION.match(after)
    phrase = MODIFIED.sub("", following.group(1)) if following is not None else ""
    words = role_words(phrase) if not _ARTICLE.search(phrase, 1) else set()  # not "Ann Roe, met the mayor, who"
    if leading is not None and (not leading.group(2) or after[:1] in {",", ".", ""}):
        words |= role_words(leading.group(1), whole=True)  # not "when she met the mayor, Ann Roe smiled"
    if not words and _PLACED.search(before):
        person.thing = True
    if _THING.match(after):
        person.thing = True
    if words:
        person.evident = True
        person.roles |= words
        person.gender = person.gender or gender_of_words(" ".join(words))


def role_words(phrase: str, *, whole: bool = False) -> set[str]:
    """The noun in a phrase that says what a person is, with the two words before it.

    Args:
        phrase: Lower-case words.
        whole: The noun has to be the last word.

    Returns:
        The words; none where there is no such noun.
    """
    words = [word for word in re.findall(r"[a-z][a-z-]*", phrase) if word not in _SMALL]
    last = max((place for place, word in enumerate(words) if word in ROLES), default=-1)
    if last < 0 or (whole and last < len(words) - 1):
        return set()
    return set(words[max(0, last - 2) : last + 1])
