"""Agencies and papers by name, and where a text says that it has something from one."""

from __future__ import annotations

import re

from dedup.text.languages.known import LANGUAGES
from dedup.text.languages.tables import one_of

FORMS = (
    ("ap", "associated press", "the associated press"),
    ("afp", "agence france-presse", "agence france presse"),
    ("reuters", "thomson reuters"),
    ("dpa", "deutsche presse-agentur"),
    ("pa", "press association", "pa media", "pa sport"),
    ("upi", "united press international"),
    ("aap", "australian associated press"),
    ("cp", "canadian press", "the canadian press"),
    ("ansa",),
    ("efe", "agencia efe"),
    ("kyodo", "kyodo news", "kyodonews"),
    ("tass", "itar-tass"),
    ("ntb", "norsk telegrambyrå"),
    ("tt", "tidningarnas telegrambyrå"),
    ("belga",),
    ("anp",),
    ("stt",),
    ("ritzau",),
)
"""Agencies by the forms in which papers name them: names of the trade, the same in all languages. A label
that is not among them is looked for as it is written."""

_SHORT = 4
"""Letters up to which a form is an acronym: it counts in capitals, or as it is written in the label."""

_LINE = 90
"""Most characters of a line that is a credit and no sentence."""

_MEDIA = rf"(?:[A-Z][\w&'\u2019-]*[ ]){{1,3}}{one_of('medium')}"
"""A name that is that of an agency, a paper or a station by its last word."""

_DATELINE = re.compile(
    r"^\W{0,2}[A-Z\u00c0-\u00de][^\n()]{0,60}\((?P<name>[A-Z][\w .&/-]{1,30}|dpa)\)\s*[-\u2013\u2014:]", re.MULTILINE
)
"""A place, perhaps a date, and in brackets whose report it is."""


def name_pattern(label: str) -> re.Pattern[str]:
    """What finds a source in a text, in all forms in which papers name it.

    Args:
        label: Of the source.
    """
    return re.compile(rf"(?<![\w@.])(?:{_any_form(label.strip())})(?![\w@])")


def credited(text: str, fields: tuple[str, ...] = ()) -> dict[str, str]:
    """Whom a text says it has something from.

    By its dateline, a credit line, a byline, a sentence such as "AP reported" or "he told Reuters". That somebody is
    named is not enough: agencies and papers are in the news themselves.

    Args:
        text: As sent.
        fields: Credit line, byline and the like of its message.

    Returns:
        For each of them the name it is known by, and how it is written there.
    """
    found = [match["name"] for match in _DATELINE.finditer(text)]
    for pattern in _SENTENCES:
        found += [next(filter(None, match.groups())) for match in pattern.finditer(text)]
    lines = [line.strip() for line in (*text.splitlines(), *fields)]
    for line in filter(_is_credit, lines):
        found += [match.group() for match in _KNOWN.finditer(line)]
    found += [field.strip() for field in fields if re.fullmatch(_MEDIA, field.strip())]
    return {_known_by(name): name for name in reversed(found)}


def third_party(ours: dict[str, str], theirs: dict[str, str], *sources: str | None) -> str | None:
    """Whom two texts both credit, that is neither's own source; None if there is nobody.

    Args:
        ours: Whom one credits, from :func:`credited`.
        theirs: Whom the other does.
        sources: Labels of both.
    """
    own = [name_pattern(source) for source in sources if source]
    both = [name for known, name in ours.items() if known in theirs]
    return next((name for name in both if not any(pattern.search(name) for pattern in own)), None)


def _is_credit(line: str) -> bool:
    """A line that is no sentence, or one in brackets."""
    short = 0 < len(line) <= _LINE and not line.endswith((".", "!", "?", "\u201d", '"'))
    return short or (line.startswith("(") and line.endswith(")"))


def _any_form(label: str) -> str:
    known = next((forms for forms in FORMS if label.lower() in forms), (label.lower(),))
    forms = []
    for form in dict.fromkeys((*known, label.lower())):
        words = r"[\s.-]+".join(map(re.escape, re.split(r"[\s-]+", form)))
        acronym = len(form) <= _SHORT
        forms.append(rf"(?:{_capitals(form, label)})" if acronym else rf"(?i:{words})")
    return "|".join(forms)


def _capitals(form: str, label: str) -> str:
    """An acronym in capitals, with or without points; and as the label has it, as dpa writes itself small."""
    upper = form.upper()
    options = {re.escape(upper), r"\.".join(map(re.escape, upper)) + r"\."}
    if label.lower() == form:
        options.add(re.escape(label))
    return "|".join(sorted(options, key=len, reverse=True))


_NAMES = "|".join(_any_form(forms[0]) for forms in FORMS)
_KNOWN = re.compile(rf"(?<![\w@.])(?:{_NAMES})(?![\w@])")
_WHO = rf"(?:{one_of('the')}[ ])?({_NAMES}|{_MEDIA})(?![\w@])"
_THE = re.compile(rf"\A{one_of('the')}[ ]")
_ACCORDING = "|".join(language.according for language in LANGUAGES.values() if language.according)
_ARTICLE = rf"(?:{one_of('article')}[ ]|{one_of('elided article')}['\u2019])?"
_SENTENCES = (
    re.compile(rf"(?<!\w)(?i:{_ACCORDING})[ ]{_ARTICLE}{_WHO}"),
    re.compile(rf"(?<![\w@.]){_WHO}{one_of('reports')}"),
    re.compile(rf"\b(?i:{one_of('before a source')})[ ]{_WHO}"),
)


def _known_by(name: str) -> str:
    """The name all forms of one agency share."""
    plain = name.replace(".", "").casefold()
    plain = _THE.sub("", plain)
    return next((forms[0] for forms in FORMS if plain in forms), plain)
