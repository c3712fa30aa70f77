"""What a caller of the library holds articles in: texts, mappings, and tables of pandas and Arrow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from dedup.article import Article
from dedup.errors import InvalidArticle
from dedup.formats.jsonlines import article_from_mapping

Text: TypeAlias = Article | str | Mapping[str, Any]
"""What an article may be given as: itself, its text, or its fields as in JSON Lines."""

_FIELDS = ("text", "id", "title", "source", "published_at", "language", "version", "evolved_from")
"""Of an article, those that JSON Lines have too."""


def article_of(text: Text) -> Article:
    """The article that something stands for, its fields held to the rules of JSON Lines.

    Raises:
        InvalidArticle: It is none; the message names the field that is wrong.
        TextTooLong: The text is longer than one article may be.
    """
    if isinstance(text, Article):
        fields = {name: getattr(text, name) for name in _FIELDS}
        beside = {name: getattr(text, name) for name in ("paragraph_spans", "kept", "credits")}
        return replace(article_from_mapping(fields), **beside)
    if isinstance(text, str):
        return article_from_mapping({"text": text})
    if isinstance(text, Mapping):
        plain = {str(name): _plain(value) for name, value in text.items()}
        return article_from_mapping({name: value for name, value in plain.items() if not _is_missing(value)})
    message = f"an article is a text, a mapping with one, or an Article, and this is a {type(text).__name__}"
    raise InvalidArticle(message)


def with_id(article: Article) -> Article:
    """The same with an id: one without gets one made of its text."""
    if article.id is not None:
        return article
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return replace(article, id=f"text-{digest}")


def _plain(value: Any) -> Any:  # noqa: ANN401 - of whatever table
    """A value of numpy as one of Python; a time to the microsecond, since of a finer one it would make a number."""
    if getattr(getattr(value, "dtype", None), "kind", None) == "M":
        value = value.astype("datetime64[us]")
    return value.tolist() if hasattr(value, "tolist") else value


def _is_missing(value: object) -> bool:
    """Whether it is what tables have where nothing stands: it does not equal itself, or does not say whether."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except TypeError:
        return True


def rows_of(articles: Any) -> Iterator[Any]:  # noqa: ANN401 - of whatever table
    """The rows of a pandas data frame or of whatever Arrow reads as a table, or the items of any other iterable.

    Raises:
        InvalidArticle: It is none of these, or one article.
        UnreadableInput: It is a table, and pyarrow is not installed.
    """
    if hasattr(articles, "iloc"):  # of pandas: a frame, or a column of texts
        return iter(articles.to_dict("records") if hasattr(articles, "columns") else articles)
    is_table = hasattr(articles, "schema") or hasattr(articles, "columns")
    if hasattr(articles, "to_pylist") and not is_table:  # a column of Arrow
        return iter(articles.to_pylist())
    if hasattr(articles, "__arrow_c_stream__") and is_table:
        from dedup.formats.archives import records_of_arrow

        return records_of_arrow(articles)
    if isinstance(articles, str | bytes | bytearray | Mapping) or not isinstance(articles, Iterable):
        message = "add_many takes several articles; add takes one"
        raise InvalidArticle(message)
    return iter(articles)
