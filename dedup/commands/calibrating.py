"""Calibration for one's own model and texts: ``dedup calibrate`` and ``dedup feedback recalibrate``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from dedup.commands.opening import open_comparer, open_service, operator, read_settings
from dedup.terminal.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.calibrating.recalibration import Figures, Labelled, Proposal
    from dedup.comparing import Comparer
    from dedup.service import DedupService

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the figures and change nothing.")]
Reset = Annotated[bool, typer.Option("--reset", help="Judge as shipped again.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]

_ALONE = "--reset goes alone: it fits nothing, and is done at once."


def calibrate(
    ctx: typer.Context,
    *,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, file_okay=False, help="Folder of labelled pairs (NAME.pairs.jsonl); may be repeated."
        ),
    ] = None,
    reset: Reset = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put the sentence model on the common scale, and recalibrate derivations by pairs of one's own.

    Exits with 3 where the pairs are too few, or nothing is gained on pairs that the calibration was not fitted to.
    """
    if reset and (data or dry_run):
        raise typer.BadParameter(_ALONE)
    if as_json and not (data or reset):
        message = "--json goes with --data: the figures are those of its pairs."
        raise typer.BadParameter(message)
    with open_service(ctx) as service:
        if reset:
            take_back(ctx, service)
            return
        if not as_json:
            _tell_scale(ctx, service)
        if not data:
            return
        from dedup.calibrating.recalibration import proposed

        proposal = proposed(_compared(open_comparer(ctx), data))
        _tell(proposal, {}, as_json=as_json)
        proposal.require_gain()
        if not dry_run:
            apply(ctx, service, proposal, "corpus", quiet=as_json)


def recalibrate(ctx: typer.Context, *, reset: Reset = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Recalibrate derivations by what editors answered, as far as it does no harm on the gold set that ships.

    Only answers that everybody may see are learned from. Exits with 3 where they are too few, or nothing is gained.
    """
    from dedup.access.desks import Sight
    from dedup.newsroom.recalibrating import by_answers
    from dedup.newsroomwiring import build_newsroom, seen_by

    if reset and dry_run:
        raise typer.BadParameter(_ALONE)
    with open_service(ctx) as service:
        if reset:
            take_back(ctx, service)
            return
        _, newsroom = seen_by(Sight(frozenset()), service, build_newsroom(read_settings(ctx), service))
        found = by_answers(newsroom.feedback.latest(), service.calibrations)
        gold = {"gold_as_shipped": found.gold.before, "gold_calibrated": found.gold.after}
        _tell(found.proposal, gold, as_json=as_json)
        if not dry_run:
            apply(ctx, service, found.proposal, "answers", quiet=as_json)


def apply(ctx: typer.Context, service: DedupService, proposal: Proposal, learned_from: str, *, quiet: bool) -> None:
    """Apply a calibration, and say how to take it back."""
    from dedup.calibrating.applying import apply as applied
    from dedup.wiring import access_of

    applied(service, access_of(read_settings(ctx), service).audit, proposal, learned_from, operator())
    if not quiet:
        line = f"Applied: {proposal.calibration.name}. Every answer from now on says so; --reset takes it back."
        print(line)  # noqa: T201 - its result


def take_back(ctx: typer.Context, service: DedupService) -> None:
    """Judge as shipped again."""
    from dedup.calibrating.applying import take_back as taken_back
    from dedup.wiring import access_of

    was = taken_back(service, access_of(read_settings(ctx), service).audit, operator())
    told = "Nothing was applied: answers are as shipped." if was is None else f"Taken back: {was.told}."
    print(told)  # noqa: T201 - its result


def _compared(comparer: Comparer, folders: Sequence[Path]) -> Iterator[Labelled]:
    """The labelled pairs of some folders, compared as it ships, whatever is applied."""
    from dedup.calibrating.recalibration import labelled
    from dedup.errors import InputError, UnreadableInput
    from dedup.formats.labelled import articles_of, corpus_names, lines_of, pairs_of

    for folder in folders:
        names = corpus_names(folder)
        if not any((folder / f"{name}.pairs.jsonl").exists() for name in names):
            message = f"{folder} holds no NAME.articles.jsonl with a NAME.pairs.jsonl beside it"
            raise UnreadableInput(message)
        for name in names:
            path = folder / f"{name}.articles.jsonl.gz"
            articles = articles_of(lines_of(path), path)
            pairs = pairs_of(folder / f"{name}.pairs.jsonl", articles)
            with progress(f"Comparing the pairs of {name}") as advance:
                for number, pair in enumerate(pairs, 1):
                    advance(number, len(pairs))
                    try:
                        verdict = comparer.compare(articles[pair.derived], articles[pair.source])
                    except InputError:  # without words: nobody's label says what such a text was made from
                        continue
                    match = verdict.matches[0]
                    machine = {
                        "relation": match.relation,
                        "derivation": match.derivation,
                        "model": verdict.searched.config,
                    }
                    known = labelled(f"{name}/{pair.derived}", f"{name}/{pair.source}", machine, pair.is_derived)
                    if known is not None:
                        yield known


def _tell_scale(ctx: typer.Context, service: DedupService) -> None:
    """What the cosines of the sentence model mean, and how far they lie from the packaged one's."""
    from dedup.scaling import off_by
    from dedup.wiring import build_encoder

    scale = service.calibrations.scale
    encoder = build_encoder(read_settings(ctx))
    if not scale.name:
        print(f"{encoder.name}: cosines are read as they are.")  # noqa: T201 - its result
        return
    raw, scaled = off_by(encoder.encode, scale)
    print(f"{encoder.name}: cosines are read by {scale.name}, which every answer names.")  # noqa: T201 - its result
    for theirs, ours in scale.sentences.points:
        print(f"  {theirs:6.3f} of this model is {ours:6.3f} of the packaged one")  # noqa: T201 - its result
    told = f"Sentences of the sample: off by {raw:.3f} in the mean as they are, by {scaled:.3f} on the scale."
    print(told)  # noqa: T201 - its result


def _tell(proposal: Proposal, more: dict[str, Figures], *, as_json: bool) -> None:
    from dedup.terminal import calibrations

    columns = {"as_shipped": proposal.before, "calibrated": proposal.after, **more}
    if as_json:
        told = {
            "calibration": proposal.calibration.name,
            "labels": proposal.labels,
            "groups": proposal.groups,
            "figures": calibrations.as_json(**columns),
        }
        print(orjson.dumps(told).decode())  # noqa: T201 - its result
        return
    from rich.console import Console

    print(  # noqa: T201 - its result
        f"{proposal.labels:,} labelled pairs in {proposal.groups:,} groups without a common text ask for "
        f"{proposal.calibration.name or 'what ships'}. Each group, calibrated by the others:"
    )
    Console().print(calibrations.figures_table(**columns))
