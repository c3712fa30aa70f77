"""What is sent to be checked: pasted texts, files and addresses, and the stories in them."""

from __future__ import annotations

import asyncio
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from dedup.article import Article
from dedup.channels.fetching import HTML, Fetched, fetched, host_of
from dedup.errors import InputError, InvalidArticle
from dedup.formats.files import STDIN, read_content
from dedup.formats.pages import article_from_page
from dedup.formats.records import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.datastructures import FormData

MOST = 20
"""Stories that are checked at once: some ten seconds of one core."""

AT_ONCE = 4
"""Pages that are fetched at once."""

OF_SEVERAL = 2 * 1024 * 1024
"""Most bytes of a page that is one of several: they are all in memory together."""

_MOST_ITEMS = 100
"""Items of one file that are looked through for stories: a message may bring pictures along."""

_MARKS = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was sent.

    Attributes:
        name: What a page calls it: a file's name, an address, or words for a pasted text.
        content: Its bytes, what an address gave, or why there is nothing.
        pasted: The text as it was pasted, so that it can be given back.
        address: Where it was fetched.
    """

    name: str
    content: bytes | Fetched | InputError
    pasted: str = ""
    address: str = ""


async def parts_of(form: FormData, *, limit: int, private: bool) -> list[Part]:
    """Everything that a form brings along; addresses are fetched.

    Args:
        form: Its fields ``text`` and ``file``, any number of each, and ``address``, one a line.
        limit: Most bytes of a page.
        private: Addresses inside are fine.

    Raises:
        InvalidArticle: There is nothing, or too much.
    """
    texts = [one for one in form.getlist("text") if isinstance(one, str) and one.strip()]
    files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    lines = "\n".join(one for one in form.getlist("address") if isinstance(one, str))
    addresses = list(dict.fromkeys(filter(None, map(str.strip, lines.splitlines()))))
    count = len(texts) + len(files) + len(addresses)
    if not count:
        message = "There is nothing to check: paste a text, give an address, or choose a file."
        raise InvalidArticle(message)
    if count > MOST:
        message = f"At most {MOST} are checked at once, and these are {count}. Send the rest after them."
        raise InvalidArticle(message)
    pasted = [
        Part("what you pasted" if len(texts) == 1 else f"text {number}", one.encode("utf-8", "replace"), pasted=one)
        for number, one in enumerate(texts, start=1)
    ]
    read = [Part(str(one.filename), await one.read()) for one in files]
    free = asyncio.Semaphore(AT_ONCE)
    each = limit if len(addresses) == 1 else min(limit, OF_SEVERAL)
    pages = await asyncio.gather(*(_page(one, free, each, private=private) for one in addresses))
    return [*pasted, *pages, *read]


async def _page(address: str, free: asyncio.Semaphore, limit: int, *, private: bool) -> Part:
    async with free:
        try:
            found = await fetched(address, limit=limit, private=private)
        except InputError as error:
            return Part(address, error, address=address)
    return Part(address, found, address=address)


def stories_of(part: Part) -> Iterator[Item]:
    """The stories in what was sent, and why others are none.

    Yields:
        At least one.
    """
    some = False
    for item in islice(_items(part), _MOST_ITEMS):
        some = True
        # A text gets its file's name as id, which would make what is stored under that name an older version of it.
        own = isinstance(item.result, Article) and item.result.id and Path(item.path).name.startswith(item.result.id)
        yield item._replace(result=replace(item.result, id=None)) if own and isinstance(item.result, Article) else item
    if not some:
        yield Item(part.name, None, InvalidArticle(f"There is no story in {part.name}."))


def _items(part: Part) -> Iterator[Item]:
    content = part.content
    if isinstance(content, InputError):
        yield Item(part.name, None, content)
    elif isinstance(content, Fetched):
        if content.media in HTML:
            try:
                yield Item(part.name, None, _article(content))
            except InputError as error:
                yield Item(part.name, None, error)
        else:
            yield from read_content(STDIN, content.content)
    else:
        yield from read_content(STDIN if part.pasted else part.name, content)


def _article(page: Fetched) -> Article:
    """The story of a page, whose header may name its encoding: that goes before what the page says, after its mark."""
    content: bytes | str = page.content
    if page.charset and not page.content.startswith(_MARKS):
        try:
            content = page.content.decode(page.charset, "replace")
        except LookupError:
            content = page.content
    found = article_from_page(content)
    return replace(found, source=found.source or host_of(page.url))
