"""Train the reader: ``python -m benchmarks reader --data DIR --out DIR``.

One adapter is fitted on all corpora, to be shipped, and one for each fold without the corpora of that fold, so that
every corpus is read by a reader that never saw it: ``python -m benchmarks run --readers DIR``. One more sees half of
the only corpus of its kind, and reads the other.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from rich.progress import Progress
from safetensors.torch import save

from benchmarks.corpora import Corpus, load_corpus, load_gold
from benchmarks.reading.examples import draw_examples, some_pairs
from benchmarks.reading.folds import CORPORA, FOLDS, HALF, SHIPPED, seen_by
from benchmarks.reading.training import WITH_GPU, WITHOUT_GPU, Recipe, tokens_of, train
from benchmarks.sides import SideCache
from dedup.modelfiles import packaged_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from benchmarks.reading.examples import Example


def train_adapter(
    examples: Sequence[Example], out: Path, recipe: Recipe, *, seed: int, made_of: Collection[str]
) -> str:
    """Fit one adapter and write it.

    Returns:
        A line that says how it went.
    """
    folder = str(packaged_folder())
    loss = 0.0
    with Progress(refresh_per_second=0.1) as bar:
        task = bar.add_task(out.stem, total=None)

        def report(step: int, steps: int, running: float) -> None:
            nonlocal loss
            loss = running
            bar.update(task, completed=step, total=steps, description=f"{out.stem}: loss {running:.3f}")

        weights = train(
            tokens_of(examples, folder),
            folder,
            recipe,
            seed=seed,
            device=device(),
            report=report,
            unfinished=out.with_suffix(".part"),
        )
    about = {"fitted_on": ", ".join(sorted(made_of)), "windows": str(len(examples)), "seed": str(seed)}
    content = save(weights, about | {"epochs": str(recipe.epochs), "frozen": str(recipe.frozen)})
    out.write_bytes(content)
    out.with_suffix(".part").unlink(missing_ok=True)
    return f"wrote {out}, {hashlib.sha256(content).hexdigest()[:12]}, loss {loss:.3f}, fitted on {about['fitted_on']}"


def device() -> str:
    """Where to fit: on a GPU if there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def read_corpora(data: Path, pairs: int | None, seed: int) -> list[Corpus]:
    """The corpora that are learned from; those the folder does not have are left out."""
    names = [name for name in CORPORA if (data / f"{name}.pairs.jsonl").exists()]
    return [some_pairs(c, pairs, seed) for c in (load_gold(), *(load_corpus(data, name) for name in names))]


def main() -> None:
    """Fit the adapter that ships, and those of the folds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpora")
    parser.add_argument("--out", type=Path, required=True, help="folder for the adapters")
    parser.add_argument(
        "--only", choices=[*FOLDS, HALF, SHIPPED], action="append", help="adapters to fit; all by default"
    )
    parser.add_argument("--pairs", type=int, help="most pairs of a corpus and relation; all by default")
    parser.add_argument("--windows", type=int, help="windows drawn over all corpora; as many as fit the machine")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    arguments = parser.parse_args()
    corpora = read_corpora(arguments.data, arguments.pairs, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    sides = SideCache(arguments.cache)
    recipe = WITH_GPU if device() == "cuda" else WITHOUT_GPU
    for name in arguments.only or [*FOLDS, HALF, SHIPPED]:
        kept = seen_by(name, corpora)
        drawn = draw_examples(kept, sides, arguments.windows or recipe.windows, arguments.seed)
        examples = [example for some in drawn.values() for example in some]
        print({corpus: len(some) for corpus, some in drawn.items()}, flush=True)
        out = arguments.out / f"{name}.safetensors"
        print(train_adapter(examples, out, recipe, seed=arguments.seed, made_of=[corpus.name for corpus in kept]))


if __name__ == "__main__":
    main()
