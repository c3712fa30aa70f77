"""Nothing is lost when it is killed: ``python -m benchmarks faults --kills 200 --out FILE``.

A real ``dedup serve`` stores articles and takes in signed messages without a pause, and is killed with -9 at random
moments: while it answers, works on its inbox, starts, or stops and writes its snapshot. Between two lives the snapshot
is cut, flipped, taken away or replaced by another store's. After every start a check article must score as it did
before, the indexes must agree with the store, and what the life before acknowledged must be there. At the end every
acknowledged article and message is counted in the database: each once. With ``--restart`` the database server is
restarted in the middle instead of the service being killed, every second time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.faults.lives import Run
from benchmarks.markdown import table


def main() -> None:
    """Run it, print what was seen, and exit with 1 if something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="faults, one after the other")
    parser.add_argument("--minutes", type=float, default=600.0, help="no new fault after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds until all must be scored and delivered")
    parser.add_argument("--postgres", help="URL of an empty PostgreSQL database; by default SQLite")
    parser.add_argument("--restart", help="command that restarts the database server; scripts/with-postgres sets one")
    parser.add_argument("--model", action="store_true", help="a whole `dedup serve` each time, which starts in seconds")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        run = Run(Path(folder), arguments.postgres, arguments.restart, arguments.seed, model=arguments.model)
        run.begin()
        done = 0
        while done < arguments.kills and time.monotonic() - begun < 60 * arguments.minutes:
            run.fault(done)
            done += 1
            print(f"{done} faults, {len(run.problems)} problems, {time.monotonic() - begun:.0f} s", file=sys.stderr)
        counted = run.end(arguments.patience)
    figures = {
        "database": "PostgreSQL" if arguments.postgres else "SQLite",
        "served by": "dedup serve" if arguments.model else "the same application, words in place of the sentence model",
        "faults": done,
        "what": dict(sorted(run.seen.items())),
        **counted,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "problems": run.problems,
    }
    print(table(["what", "seen"], [[key, str(value)] for key, value in figures.items()]))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if run.problems:
        sys.exit(1)


if __name__ == "__main__":
    main()
