"""A typed client of the service: the same answers as dataclasses and models, the same errors as exceptions.

>>> from api.client import Client
>>> with Client("http://127.0.0.1:8000", key="wd_…") as desk:  # doctest: +SKIP
...     verdict = desk.score("Divers found cracks in two piles of the northern pier …")
...     verdict.relation, verdict.matches[0].article.id
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import httpx2
import orjson
from pydantic import TypeAdapter, ValidationError

from api.errors import PROBLEM_TYPE, PROBLEMS
from api.newsroomschemas import AlertsBody
from api.schemas import BulkResult, IngestedBody, JudgedVerdict, Problem, RemovedBody, SearchBody, StoredArticleBody
from dedup import errors
from dedup.detection.verdict import Verdict
from dedup.formats.jsonlines import number_as_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    Sent = str | Mapping[str, Any]

SECONDS = 60.0
"""How long an answer may take: the longest text takes some eight, two of them against each other forty
(``docs/http.md``)."""

_KINDS = {problem.slug: kind for kind, problem in PROBLEMS.items()}
_Answer = TypeVar("_Answer")


class Client:
    """Asks a running service. Close it, or use it in a ``with``.

    Args:
        url: Where it listens.
        key: API key, once it asks for one; blanks and line ends around it, as a file has them, do not matter.
        timeout: Seconds that an answer may take.
        transport: Of httpx2, for a proxy or a test.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        timeout: float = SECONDS,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        headers = {} if key is None else {b"Authorization": f"Bearer {key.strip()}".encode()}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)

    def score(
        self,
        article: Sent,
        *,
        window_days: int | None = None,
        sources: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> Verdict:
        """Hold a text against everything stored; it is not stored.

        Args:
            article: A text, or the fields of an article.
            window_days: Only articles published at most so many days before or after it.
            sources: Only articles from these.
            limit: Most matches.

        Raises:
            DedupError: As the service says it: the classes of :mod:`dedup.errors`, and ``StoreUnavailable`` where it
                can not be reached.
        """
        where = {"window_days": window_days, "sources": sources, "limit": limit}
        asked = {name: value for name, value in where.items() if value is not None}
        return self._asked("POST", "/v1/score", Verdict, {"article": _fields(article), **asked})

    def compare(self, query: Sent, match: Sent) -> Verdict:
        """Explain one text by another.

        Raises:
            DedupError: As above.
        """
        return self._asked("POST", "/v1/compare", Verdict, {"query": _fields(query), "match": _fields(match)})

    def store(self, article: Mapping[str, Any]) -> IngestedBody:
        """Store a version and score it; repeating it changes nothing.

        Args:
            article: Its fields, an ``id`` among them.

        Raises:
            DedupError: As above.
        """
        fields = _fields(article)
        name = fields.get("id")
        if name is None or name == "":
            message = "An article needs an id to be stored; give it one under `id`."
            raise errors.InvalidArticle(message)
        path = _path(number_as_label(name) if isinstance(name, int | float) else str(name))
        return self._asked("PUT", path, IngestedBody, fields)

    def store_many(self, articles: Iterable[Mapping[str, Any]]) -> Iterator[BulkResult]:
        """Store and score many; what became of each comes while the rest is being sent.

        Raises:
            DedupError: As above; what is wrong with one article is in its result.
        """
        lines = (_json(_fields(article)) + b"\n" for article in articles)
        headers = {"Content-Type": "application/x-ndjson"}
        try:
            with self._http.stream("POST", "/v1/articles:bulk", content=lines, headers=headers) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _error(answer)
                for line in _lines(answer.iter_bytes()):
                    yield _read(BulkResult, line)
        except httpx2.TransportError as error:
            raise _unreached(error) from error

    def article(self, article_id: str) -> StoredArticleBody:
        """The newest stored version of an article.

        Raises:
            ArticleNotFound: None has that id.
            DedupError: As above.
        """
        return self._asked("GET", _path(article_id), StoredArticleBody)

    def matches(self, article_id: str) -> JudgedVerdict:
        """The verdict an article got when it came in, and what editors said since.

        Raises:
            ArticleNotFound: None has that id.
            DedupError: As above.
        """
        return self._asked("GET", f"{_path(article_id)}/matches", JudgedVerdict)

    def remove(self, article_id: str) -> RemovedBody:
        """Remove all versions of an article.

        Raises:
            ArticleNotFound: None has that id.
            DedupError: As above.
        """
        return self._asked("DELETE", _path(article_id), RemovedBody)

    def search(self, **asked: Any) -> SearchBody:  # noqa: ANN401 - the parameters of the route
        """Search what is stored: ``q`` (words), ``like`` (an id) or ``meaning`` (a sentence), and where.

        Raises:
            DedupError: As above.
        """
        return self._asked("GET", "/v1/search", SearchBody, where=asked)

    def alerts(self, **asked: Any) -> AlertsBody:  # noqa: ANN401 - as above
        """Alerts that were raised, the newest first; ``before`` asks for the next page.

        Raises:
            DedupError: As above.
        """
        return self._asked("GET", "/v1/alerts", AlertsBody, where=asked)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _asked(
        self,
        method: str,
        path: str,
        kind: type[_Answer],
        sent: Mapping[str, Any] | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> _Answer:
        given = {name: value for name, value in (where or {}).items() if value is not None}
        content, headers = (None, {}) if sent is None else (_json(sent), {"Content-Type": "application/json"})
        try:
            answer = self._http.request(method, path, content=content, headers=headers, params=given)
        except httpx2.TransportError as error:
            raise _unreached(error) from error
        if not answer.is_success:
            raise _error(answer)
        return _read(kind, answer.content)


def _fields(article: Sent) -> dict[str, Any]:
    if isinstance(article, str):
        return {"text": article}
    if isinstance(article, Mapping):
        return dict(article)
    message = f"An article is a text or a mapping with one, and this is a {type(article).__name__}."
    raise errors.InvalidArticle(message)


def _json(sent: Mapping[str, Any]) -> bytes:
    """JSON, in which times are as ISO 8601 has them."""
    try:
        return orjson.dumps(sent, default=_as_text)
    except TypeError as error:
        message = f"That can not be sent as JSON: {error}."
        raise errors.InvalidArticle(message) from error


def _as_text(value: object) -> str:
    if isinstance(value, date):  # of pandas, say: orjson knows those of Python alone
        return value.isoformat()
    raise TypeError


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines as NDJSON has them: an id may hold a character at which Unicode, and httpx2, end one too."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _read(kind: type[_Answer], content: bytes) -> _Answer:
    try:
        return TypeAdapter(kind).validate_json(content)
    except ValidationError as error:
        message = "The answer is none that this client reads. Is wire-dedup at that address, and of the same release?"
        raise errors.DedupError(message) from error


def _path(article_id: str) -> str:
    return f"/v1/articles/{quote(article_id, safe='')}"


def _error(answer: httpx2.Response) -> errors.DedupError:
    """The exception that a problem document stands for."""
    if answer.headers.get("Content-Type", "").startswith(PROBLEM_TYPE):
        try:
            problem = Problem.model_validate_json(answer.content)
        except ValidationError:
            return errors.DedupError(answer.text)
        kind = _KINDS.get(problem.type.rpartition(":")[2], errors.DedupError)
        if kind is errors.DedupError and answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            kind = errors.InputError
        wait = answer.headers.get("Retry-After", "")
        if issubclass(kind, errors.TooManyRequests | errors.TooManyAttempts) and wait.isdecimal():
            return kind(problem.detail, int(wait))
        return kind(problem.detail)
    return errors.DedupError(f"The service answered {answer.status_code}.")


def _unreached(error: httpx2.TransportError) -> errors.StoreUnavailable:
    told = str(error).rstrip(".")
    return errors.StoreUnavailable(f"The service can not be reached: {told}. Is it running, and at that address?")
