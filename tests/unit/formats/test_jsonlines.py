"""An article as JSON: what is read, what is refused and how that is said."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from dedup.article import MAX_CHARACTERS, Article, Span
from dedup.errors import InvalidArticle, TextTooLong, UnreadableInput
from dedup.formats.jsonlines import article_from_json, article_from_mapping, read_json_lines


def test_every_field() -> None:
    article = article_from_mapping(
        {
            "id": 412,
            "title": "Roof falls",
            "text": "It fell.",
            "source": "Northern Wire",
            "published_at": "2031-03-04T10:10:00+01:00",
            "language": "en",
            "version": 2,
            "evolved_from": "nw-0411",
            "unknown": {"ignored": True},
        }
    )
    assert article == Article(
        "It fell.",
        id="412",
        title="Roof falls",
        source="Northern Wire",
        published_at=datetime(2031, 3, 4, 9, 10, tzinfo=UTC),
        language="en",
        version="2",
        evolved_from="nw-0411",
    )


def test_null_is_the_same_as_absent() -> None:
    assert article_from_mapping({"text": "It fell.", "html": None, "id": None}) == Article("It fell.")


def test_blank_is_the_same_as_absent() -> None:
    names = ("title", "source", "published_at", "language", "version", "evolved_from")
    for blank in ("", "  ", "\n"):
        assert article_from_mapping({"text": "It fell.", **dict.fromkeys(names, blank)}) == Article("It fell.")
    page = '<html lang="de"><title>Dach</title><p>Es fiel.</p>'
    article = article_from_mapping({"html": page, "title": " ", "language": ""})
    assert (article.title, article.language) == ("Dach", "de")


def test_what_is_not_blank_is_kept_as_it_was_sent() -> None:
    article = article_from_mapping({"text": "It fell.", "title": " Roof ", "source": "0", "version": 0})
    assert (article.title, article.source, article.version) == (" Roof ", "0", "0")


def test_paragraphs_keep_their_places() -> None:
    article = article_from_mapping({"paragraphs": ["One.", "", "Three."]})
    assert article.text == "One.\n\n\n\nThree."
    assert article.paragraph_spans == (Span(0, 4), Span(6, 6), Span(8, 14))


def test_html_gives_its_title_unless_one_is_sent() -> None:
    page = "<h1>Roof falls</h1><p>It fell.</p>"
    assert article_from_mapping({"html": page}).title == "Roof falls"
    assert article_from_mapping({"html": page, "title": "Another"}).title == "Another"


@pytest.mark.parametrize(("number", "label"), [(5, "5"), (5.0, "5"), (1e21, f"{10**21}"), (5.5, "5.5"), (-0.0, "0")])
def test_a_number_names_the_same_however_it_is_written(number: float, label: str) -> None:
    article = article_from_mapping({"text": "a", "id": number, "version": number})
    assert (article.id, article.version) == (label, label)


@pytest.mark.parametrize(
    ("time", "year"),
    [("2031-03-04", 2031), ("2031-03-04T09:10:00", 2031), ("0001-01-01T00:00:00Z", 1), ("9999-12-31T23:59:59Z", 9999)],
)
def test_times(time: str, year: int) -> None:
    published = article_from_mapping({"text": "a", "published_at": time}).published_at
    assert published is not None
    assert (published.year, published.tzinfo) == (year, UTC)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "exactly one of `text`, `paragraphs` and `html`; this one has none"),
        ({"text": "a", "html": "b"}, "has `text` and `html`"),
        ({"text": 5}, "`text` must be a string"),
        ({"html": ["a"]}, "`html` must be a string"),
        ({"paragraphs": "a"}, "`paragraphs` must be a list of strings"),
        ({"paragraphs": ["a", 5]}, "`paragraphs` must be a list of strings"),
        ({"text": "a", "id": True}, "`id` must be a string"),
        ({"text": "a", "id": {}}, "`id` must be a string"),
        ({"text": "a", "id": " "}, "`id` is empty"),
        ({"text": "a", "id": "a" * 513}, "`id` has 513 characters and may have 512"),
        ({"text": "a", "id": "a\0"}, "`id` has control characters"),
        ({"text": "a", "id": "a\ud800"}, "`id` has control characters"),
        ({"text": "a", "source": "a\nb"}, "`source` has control characters"),
        ({"text": "a", "title": ["a"]}, "`title` must be a string"),
        ({"text": "a", "published_at": "yesterday"}, "`published_at` is no ISO 8601 time"),
        ({"text": "a", "published_at": "9999-12-31T23:59:59-05:00"}, "`published_at` is no ISO 8601 time"),
        ({"text": "a", "published_at": 1930000000}, "`published_at` must be a string"),
    ],
)
def test_what_is_refused_names_the_field(data: Mapping[str, object], message: str) -> None:
    with pytest.raises(InvalidArticle) as caught:
        article_from_mapping(data)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["text", "html"])
def test_too_long(name: str) -> None:
    with pytest.raises(TextTooLong):
        article_from_mapping({name: "a" * (MAX_CHARACTERS + 1)})


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b'{"text": "\\ud800"}', b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"[" * 200_000]
)
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(UnreadableInput, match="This is no JSON"):
        article_from_json(content)


def test_json_that_is_no_object() -> None:
    with pytest.raises(InvalidArticle, match="JSON object"):
        article_from_json(b"[1]")


def test_a_bad_line_does_not_stop_the_rest() -> None:
    lines = list(read_json_lines([b'{"text": "One."}\n', b"\n", b"{\n", b'{"text": 5}\n', b'{"text": "Five."}']))
    assert [line.number for line in lines] == [1, 3, 4, 5]
    assert [type(line.result) for line in lines] == [Article, UnreadableInput, InvalidArticle, Article]
