"""More like this: by meaning, without the story itself, and not in a language that the model does not know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import EmptyText
from dedup.likeness import Within
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.service import DedupService

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
PIER = "The northern pier at Ottervik closed on Monday. Divers found cracks in two of its piles."
TEXTS = {
    "pier": PIER,
    "pier-post": f"{PIER} Ferries will sail from the coal quay until June.",
    "quay": "Ferries will sail from the coal quay until June.",
    "market": "Shares of the brewery rose nine percent in Corvane after a quarter without a strike.",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[DedupService]:
    opened = build_service(Settings(data_dir=tmp_path), HashingEncoder(languages=frozenset({"en"})))
    for day, (name, text) in enumerate(TEXTS.items(), start=1):
        opened.ingest(Article(text, id=name, source=name.title(), published_at=NOON.replace(day=day)))
    opened.ingest(Article(f"{PIER} It rained.", id="pier"))
    yield opened
    opened.close()


def ids(service: DedupService, text: str, within: Within | None = None) -> list[str]:
    return [str(one.stored.article.id) for one in service.alike(Article(text), within or Within())]


def test_the_closest_comes_first_with_its_closest_sentence(service: DedupService) -> None:
    best = service.alike(Article("Ferries will sail from the coal quay."), Within())[0]
    assert best.stored.article.text[slice(*best.closest)] == "Ferries will sail from the coal quay until June."
    assert {best.stored.article.id, *ids(service, "Ferries will sail from the coal quay.")} == {"quay", "pier-post"}
    assert ids(service, "Shares of the brewery rose nine percent.") == ["market"]


def test_a_story_is_not_like_itself(service: DedupService) -> None:
    stored = service.article("pier")
    found = service.alike(stored.article, Within(), stored)
    assert found[0].stored.article.id == "pier-post"
    assert "pier" not in {one.stored.article.id for one in found}


def test_it_is_looked_for_within_bounds(service: DedupService) -> None:
    asked = "Ferries will sail from the coal quay until June."
    assert ids(service, asked, Within(source="Quay")) == ["quay"]
    assert ids(service, asked, Within(until=NOON.replace(day=2))) == ["pier-post"]
    assert ids(service, asked, Within(limit=1)) == ids(service, asked)[:1]
    assert ids(service, asked, Within(source="Nobody")) == []


def test_what_the_model_does_not_know_is_like_nothing(service: DedupService) -> None:
    text = (
        "Die Fähren fahren bis Juni vom Kohlenkai, wie das Hafenamt am Montag in der Stadt mitteilte. Es regnete sehr."
    )
    assert service.alike(Article(text, language="de"), Within()) == []
    with pytest.raises(EmptyText):
        service.alike(Article(" "), Within())
