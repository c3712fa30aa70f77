"""What others use to find near copies, each in a process of its own: ``python -m benchmarks.speed.peers NAME …``.

A peer reads the archive (JSON Lines with ``id`` and ``text``), does its work by its own interface, and writes
``{"leads": […], "pairs": […]}``: for each article the place of the one that stays for it, and the pairs it names.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from benchmarks.speed.judge import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_PERMUTATIONS, _SEED = 128, 42
_AT_ONCE = 2000
_MET = 0.95
COSINE = 0.9
"""SemHash's own default. It compares vectors, whose cosine has no place on the scale of Jaccard similarity."""


def rensa(texts: Sequence[str], alike: float) -> dict[str, Any]:
    """Rensa's R-MinHash of the word runs, its LSH, and the pairs whose estimate reaches the bar."""
    from rensa import RMinHash, RMinHashLSH

    signed: list[Any] = []
    for start in range(0, len(texts), _AT_ONCE):
        runs = [_runs(text) for text in texts[start : start + _AT_ONCE]]
        signed += RMinHash.from_token_sets(runs, _PERMUTATIONS, _SEED)
    index = RMinHashLSH(alike, _PERMUTATIONS, _bands(alike))
    index.insert_many(signed)
    pairs = {
        (min(one, other), max(one, other))
        for one, others in enumerate(index.query_all(signed))
        for other in others
        if one != other and signed[one].jaccard(signed[other]) >= alike
    }
    return {"leads": joined(len(texts), pairs), "pairs": sorted(pairs)}


def semhash(texts: Sequence[str], model: str = "") -> dict[str, Any]:
    """SemHash over one vector an article, of a static model, or of the packaged one where none is given."""
    from semhash import SemHash

    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        first.setdefault(text, place)
    found = SemHash.from_records(list(texts), model=_model(model)).self_deduplicate(threshold=COSINE)
    leads = [first[text] for text in texts]
    for one in found.filtered:
        leads[first[one.record]] = first[one.duplicate_of]
    return {"leads": [leads[lead] for lead in leads], "pairs": []}


def _model(folder: str) -> Any:  # noqa: ANN401 - two libraries' encoders
    if folder:
        from model2vec import StaticModel

        return StaticModel.from_pretrained(folder)
    return _Packaged()


class _Packaged:
    """The packaged sentence model as SemHash asks for vectors."""

    def encode(self, inputs: Sequence[str], **_: object) -> NDArray[np.float32]:
        """A vector of each text, shape (len(inputs), dimension)."""
        from dedup.settings import Settings
        from dedup.wiring import build_encoder

        return np.asarray(build_encoder(Settings()).encode(list(inputs)), dtype=np.float32)


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    count = max(len(words) - WORDS + 1, 1)
    return [" ".join(words[start : start + WORDS]) for start in range(count)]


def _bands(alike: float) -> int:
    """The fewest bands, of those that divide the permutations, by which 95 % of pairs at the bar are found."""
    return next(bands for bands in (8, 16, 32, 64, 128) if 1 - (1 - alike ** (_PERMUTATIONS // bands)) ** bands >= _MET)


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The first of all that are joined by pairs, for each of so many articles."""
    leads = list(range(count))

    def lead_of(one: int) -> int:
        while leads[one] != one:
            leads[one] = leads[leads[one]]
            one = leads[one]
        return one

    for one, other in pairs:
        first, second = sorted((lead_of(one), lead_of(other)))
        leads[second] = first
    return [lead_of(one) for one in range(count)]


def main(name: str, archive: Path, out: Path, alike: float, *more: str) -> None:
    """Run one peer."""
    texts = [orjson.loads(line)["text"] for line in archive.read_bytes().splitlines()]
    found = semhash(texts, *more) if name == "semhash" else rensa(texts, alike)
    out.write_bytes(orjson.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:])
