"""What requests and answers look like; verdicts are described by the engine's own dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetPydanticSchema
from pydantic_core import core_schema

from dedup.article import MAX_CHARACTERS, Article, Span
from dedup.detection.verdict import Match, Relation, Verdict
from dedup.errors import InvalidArticle
from dedup.formats.jsonlines import LONGEST_LABEL, LONGEST_TITLE, article_from_mapping

MOST_MATCHES = 100
LONGEST_WINDOW = 36_500
MOST_SOURCES = 100


_BODIES: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1},
    "paragraphs": {"type": "array", "minItems": 1},
    "html": {"type": "string", "minLength": 1},
}
_ONE_BODY: dict[str, Any] = {
    "oneOf": [
        {"required": [name], "properties": {**{other: {"type": "null"} for other in _BODIES}, name: schema}}
        for name, schema in _BODIES.items()
    ]
}
"""Exactly one of the three: what no type of a field says by itself."""

_CONTROLS = r"\u0000-\u001f\u007f-\u009f"
NAMING = rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$"
"""What an id is: not blank, and without control characters."""

_Label = Annotated[
    str | float | None, Field(json_schema_extra={"maxLength": LONGEST_LABEL, "pattern": f"^[^{_CONTROLS}]*$"})
]
"""Names something, without control characters; numbers are taken, since many systems number their stories."""

_Id = Annotated[str | float | None, Field(json_schema_extra={"maxLength": LONGEST_LABEL, "pattern": NAMING})]


class ArticleBody(BaseModel):
    """An article. Exactly one of `text`, `paragraphs` and `html` holds its words; other fields are ignored."""

    model_config = ConfigDict(title="Article", json_schema_extra=_ONE_BODY)

    id: _Id = Field(
        default=None, description="Your id. Needed to store; for a lookup it names the article's own chain."
    )
    title: str | None = Field(default=None, max_length=LONGEST_TITLE, description="Headline.")
    text: str | None = Field(
        default=None,
        max_length=MAX_CHARACTERS,
        description="The whole text. Paragraphs are found in it; every offset in an answer points into it.",
    )
    paragraphs: list[str] | None = Field(
        default=None, description="The text in your own paragraphs; offsets point into them joined by an empty line."
    )
    html: str | None = Field(
        default=None,
        description="The text as HTML; of a page the story is kept. It is returned as `text`; offsets point into that.",
    )
    source: _Label = Field(default=None, description="Agency, paper or desk.")
    published_at: datetime | Literal[""] | None = Field(
        default=None, description="ISO 8601 time of publication with its zone."
    )
    language: _Label = Field(default=None, description="BCP 47 tag.")
    version: _Label = Field(default=None, description="Your version label; without one the store numbers versions.")
    evolved_from: _Label = Field(default=None, description="Id of the article this one updates or rewrites.")


def read_article(value: Any) -> Article:  # noqa: ANN401 - whatever the JSON held
    """Read an article from decoded JSON, by the rules that files are read by.

    Raises:
        InvalidArticle: It is no object, or one of its fields is wrong.
    """
    if not isinstance(value, Mapping):
        message = "An article must be a JSON object with a text and whatever else is known: id, title, source …"
        raise InvalidArticle(message)
    return article_from_mapping(value)


ArticleField = Annotated[
    Article,
    GetPydanticSchema(
        lambda _type, handler: core_schema.no_info_plain_validator_function(
            read_article, json_schema_input_schema=handler.generate_schema(ArticleBody)
        )
    ),
]
"""An article in a request: documented as :class:`ArticleBody`, read as files are."""


def _whole(value: object) -> object:
    """A number without a fraction is whole in JSON, however it is written."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_WHOLE = BeforeValidator(_whole)


