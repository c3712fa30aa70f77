"""Said-clauses of a language that is given as data: who says a quotation, by the verb beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.languages.findings import Form, Mention
from dedup.text.languages.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.text.languages.grammar import Grammar

_REACH = 200
_ROLE_WORDS = 6
_MARKS = "\"' \n,.-:?!\u3001\u060c\u300c\u300d\u300e\u300f"
_PARTS = re.compile(r"[,\u060c\u3001\uff0c(]")
_LEAST_LEADING = 2


class Said:
    """Reads the said-clauses of one language.

    Args:
        grammar: The language.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._naming = Naming(grammar)
        edge = (r"(?<!\w)", r"(?!\w)") if grammar.has_spaces else ("", "")
        self._verb = re.compile(f"{edge[0]}(?:{grammar.verbs}){edge[1]}", re.IGNORECASE)
        according = grammar.according or "(?!)"
        self._according = re.compile(f"{edge[0]}(?:{according}){edge[1]}", re.IGNORECASE)
        self._pronouns = frozenset(grammar.pronouns.split())
        definite, _, others = grammar.articles.partition("/")
        self._definite = frozenset(definite.split())
        self._articles = self._definite | frozenset(others.split())
        self._introduce = self._articles | frozenset(grammar.titles.split())

    def is_said(self, clause: str) -> bool:
        """Whether a clause has a verb of speech, or gives a speaker without one."""
        return self._verb.search(clause) is not None or self._according.search(clause) is not None

    def speaker(self, before: str, inner: list[str], after: str, *, ends_sentence: bool) -> Mention | None:
        """Who says a quotation; the arguments are those of the protocol."""
        for clause in inner:
            if found := self._in_clause(clause.strip(_MARKS)):
                return found
        if inner:
            return None
        lead = before.rstrip(" \"'\u300c\u300e")
        if lead.endswith((":", "\uff1a", ",", "\uff0c")) and (found := self._leading(lead)):
            return found
        return None if ends_sentence and self._grammar.has_spaces else self.behind(after)

    def behind(self, after: str) -> Mention | None:
        """Who a clause behind a quotation names."""
        clause = after[:_REACH].strip(_MARKS)
        end = self._grammar.clause_end.search(clause)
        return self._in_clause(clause[: end.start()] if end else clause)

    def _leading(self, lead: str) -> Mention | None:
        """Who is named before the verb that leads up to a quotation."""
        ends = [end.end() for end in self._grammar.clause_end.finditer(lead)]
        return self._in_clause(lead[ends[-1] if ends else 0 :].strip(_MARKS))

    def _in_clause(self, clause: str) -> Mention | None:
        according = self._according.search(clause)
        if according is not None and according.start() <= _REACH // 4:
            return self._named(clause[according.end() :])
        verb = self._verb.search(clause)
        if verb is None:
            return None
        if not self._grammar.has_spaces:
            return self._without_spaces(clause[: verb.start()])
        subject, behind = clause[: verb.start()].strip(" ,"), clause[verb.end() :].strip(" ,")
        said = subject.split()
        if said and said[-1].casefold() in self._pronouns:
            return Mention(said[-1].casefold(), Form.PRONOUN)
        if subject and (len(said) >= _LEAST_LEADING or self._names(subject)):
            return self._named(subject, last=True) or self._named(behind)
        return self._named(behind)

    def _named(self, words: str, *, last: bool = False) -> Mention | None:
        """The one whom a phrase names: a name in its first parts, a pronoun, or a role."""
        parts = [part.strip() for part in _PARTS.split(words[:_REACH]) if part.strip()][:2]
        if not parts:
            return None
        words_of_first = parts[0].casefold().split()
        first = words_of_first[0]
        if first in self._pronouns and (len(words_of_first) == 1 or first not in self._articles):
            return Mention(first, Form.PRONOUN)
        for part in parts:
            if names := self._names(part):
                return Mention(names[-1] if last else names[0], Form.NAME)
        return self._role(parts[0])

    def _names(self, part: str) -> list[str]:
        if not self._grammar.names_by_case:
            return []
        names = [run for before, run in self._runs(part) if not self._is_office(before, run)]
        # Where every noun has a capital, one word is not yet a name.
        return [name for name in names if not self._grammar.has_capital_nouns or " " in name] or (
            names if len(part.split()) <= _LEAST_LEADING else []
        )

    def _runs(self, part: str) -> Iterator[tuple[str, str]]:
        """Words with capitals that may be whom a part names, each behind what stands before it."""
        for found in self._naming.run.finditer(part):
            run = self._naming.bare(part, Span(*found.span()))
            if run is not None and self._leads_to(part[: run.start]):
                yield part[: run.start], part[slice(*run)]

    def _leads_to(self, before: str) -> bool:
        """Whether nothing but an article, a title or an adjective stands before a name: no preposition, no genitive."""
        words = before.casefold().split()
        rest = words[1:] if words and words[0] in self._articles else words
        return len(rest) < _ROLE_WORDS and not self._grammar.small_words.intersection(rest)

    def _is_office(self, before: str, run: str) -> bool:
        """Whether words with capitals are a noun with what it is of, behind an article: "der Gründer von Tessaly"."""
        words = before.casefold().split()
        linked = any(word.islower() for word in run.split())
        return self._grammar.has_capital_nouns and linked and bool(words) and words[-1] in self._articles

    def _role(self, phrase: str) -> Mention | None:
        words = phrase.split()[:_ROLE_WORDS]
        for before, run in self._runs(phrase) if self._grammar.has_capital_nouns else ():
            if self._is_office(before, run):
                words = [*before.split(), *run.split()]
        if self._grammar.names_by_case and (not words or words[0].casefold() not in self._introduce):
            return None
        while words and words[-1].casefold() in self._grammar.small_words:
            words.pop()
        known = bool(words) and words[0].casefold() in self._definite
        if words and words[0].casefold() in self._articles:
            words = words[1:]
        return Mention(" ".join(words), Form.KNOWN_ROLE if known else Form.ROLE) if words else None

    def _without_spaces(self, subject: str) -> Mention | None:
        """Whoever stands before the verb, from the last mark or particle on."""
        found = re.search(self._grammar.pronouns or "(?!)", subject)
        text = re.split(r"[,\u3001\uff0c\u3002\"\u300d\u300f]", subject[: found.start()] if found else subject)[-1]
        text = text.strip().removeprefix("\u3068")  # the particle behind a quotation
        return Mention(text, Form.ROLE) if text else None
