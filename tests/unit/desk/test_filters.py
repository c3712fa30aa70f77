"""What an address says, and the choices that lead on from it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from api.desk.filters import Filters, choices_of, read_query
from dedup.newsroom.listing import Facets, Group, Narrowed, facets_of

RELATIONS = ("identical", "rewrite", "update", "unrelated")
GROUPS = st.lists(
    st.builds(
        Group,
        st.sampled_from(RELATIONS),
        st.booleans(),
        st.none() | st.booleans(),
        st.sampled_from(["nobody", "confirmed", "corrected"]),
        st.none() | st.sampled_from(["NW", "Post"]),
        st.none() | st.sampled_from(["Ada", "Bo"]),
        st.booleans(),
        st.integers(1, 9),
    ),
    max_size=8,
)
NARROWED = st.builds(
    Narrowed,
    relations=st.lists(st.sampled_from(RELATIONS), max_size=2).map(tuple),
    source=st.none() | st.sampled_from(["NW", "Post"]),
    review=st.booleans(),
    credited=st.none() | st.booleans(),
    word=st.none() | st.sampled_from(["nobody", "corrected"]),
    done=st.none() | st.booleans(),
)


def test_an_address_is_read_and_written_alike() -> None:
    query = "words=pier&relation=rewrite&relation=update&credit=missing&since=2031-03-03&until=2031-03-04"
    filters = read_query(f"{query}&before=7&nonsense=1").filters
    assert filters.query() == query
    narrowed = filters.narrowed()
    assert narrowed.relations == ("rewrite", "update")
    assert (narrowed.credited, narrowed.done) == (False, False)
    assert narrowed.published_since == datetime(2031, 3, 3, tzinfo=UTC)
    assert narrowed.published_until == datetime(2031, 3, 5, tzinfo=UTC)  # the day itself is included
    assert Filters(until=date.max).narrowed().published_until == datetime.max.replace(tzinfo=UTC)
    assert read_query("relation=stolen").filters == Filters()
    assert read_query("&".join(f"a{number}=1" for number in range(500))).filters == Filters()


def test_what_is_derived_stands_for_all_that_is() -> None:
    assert read_query("relation=derived").filters.narrowed().relations == (
        "identical",
        "near_copy",
        "partial_copy",
        "rewrite",
        "update",
    )


def test_choices_lead_on_and_back() -> None:
    facets = Facets(relation=Counter(rewrite=3, update=1), done=Counter({False: 4}), review=Counter({True: 2}))
    kinds = {kind.label: kind.choices for kind in choices_of(Filters(relation=("rewrite",)), facets)}
    rewrite, update = kinds["Relation"]
    assert (rewrite.label, rewrite.count, rewrite.chosen, rewrite.address) == ("Rewrite", 3, True, "/desk")
    assert (update.chosen, update.address) == (False, "/desk?relation=rewrite&relation=update")
    assert kinds["Look"][0].address == "/desk?relation=rewrite&review=1"
    assert "Credit" not in kinds  # nothing could be chosen there


@given(GROUPS, NARROWED)
def test_a_number_is_what_its_choice_would_leave(groups: list[Group], narrowed: Narrowed) -> None:
    facets = facets_of(groups, narrowed, whole=True)

    def left(**choice: object) -> int:
        made = Narrowed(**{name: getattr(narrowed, name) for name in Narrowed.__slots__} | choice)
        return sum(
            group.count
            for group in groups
            if (not made.relations or group.relation in made.relations)
            and (made.source is None or group.source == made.source)
            and (not made.review or group.review)
            and (made.credited is None or group.credited is made.credited)
            and (made.word is None or group.word == made.word)
            and (made.done is None or group.done is made.done)
        )

    for relation in RELATIONS:
        assert facets.relation[relation] == left(relations=(relation,))
    assert facets.review[True] == left(review=True)
    assert facets.source["NW"] == left(source="NW")
    assert facets.credited[False] == left(credited=False)
    assert facets.done.total() == left(done=None)
