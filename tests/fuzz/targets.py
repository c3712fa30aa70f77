"""What is fuzzed: each takes any bytes, and fails where the house's promises are broken.

Nothing but an InputError may come of bytes that can not be read; of those that can, every offset points into the text,
and what is stored is read back the same.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, get_args

from dedup.article import MAX_CHARACTERS, Article
from dedup.comparing import Comparer
from dedup.detection.encoding import verdict_json
from dedup.errors import InputError
from dedup.formats.documents import article_from_document
from dedup.formats.files import read_content
from dedup.formats.html import article_from_html
from dedup.formats.known import Format
from dedup.formats.pages import article_from_page
from dedup.formats.wire import read_wire, wire_format
from dedup.text.canonical import canonicalise
from dedup.text.document import read_document, restore_document
from dedup.wiring import build_judge
from tests.fakes import HashingEncoder
from tests.unit.detection.offsets import prove_offsets

if TYPE_CHECKING:
    from collections.abc import Callable

CUT = b"\n=====\n"
"""Between two texts that are compared."""


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass" if b"\xed" in content else "replace")


def canonical(content: bytes) -> None:
    """Canonical text knows for each of its places the one in the text as sent, and the other way round."""
    with suppress(UnicodeDecodeError):
        text = _text(content)
        known = canonicalise(text)
        _prove(Article(text))
        assert canonicalise(known.text).text == known.text


def _prove(article: Article) -> None:
    """An article's cuts lie in its text, one behind the other, and are the same when they come from the store."""
    if len(article.text) > MAX_CHARACTERS:
        return
    document = read_document(article)
    last = 0
    for paragraph in document.paragraphs:
        start, end = document.canonical.to_original(paragraph.span)
        assert last <= start <= end <= len(article.text)
        last = end
    for sentence in document.sentences:
        start, end = document.canonical.to_original(sentence.span)
        assert 0 <= start <= end <= len(article.text)
    again = restore_document(article.text, json.loads(json.dumps(document.layout())))
    assert (again.paragraphs, again.sentences, again.passages) == (
        document.paragraphs,
        document.sentences,
        document.passages,
    )


def wire(content: bytes, expected: Format | None = None) -> None:
    """A message is read, or refused."""
    wire_format(content)
    with suppress(InputError):
        for item in read_wire(content, expected):
            assert item.guid
            if item.article is not None:
                for start, end in item.article.paragraph_spans or ():
                    assert 0 <= start <= end <= len(item.article.text)
                _prove(item.article)


def page(content: bytes) -> None:
    """A page is read, or refused."""
    for read in (article_from_page, article_from_html):
        with suppress(InputError):
            _prove(read(content))


def document(content: bytes, kind: str) -> None:
    """A document is read, or refused."""
    with suppress(InputError):
        _prove(article_from_document(content, kind))  # type: ignore[arg-type]


def files(content: bytes) -> None:
    """A file is read by any name, or refused."""
    for name in ("a.json", "a.jsonl", "a.txt", "a.html", "a.xml", "a.eml", "a.gz", "a"):
        for item in read_content(name, content):
            if isinstance(item.result, Article):
                _prove(item.result)


@cache
def _comparer() -> Comparer:
    return Comparer(HashingEncoder(), build_judge())


def alignment(content: bytes) -> None:
    """Two texts are compared, and every place that is named holds what is said of it."""
    first, _, second = content[:20_000].partition(CUT)
    with suppress(InputError, UnicodeDecodeError):
        query, match = Article(_text(first), id="query"), Article(_text(second) or _text(first), id="match")
        verdict = json.loads(verdict_json(_comparer().compare(query, match)))
        prove_offsets(verdict, query, {"match": match})


TARGETS: dict[str, Callable[[bytes], None]] = {
    "canonical": canonical,
    "alignment": alignment,
    "files": files,
    "html": page,
    "pdf": partial(document, kind="pdf"),
    "docx": partial(document, kind="docx"),
    "wire": wire,
    **{f"wire-{name}": partial(wire, expected=name) for name in get_args(Format)},
}
"""By name."""


def seeds_of(target: str, seeds: dict[str, bytes]) -> dict[str, bytes]:
    """Those that a target begins with: of its format, or all."""
    name = target.removeprefix("wire-")
    if name in seeds:
        return {name: seeds[name]}
    if target in {"canonical", "alignment"}:
        text = seeds["text"]
        return {"text": text, "copy": text + CUT + text[len(text) // 3 :], "mixed": text[::2] + CUT + text}
    return seeds
