from __future__ import annotations

import hashlib
import json
from importlib import resources

from hypothesis import given, settings

from dedup.article import Article
from dedup.formats.jsonlines import article_from_mapping
from dedup.text.document import Document, read_document, restore_document
from dedup.text.facts import find_facts
from dedup.text.languages.known import LANGUAGES
from dedup.text.quotations import find_quotations
from dedup.text.readings import Readings, readings_kept
from tests.unit.text.test_properties import TEXTS

WIRE = "7cba3d8a8d330709"
"""Of all facts and quotations of the sample wire."""


def readings_of(document: Document) -> Readings:
    return Readings(find_facts(document), find_quotations(document), document.language.read_by)


@settings(deadline=None)
@given(TEXTS)
def test_what_was_kept_is_what_would_be_read(content: str) -> None:
    document = read_document(Article(content))
    if not document.sentences:
        return
    layout = json.loads(json.dumps(document.layout() | readings_of(document).kept()))
    restored = restore_document(content, layout)
    assert restored.language is document.language
    assert readings_kept(layout, restored) == readings_of(restored)


def test_what_was_read_another_way_is_read_anew() -> None:
    document = read_document(Article("Forty boats left Ottervik on Monday."))
    kept = readings_of(document).kept()
    assert readings_kept(kept, document) is not None
    assert readings_kept(kept | {"read_by": 0}, document) is None
    assert readings_kept({"paragraphs": [], "sentences": [], "passages": []}, document) is None


def test_what_was_read_by_the_rules_of_another_language_is_read_anew() -> None:
    text = "Vierzig Boote haben am Montag Ottervik verlassen, weil die Flut höher als erwartet war."
    german, english = read_document(Article(text)), read_document(Article("Forty boats left Ottervik on Monday."))
    assert german.language.code == "de"
    assert readings_kept(readings_of(english).kept(), german) is None
    assert readings_kept(readings_of(german).kept(), german) is not None


def test_another_way_of_reading_has_another_number() -> None:
    """Stores keep readings: if this fails, raise `read_by` of English and write the new digest here."""
    lines = resources.files("dedup").joinpath("samples/wire.jsonl").read_text("utf-8").splitlines()
    documents: list[Document] = [read_document(article_from_mapping(json.loads(line))) for line in lines]
    kept = json.dumps([readings_of(document).kept() for document in documents])
    assert (LANGUAGES["en"].read_by, hashlib.sha256(kept.encode()).hexdigest()[:16]) == (1, WIRE)
