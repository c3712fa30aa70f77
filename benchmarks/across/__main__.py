"""Stories in other languages than their source's, scored: ``python -m benchmarks across``.

A store of English stories is asked for German and Spanish ones: translated, rewritten freely, and reported anew. The
sentence model is a crude one that translates first (:mod:`benchmarks.across.encoder`); beside it stands the packaged
model, which knows English alone. Needs the Debian packages dict-freedict-deu-eng and apertium-eng-spa.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.across.encoder import KNOWN, TranslatingEncoder
from benchmarks.across.measuring import figures_of, row_of
from benchmarks.across.stories import STORIES, load_archive, load_told
from benchmarks.markdown import table
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.across.stories import Told
    from benchmarks.records import Row
    from dedup.ports.models import Encoder


def scored(encoder: Encoder, stories: Sequence[Told]) -> list[Row]:
    """Ask a store of English stories for each of some stories.

    Args:
        encoder: The sentence model.
        stories: In other languages.
    """
    with TemporaryDirectory() as folder:
        service = build_service(Settings(data_dir=Path(folder)), encoder)
        try:
            for article in load_archive():
                service.ingest(article)
            return [row_of(story, service.score(story.article)) for story in stories]
        finally:
            service.close()


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of each language, of the stories by which the engine was mended and of the others."""
    groups = {
        f"{language}, {'unseen' if held_out else 'seen'}": [
            row for row in rows if row["language"] == language and row["held_out"] == held_out
        ]
        for language in sorted(KNOWN - {"en"})
        for held_out in (False, True)
    }
    return {name: figures_of(group) for name, group in groups.items() if group}


def main() -> None:
    """Score the stories and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks across", description=__doc__)
    parser.add_argument("--only", nargs="*", help="events by name; all if none is given")
    parser.add_argument("--out", type=Path, help="file for the figures and what was said of each story")
    parser.add_argument("--misses", action="store_true", help="print what was said of each story")
    arguments = parser.parse_args()
    stories = [one for one in load_told() if not arguments.only or one.pair.derived.split("/")[0] in arguments.only]
    if not stories:
        parser.error(f"there is no event {' or '.join(arguments.only)}; choose of the files of {STORIES}")
    english = build_encoder(Settings())
    told = {"translating": scored(TranslatingEncoder(english), stories), "English alone": scored(english, stories)}
    found = {model: figures(rows) for model, rows in told.items()}
    if arguments.misses:
        for row in told["translating"]:
            print(json.dumps(row, ensure_ascii=False))
    lines = [
        [model, group, *map(_shown, values.values())] for model, of in found.items() for group, values in of.items()
    ]
    print(table(["model", "stories", *next(iter(found["translating"].values()))], lines))
    if arguments.out:
        arguments.out.write_text(json.dumps({"figures": found, "rows": told}, ensure_ascii=False, indent=1) + "\n")


def _shown(value: float | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"


if __name__ == "__main__":
    main()
