from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.evidence import EVIDENCE
from dedup.detection.relation import RelationModel
from dedup.detection.trees import Tree, Trees
from dedup.wiring import packaged_model


def asked(tree: Tree) -> set[str]:
    """The features that a tree asks about."""
    if isinstance(tree, float):
        return set()
    name, _, at_most, more = tree
    return {name} | asked(at_most) | asked(more)


EVENT_TREES = RelationModel.from_mapping(packaged_model()).one_event
EDGES = [float(edge) for tree in EVENT_TREES.trees if not isinstance(tree, float) for edge in [tree[1]]]
ASKED = sorted(set().union(*map(asked, EVENT_TREES.trees)))
EVENT_EVIDENCE = st.fixed_dictionaries(dict.fromkeys(ASKED, st.sampled_from(EDGES) | st.floats(-1, 3)))


@given(EVENT_EVIDENCE, EVENT_EVIDENCE)
def test_more_of_every_feature_never_counts_less_for_one_event(some: dict[str, float], other: dict[str, float]) -> None:
    more = {name: max(some[name], other[name]) for name in some}
    assert EVENT_TREES.odds(more) >= EVENT_TREES.odds(some) - 1e-9


TREES = Trees(-1.0, (("words", 0.2, 0.0, ("lead", 0.5, 1.0, 1.5)), ("words", 0.4, 0.0, 2.0)), 0.5)


@pytest.mark.parametrize(
    ("words", "lead", "odds"),
    [
        (0.1, 0.1, -1.0),  # below every edge: the intercept alone
        (0.2, 0.5, -1.0),  # an edge belongs to what is below it
        (0.3, 0.1, 0.0),
        (0.3, 0.6, 0.5),
        (0.1, 0.6, -1.0),  # the second question is not asked
        (9.0, 9.0, 2.5),
    ],
)
def test_leaves_added_by_hand(words: float, lead: float, odds: float) -> None:
    evidence = {"words": words, "lead": lead, "unheard of": 99.0}
    assert TREES.probability(evidence) == pytest.approx(1.0 / (1.0 + math.exp(-odds)), abs=1e-12)
    assert TREES.says_yes(evidence) is (odds >= 0)


def leaf(tree: Tree, evidence: dict[str, float]) -> float:
    """What one tree adds, one question after the other."""
    while not isinstance(tree, float):
        name, edge, at_most, more = tree
        tree = more if evidence[name] > edge else at_most
    return tree


@given(EVENT_EVIDENCE, st.floats(-3, 3))
def test_asked_all_at_once_they_say_what_each_says_by_itself(evidence: dict[str, float], odds: float) -> None:
    added = sum(leaf(tree, evidence) for tree in EVENT_TREES.trees)
    assert EVENT_TREES.odds(evidence, odds) == odds + EVENT_TREES.intercept + added


def test_trees_that_ask_nothing_or_much() -> None:
    deep: Tree = ("a", 0.0, 1.0, ("b", 0.0, 2.0, ("a", 1.0, 4.0, 8.0)))
    trees = Trees(0.25, (16.0, deep), 0.5)
    assert [trees.odds({"a": a, "b": b}) for a, b in [(0, 9), (1, 0), (1, 1), (2, 1)]] == [17.25, 18.25, 20.25, 24.25]
    assert Trees(0.25, (), 0.5).odds({}) == 0.25


def test_the_packaged_ones_ask_only_of_features_that_there_are() -> None:
    assert {name for tree in EVENT_TREES.trees for name in asked(tree)} <= EVIDENCE.keys()
