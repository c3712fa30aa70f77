"""Who took from whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from api.desk.timeline import events_of, lanes_of
from dedup.newsroom.listing import Listed

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)


def row(key: int, name: str, hour: int | None, relation: str = "unrelated", best: str | None = None) -> Listed:
    published = None if hour is None else NOON + timedelta(hours=hour)
    return Listed(
        key=key,
        id=name,
        version="1",
        title=name.title(),
        source=name,
        story=name,
        published_at=published,
        stored_at=NOON + timedelta(days=key),
        relation=relation,
        derivation=0.9,
        needs_review=False,
        taken=0.5,
        best_id=best,
        best_title=None,
    )


def told(rows: list[Listed]) -> list[tuple[str, str, float | None]]:
    return [(event.row.id, event.took, event.share) for event in events_of(rows, "wire")]


def test_a_story_took_from_the_one_it_was_closest_to() -> None:
    rows = [row(1, "wire", 0), row(2, "post", 2, "rewrite", "wire"), row(3, "web", 1, "near_copy", "wire")]
    assert told(rows) == [("wire", "", None), ("web", "wire", 0.5), ("post", "wire", 0.5)]
    events = events_of(rows, "post")
    assert [event.asked for event in events] == [False, False, True]
    assert lanes_of(events) == ["wire", "web", "post"]


def test_an_original_that_came_in_late_took_from_nobody() -> None:
    rows = [row(1, "post", 2), row(2, "wire", 0, "rewrite", "post")]
    assert told(rows) == [("wire", "", None), ("post", "wire", None)]
    assert [event.relation for event in events_of(rows, "wire")] == ["rewrite", "rewrite"]


def test_what_the_verdict_knows_of_the_story_goes_before_the_times_of_its_versions() -> None:
    """The story was killed, and published again after it was copied."""
    again = replace(row(2, "wire", 3, "near_copy", "post"), direction="match_from_query")
    assert told([row(1, "post", 2), again]) == [("post", "wire", None), ("wire", "", None)]
    taken = replace(again, direction="query_from_match")
    assert told([row(1, "post", 2), taken]) == [("post", "", None), ("wire", "post", 0.5)]


def test_a_verdict_that_was_made_anew_knows_an_original_that_came_in_later() -> None:
    """What the list says of a story is said here, not what the original said of it when that came in."""
    post = replace(row(1, "post", 2, "rewrite", "wire"), best_version="1", direction="query_from_match")
    wire = replace(row(2, "wire", 0, "near_copy", "post"), best_version="1", direction="match_from_query")
    assert told([post, wire]) == [("wire", "", None), ("post", "wire", 0.5)]
    assert [event.relation for event in events_of([post, wire], "wire")][1] == "rewrite"


def test_of_several_versions_the_one_that_the_verdict_names_was_taken() -> None:
    again = replace(row(2, "wire", 1), version="2")
    post = replace(row(3, "post", 2, "near_copy", "wire"), best_version="1")
    assert events_of([row(1, "wire", 0), again, post], "wire")[2].origin == 1
    gone = replace(post, best_version="0")
    assert events_of([row(1, "wire", 0), again, gone], "wire")[2].origin == 2


def test_without_times_the_later_one_took() -> None:
    assert told([row(1, "wire", None), row(2, "post", None, "near_copy", "wire")])[1] == ("post", "wire", 0.5)


def test_it_says_where_times_do_not_tell_which_was_first_as_the_list_does() -> None:
    post = row(2, "post", 1, "near_copy", "wire")
    assert not events_of([row(1, "wire", 0), post], "wire")[1].known
    for told_one in (replace(post, direction="query_from_match"), replace(post, relation="update")):
        assert events_of([row(1, "wire", 0), told_one], "wire")[1].known


def test_reports_of_one_event_took_nothing() -> None:
    assert told([row(1, "wire", 0), row(2, "post", 1, "same_event", "wire")])[1] == ("post", "", None)


def test_sources_have_the_numbers_that_they_have_beside_the_story() -> None:
    rows = [row(1, "wire", 0), row(2, "post", 2, "rewrite", "wire"), row(3, "web", 1, "near_copy", "wire")]
    assert [event.source for event in events_of(rows, "post", {"wire": 1, "web": 2})] == [1, 2, None]
    assert [event.source for event in events_of(rows, "post")] == [None] * 3
