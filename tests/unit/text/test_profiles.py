from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings

from dedup.article import Article
from dedup.detection.side import Side
from dedup.text import profiles
from dedup.text.document import read_document
from dedup.text.profiles import Profile, is_current, sentence_characters
from tests.unit.text.test_properties import TEXTS

if TYPE_CHECKING:
    import pytest


def side_of(content: str, headline: str = "") -> Side:
    document = read_document(Article(content))
    return Side(document, np.ones((len(document.sentences), 2), dtype=np.float32), headline=headline)


def plain(profile: Profile) -> dict[str, Any]:
    found = {field.name: getattr(profile, field.name) for field in fields(profile)}
    stems = found.pop("stems")
    found |= {"texts": stems.texts, "found": stems.found, "in": stems.sentences, "of": stems.hashes}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


@settings(deadline=None)
@given(TEXTS)
def test_what_was_kept_is_what_would_be_made(content: str) -> None:
    profile = side_of(content, content[:40]).profiled()
    kept = profile.kept()
    again = Profile.restored(kept)
    assert again is not None
    assert plain(again) == plain(profile)
    assert list(again.mentions) == list(profile.mentions)
    characters = sentence_characters(kept)
    assert characters is not None
    assert characters.tolist() == profile.sentence_characters.tolist()


@settings(deadline=None)
@given(TEXTS)
def test_a_text_with_its_profile_is_the_text(content: str) -> None:
    read = side_of(content)
    known = Side(read.document, read.vectors, profile=Profile.restored(read.profiled().kept()))
    for name in ("hashes", "sentence_words", "word_edges", "quoted_words", "own.counts", "weights"):
        assert attrgetter(name)(known).tolist() == attrgetter(name)(side_of(content)).tolist(), name
    for name in ("paragraph_digests", "mentions", "figures", "topic.names", "topic.words", "topic.lead"):
        assert attrgetter(name)(known) == attrgetter(name)(side_of(content)), name
    assert known.language is read.language
    assert (known.form.tokens.tolist(), known.form.slots.tolist()) == (
        side_of(content).form.tokens.tolist(),
        side_of(content).form.slots.tolist(),
    )


def test_what_other_code_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = side_of("Forty boats left Ottervik on Monday.").profiled().kept()
    assert is_current(kept)
    monkeypatch.setattr(profiles, "fingerprint", lambda: b"another!")
    assert not is_current(kept)
    assert Profile.restored(kept) is None
    assert sentence_characters(kept) is None
    assert Profile.restored(None) is None
