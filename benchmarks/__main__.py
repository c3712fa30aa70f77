"""The benchmark: ``python -m benchmarks run --data DIR --out DIR``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmarks.baselines import run_baselines
from benchmarks.records import BenchmarkError
from benchmarks.report import write_report
from benchmarks.runs.alignment import run_alignment
from benchmarks.runs.clusters import run_clusters
from benchmarks.runs.corpus import run_corpus
from benchmarks.runs.pairs import run_pairs
from benchmarks.sides import SideCache
from benchmarks.workbench import Workbench, read_corpora
from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(help="Precision and recall on labelled pairs.", no_args_is_help=True, add_completion=False)

TESTS: dict[str, Callable[[Workbench, int | None], None]] = {
    "pairs": lambda bench, _: run_pairs(bench),
    "alignment": lambda bench, _: run_alignment(bench),
    "baselines": lambda bench, _: run_baselines(bench),
    "clusters": lambda bench, _: run_clusters(bench),
    "corpus": run_corpus,
}

Out = Annotated[Path, typer.Option(help="Folder for predictions and figures.")]
Threshold = Annotated[bool, typer.Option("--threshold", help="Print what each threshold of `derivation` brings.")]


@app.command()
def run(  # noqa: PLR0913, PLR0917 - the options of a command line
    out: Out,
    data: Annotated[list[Path] | None, typer.Option(help="Folder of corpora; may be given again.")] = None,
    only: Annotated[list[str] | None, typer.Option(help=f"Tests to run, of {', '.join(TESTS)}.")] = None,
    distractors: Annotated[int, typer.Option(help="Articles read of each corpus without pairs; 0 reads all.")] = 2000,
    sample: Annotated[int, typer.Option(help="Articles scored of each corpus and role, test corpus; 0: all.")] = 1000,
    cache: Annotated[Path, typer.Option(help="Folder for sentence vectors.")] = Path("bench-data/vectors"),
    fresh: Annotated[bool, typer.Option(help="Throw away predictions of another model or code.")] = False,  # noqa: FBT002
    readers: Annotated[
        Path | None, typer.Option(help="Folder of `reader`, so that no corpus is read by a reader fitted on it.")
    ] = None,
    threshold: Threshold = False,  # noqa: FBT002
) -> None:
    """Run the tests, or what is left of them, and write the report."""
    unknown = sorted(set(only or ()) - set(TESTS))
    if unknown:
        message = f"there is no test {', '.join(unknown)}; choose of {', '.join(TESTS)}"
        raise typer.BadParameter(message)
    with _explained():
        corpora = read_corpora(data or [], distractors or None)
        bench = Workbench(corpora, SideCache(cache).encoder, out, fresh=fresh, readers=readers)
        for name in only or TESTS:
            TESTS[name](bench, sample or None)
        print(write_report(out, sweep=threshold))


@app.command()
def report(out: Out, threshold: Threshold = False) -> None:  # noqa: FBT002
    """Compute all figures again from stored predictions."""
    with _explained():
        print(write_report(out, sweep=threshold))


@contextmanager
def _explained() -> Iterator[None]:
    """What the user can mend is said in a line, without a traceback."""
    try:
        yield
    except (BenchmarkError, InputError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def fit(context: typer.Context) -> None:
    """Fit the relation model; see ``python -m benchmarks fit --help``."""
    from benchmarks.fit import main

    sys.argv = ["python -m benchmarks fit", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def events(context: typer.Context) -> None:
    """Fit what one event is; see ``python -m benchmarks events --help``."""
    from benchmarks.events import main

    sys.argv = ["python -m benchmarks events", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def rarity(context: typer.Context) -> None:
    """Count how many articles use a word; see ``python -m benchmarks rarity --help``."""
    from benchmarks.rarity import main

    sys.argv = ["python -m benchmarks rarity", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def reader(context: typer.Context) -> None:
    """Train the reader; see ``python -m benchmarks reader --help``."""
    from benchmarks.reader import main

    sys.argv = ["python -m benchmarks reader", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def weigh(context: typer.Context) -> None:
    """Fit what a reading adds; see ``python -m benchmarks weigh --help``."""
    from benchmarks.weighing import main

    sys.argv = ["python -m benchmarks weigh", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def composites(context: typer.Context) -> None:
    """Fit the probability of a composite; see ``python -m benchmarks composites --help``."""
    from benchmarks.composites import main

    sys.argv = ["python -m benchmarks composites", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def languages(context: typer.Context) -> None:
    """Score the gold events in other languages; see ``python -m benchmarks languages --help``."""
    from benchmarks.languages import main

    sys.argv = ["python -m benchmarks languages", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def across(context: typer.Context) -> None:
    """Score stories in another language than their source's; see ``python -m benchmarks across --help``."""
    from benchmarks.across.__main__ import main

    sys.argv = ["python -m benchmarks across", *context.args]
    with _explained():
        main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def reversals(context: typer.Context) -> None:
    """Score reversals that were planted by hand; see ``python -m benchmarks reversals --help``."""
    from benchmarks.reversals import main

    sys.argv = ["python -m benchmarks reversals", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def odds(context: typer.Context) -> None:
    """Write what the shipped models say of the gold set; see ``python -m benchmarks odds --help``."""
    from benchmarks.odds import main

    sys.argv = ["python -m benchmarks odds", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def scale(context: typer.Context) -> None:
    """Draw the sample that scales are measured with, or tell what one is worth; see ``scale --help``."""
    from benchmarks.scale import main

    sys.argv = ["python -m benchmarks scale", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def faults(context: typer.Context) -> None:
    """Kill it under load, again and again, and count; see ``python -m benchmarks faults --help``."""
    from benchmarks.faults.__main__ import main

    sys.argv = ["python -m benchmarks faults", *context.args]
    main()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def load(context: typer.Context) -> None:
    """Ask it by ever more clients, with slow and idle ones beside them; see ``python -m benchmarks load --help``."""
    from benchmarks.load.__main__ import main

    sys.argv = ["python -m benchmarks load", *context.args]
    main()


if __name__ == "__main__":
    app()
