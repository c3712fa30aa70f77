"""Boosted trees over named features: small enough to be read in the model's file, and asked all at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

from dedup.detection.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

Tree: TypeAlias = "float | tuple[str, float, Tree, Tree]"
"""A leaf's log-odds; or a feature, an edge, and the trees for what is at most and what is more than that."""


@dataclass(frozen=True)
class Trees:
    """Boosted trees (Friedman 2001) in which more of a feature never counts less.

    Each asks two questions, so that what one feature is worth may depend on another.

    Attributes:
        intercept: Log-odds before any tree.
        trees: What they add to it.
        least: Probability from which on the answer is yes.
    """

    intercept: float
    trees: tuple[Tree, ...]
    least: float

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build them from their part of the model's file."""
        return cls(data["intercept"], tuple(map(_tree, data["trees"])), data["least"])

    @cached_property
    def _forest(self) -> _Forest:
        return _Forest.of(self.trees)

    def odds(self, evidence: Mapping[str, float], odds: float = 0.0) -> float:
        """Log-odds for one pair's evidence.

        Args:
            evidence: Must hold every feature of the trees; others are ignored.
            odds: Log-odds that what is no feature adds.
        """
        added: float = sum(self._forest.leaves(evidence).tolist())
        return odds + self.intercept + added

    def probability(self, evidence: Mapping[str, float], odds: float = 0.0) -> float:
        """Probability for one pair's evidence, 0..1; arguments as of :meth:`odds`."""
        return probability_of(self.odds(evidence, odds))

    def says_yes(self, evidence: Mapping[str, float], odds: float = 0.0) -> bool:
        """Whether the probability is high enough; arguments as of :meth:`odds`."""
        return self.probability(evidence, odds) >= self.least


@dataclass(frozen=True)
class _Forest:
    """Trees as arrays of their nodes, so that all are asked at once.

    Attributes:
        features: What any node asks of, each once.
        asked: The feature that each node asks of, as a place in ``features``; -1 for a leaf, shape (nodes,).
        edges: Of it, shape (nodes,).
        at_most: The node for what is at most that; itself for a leaf, shape (nodes,).
        more: The node for what is more; itself for a leaf, shape (nodes,).
        worth: A leaf's log-odds, shape (nodes,).
        roots: The first node of each tree, shape (trees,).
        depth: Questions from a root to a leaf, at most.
    """

    features: list[str]
    asked: NDArray[np.intp]
    edges: NDArray[np.float64]
    at_most: NDArray[np.intp]
    more: NDArray[np.intp]
    worth: NDArray[np.float64]
    roots: NDArray[np.intp]
    depth: int

    @classmethod
    def of(cls, trees: Iterable[Tree]) -> Self:
        """Lay trees out."""
        features: dict[str, int] = {}
        nodes: list[tuple[int, float, int, int, float]] = []

        def place(tree: Tree) -> tuple[int, int]:
            """The node that a tree begins with, and its depth."""
            node = len(nodes)
            if isinstance(tree, float):
                nodes.append((-1, 0.0, node, node, tree))
                return node, 0
            name, edge, *branches = tree
            nodes.append((-1, 0.0, node, node, 0.0))
            (at_most, depth), (more, depth_of_more) = map(place, branches)
            nodes[node] = features.setdefault(name, len(features)), edge, at_most, more, 0.0
            return node, 1 + max(depth, depth_of_more)

        placed = [place(tree) for tree in trees]
        table = np.array(nodes, dtype=np.float64).reshape(-1, 5)
        whole = table.astype(np.intp)
        roots = np.array([root for root, _ in placed], dtype=np.intp)
        depth = max((depth for _, depth in placed), default=0)
        return cls(list(features), whole[:, 0], table[:, 1], whole[:, 2], whole[:, 3], table[:, 4], roots, depth)

    def leaves(self, evidence: Mapping[str, float]) -> NDArray[np.float64]:
        """The log-odds that each tree comes to, shape (trees,)."""
        values = np.array([*(evidence[name] for name in self.features), math.nan])
        followed = np.where(values[self.asked] > self.edges, self.more, self.at_most)
        at = self.roots
        for _ in range(self.depth):
            at = followed[at]
        return self.worth[at]


def _tree(data: Any) -> Tree:  # noqa: ANN401 - JSON
    if not isinstance(data, list):
        return float(data)
    name, edge, at_most, more = data
    return name, edge, _tree(at_most), _tree(more)
