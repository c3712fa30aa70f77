"""Who took from whom, as two articles tell it, and how takings are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.newsroom.flows import afterlife_of, read_flows
from dedup.newsroom.takings import COPIES, TAKEN, Headline, Side, Taking, Told, Way, told_of

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
CAME_IN = NOON + timedelta(days=3)


def side(name: str, source: str | None, minutes: int | None = 0) -> Side:
    return Side(name, source, None if minutes is None else NOON + timedelta(minutes=minutes))


def test_whoever_published_later_took() -> None:
    ours, theirs = side("a", "Wire"), side("b", "Post", 20)
    expected = Told(Way.TAKEN, "Post", "Wire", "a", 1200, NOON + timedelta(minutes=20))
    assert told_of(theirs, ours, "query_from_match", None, CAME_IN) == expected
    assert told_of(ours, theirs, "match_from_query", None, CAME_IN) == expected


@pytest.mark.parametrize(
    ("source", "direction", "own", "way"),
    [
        ("Post", None, None, Way.UNKNOWN),
        ("Post", "unknown", None, Way.UNKNOWN),
        ("Post", "query_from_match", "house", Way.OWN),
        ("Post", None, "story", Way.OWN),
        (" wire", "query_from_match", None, Way.OWN),
        (None, "query_from_match", None, Way.UNNAMED),
        (None, None, None, Way.UNKNOWN),
    ],
)
def test_nobody_is_blamed_who_is_not_known(
    source: str | None, direction: str | None, own: str | None, way: Way
) -> None:
    told = told_of(side("b", source, 20), side("a", "Wire"), direction, own, CAME_IN)
    assert told.way is way
    assert way is Way.UNNAMED or (told.taker, told.origin, told.delay) == (None, None, None)


@pytest.mark.parametrize(
    ("early", "late", "delay"),
    [
        (NOON, NOON, 0),
        (NOON, NOON + timedelta(seconds=90.7), 90),
        (NOON, NOON - timedelta(seconds=1), None),  # another version than the one at hand told who was first
        (NOON.replace(hour=0), NOON, None),  # a date has no hour
        (NOON, NOON.replace(day=4, hour=0), None),
        (None, NOON, None),
        (NOON, None, None),
    ],
)
def test_a_delay_is_told_where_both_have_an_hour(
    early: datetime | None, late: datetime | None, delay: int | None
) -> None:
    told = told_of(Side("b", "Post", late), Side("a", "Wire", early), "query_from_match", None, CAME_IN)
    assert told.delay == delay
    assert told.at == (late or CAME_IN)


class Log:
    """Takings in memory."""

    def __init__(self, takings: list[Taking]) -> None:
        self.rows = sorted(takings, key=lambda row: -row.at)

    def takings(self, since: datetime, until: datetime, limit: int) -> list[Taking]:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        first, end = ((one - epoch) // timedelta(microseconds=1) for one in (since, until))
        return [row for row in self.rows if first <= row.at < end][:limit]

    def newest(self, until: datetime | None = None) -> datetime | None:
        raise NotImplementedError

    def headlines(self, ids: object) -> dict[str, Headline]:
        raise NotImplementedError


takings = st.lists(
    st.builds(
        Taking,
        relation=st.sampled_from(TAKEN),
        way=st.sampled_from(["taken", "taken", "unknown"]),
        taker=st.sampled_from("AB"),
        origin=st.sampled_from("CD"),
        origin_id=st.sampled_from(["c1", "c2"]),
        delay=st.none() | st.integers(0, 10**6),
        at=st.integers(-(10**12), 10**12),  # twelve days before and after 1970
        credited=st.none() | st.booleans(),
    )
)
EVER = (date(1960, 1, 1), date(1980, 1, 1))


@given(takings)
def test_whichever_way_they_are_counted_they_are_all_counted_once(rows: list[Taking]) -> None:
    flows = read_flows(Log(rows), *EVER)
    known = [row for row in rows if row.way == "taken"]
    for counted in (flows.pairs, flows.days, flows.hours):
        assert sum(tally.count for tally in counted.values()) == flows.total.count == len(known)
        assert sorted(delay for tally in counted.values() for delay in tally.delays) == flows.total.delays
    assert flows.total.copies == sum(row.relation in COPIES for row in known)
    assert flows.total.credited == sum(row.credited is True for row in known)
    assert flows.total.uncredited == sum(row.credited is False for row in known)
    delays = [row.delay for row in known if row.delay is not None]
    assert flows.total.delay == (median(delays) if delays else None)
    assert list(flows.pairs.values()) == sorted(flows.pairs.values(), key=lambda tally: -tally.count)
    life = afterlife_of(flows, ["c"])
    assert life.total.count == sum(tally.count for (origin, _), tally in flows.pairs.items() if origin == "C")
    assert {name: sum(takers.values()) for name, takers in life.takers_of.items()} == {
        name: tally.count for name, tally in life.stories.items()
    }


@given(takings, st.integers(1, 5))
def test_what_is_cut_is_whole_for_its_days(rows: list[Taking], most: int) -> None:
    flows = read_flows(Log(rows), *EVER, most)
    assert flows.cut == (len(rows) > most)
    if flows.whole:
        again = read_flows(Log(rows), flows.first, flows.last)
        assert (again.total, again.pairs, again.apart) == (flows.total, flows.pairs, flows.apart)


def test_a_day_at_either_end_of_the_calendar() -> None:
    assert read_flows(Log([]), date.min, date.max).total.count == 0
