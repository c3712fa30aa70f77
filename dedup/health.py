"""How much is stored, and whether the indexes are in step with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """How much is stored, and whether the indexes are in step with it.

    Attributes:
        indexed_sequence: The last operation that the semantic index has taken in; None where it does not answer.
        indexed_items: What it holds; None where others change it meanwhile, so that it can not be counted with that.
        behind_seconds: For how long the first operation has waited that the semantic index has not taken in.
    """

    articles: int
    passages: int
    sequence: int
    indexed_sequence: int | None
    indexed_items: int | None
    model: str
    behind_seconds: float = 0.0

    @property
    def answers(self) -> bool:
        """Whether the semantic index answers; where it does not, texts are searched by words alone."""
        return self.indexed_sequence is not None

    @property
    def whole(self) -> bool:
        """Whether the semantic index holds as much as it must after what it has taken in, as far as is known."""
        return self.sequence != self.indexed_sequence or self.indexed_items in {None, self.passages}

    @property
    def in_step(self) -> bool:
        """Whether the semantic index holds what the store holds."""
        return self.sequence == self.indexed_sequence and self.whole

    def is_ready(self, behind: float) -> bool:
        """Whether texts may be sent here: nothing is missing, and what is to come has not waited for longer.

        An engine that does not answer is no reason: answers say that they do without it, and no other process has one.

        Args:
            behind: Seconds.
        """
        return not self.answers or (self.whole and self.behind_seconds <= behind)