class ScoreRequest(BaseModel):
    """A text to look up, and where to look."""

    model_config = ConfigDict(extra="forbid", strict=True)

    article: ArticleField
    window_days: Annotated[int, Field(ge=1, le=LONGEST_WINDOW), _WHOLE] | None = Field(
        default=None, description="Only articles published at most so many days before or after."
    )
    sources: list[str] | None = Field(
        default=None, min_length=1, max_length=MOST_SOURCES, description="Only articles from these sources."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_MATCHES), _WHOLE] = Field(
        default=10, description="Most matches in the answer."
    )


class CompareRequest(BaseModel):
    """Two texts to hold against each other."""

    model_config = ConfigDict(extra="forbid", strict=True)

    query: ArticleField
    match: ArticleField


class IngestedBody(BaseModel):
    """What became of a stored article."""

    id: str
    version: str
    status: Literal["created", "unchanged"]
    verdict: Verdict = Field(description="The verdict it got when it first came in.")


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="Names the kind of problem; `about:blank` where the status says it all.")
    title: str
    status: int
    detail: str = Field(description="What went wrong this time, and how to mend it.")
    errors: list[dict[str, Any]] | None = Field(default=None, description="Where in the request, if in several places.")


class WordBody(BaseModel):
    """What an editor said of an article and a stored one; it stands until another one is said, or it is taken back."""

    model_config = ConfigDict(title="Word")

    relation: Relation = Field(description="What the article is to the stored one.")
    by: str | None = Field(description="Who said so.")
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMatch(Match):
    """A match, and what an editor said of it."""

    said: WordBody | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedVerdict(Verdict):
    """A stored verdict, and what editors said of it; what the machine said stays as it was."""

    matches: tuple[JudgedMatch, ...]
    said: WordBody | None = None


class BulkResult(BaseModel):
    """What became of one line of a bulk request; the full verdict is at `/v1/articles/{id}/matches`."""

    line: int = Field(description="Its number in the request, from 1; empty lines count but get no result.")
    id: str | None = None
    version: str | None = None
    status: Literal["created", "unchanged"] | None = None
    relation: Relation | None = None
    derivation: float | None = None
    needs_review: bool | None = None
    review_reason: str | None = Field(default=None, description="Why an editor should look; empty where nobody has to.")
    error: Problem | None = Field(default=None, description="Why it was not stored; the other fields are then missing.")


class StoredArticleBody(BaseModel):
    """The newest version of a stored article."""

    id: str
    version: str
    title: str | None
    source: str | None
    published_at: datetime | None
    language: str | None
    evolved_from: str | None
    story: str = Field(description="Id of the first article of the chain this one evolved from.")
    stored_at: datetime
    text: str = Field(description="As it was sent; offsets in answers point into it.")


class FoundBody(BaseModel):
    """A stored article that a search found."""

    model_config = ConfigDict(title="Found")

    id: str
    version: str
    title: str | None
    source: str | None
    published_at: datetime | None
    stored_at: datetime
    relation: Relation = Field(description="To its closest one, as it stands: an editor's word, or the machine's.")
    excerpt: str = Field(description="A stretch of its text.")
    marks: list[Span] = Field(description="Where in the excerpt what was found stands: words, or the closest sentence.")
    title_marks: list[Span] = Field(description="Words and phrases of the headline.")
    closeness: float | None = Field(
        description="0..1, where meaning was searched: by sentences, as the model sees them."
    )


class SearchBody(BaseModel):
    """A page of what was found."""

    model_config = ConfigDict(title="Search")

    results: list[FoundBody]
    next: int | None = Field(description="`before` of the next page; null on the last, and where meaning was searched.")


class RemovedBody(BaseModel):
    """What a removal took away."""

    id: str
    versions: int = Field(description="How many stored versions went.")


class HealthBody(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class ReadyBody(BaseModel):
    """The indexes are in step with the store; how much there is, only as long as nothing is locked."""

    status: Literal["ready"] = "ready"
    articles: int | None = None
    passages: int | None = None
    sequence: int | None = Field(default=None, description="Number of the store's newest operation.")
    model: str | None = None
