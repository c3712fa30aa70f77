"""Two thousand messages at fifty a second, through kills: ``python -m benchmarks.wire_load``.

A real ``dedup serve`` takes signed pushes of fictional stories (originals, corrections, copies by another paper, kills)
while it is killed with -9 and started again; a real receiver takes its alerts. At the end every message must be in the
inbox exactly once and done, the database must hold exactly the article versions that are due, each with its verdict,
and every alert that is due, and every one that was raised besides, must have arrived at least once.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.markdown import table
from benchmarks.servers.server import Server
from benchmarks.wire_load.accounts import checked, drained, inbox, kept_in, undelivered
from benchmarks.wire_load.receiver import Receiver, newsroom
from benchmarks.wire_load.sending import Outcome, Pace, send
from benchmarks.wire_load.stories import stories
from dedup.storage.database import Database
from dedup.wiring import DATABASE

SENDERS = 12


def run(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Send, kill, drain, check.

    Returns:
        Figures; ``problems`` lists what is not as it must be.
    """
    chance = random.Random(arguments.seed)  # noqa: S311 - a repeatable run
    told = list(stories(arguments.messages, chance))
    receiver = Receiver()
    server = Server(folder / "data", newsroom(folder, receiver, arguments.postgres))
    server.start()
    outcome, pace = Outcome(), Pace(arguments.rate)
    begun = time.monotonic()
    threads = [
        threading.Thread(target=send, args=(server, told[part::SENDERS], pace, outcome)) for part in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    length = arguments.messages / arguments.rate
    for moment in sorted(chance.uniform(1, length * 1.5) for _ in range(arguments.kills)):
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        server.kill()
        server.start()
    for thread in threads:
        thread.join()
    sent = time.monotonic() - begun
    patience = time.monotonic() + arguments.patience
    while not drained(server) and time.monotonic() < patience:
        time.sleep(0.5)
    worked = time.monotonic() - begun
    database = Database(arguments.postgres or f"sqlite:///{folder / 'data' / DATABASE}")
    while undelivered(database) and time.monotonic() < patience:
        time.sleep(0.5)
    messages = inbox(server)
    server.kill()
    receiver.server.shutdown()
    kept = kept_in(database)
    database.dispose()
    return checked(told, messages, kept, receiver, outcome.refused) | {
        "kills": arguments.kills,
        "answers": dict(outcome.answers),
        "seconds sending": round(sent, 1),
        "seconds until all was scored": round(worked, 1),
    }


def main() -> None:
    """Run it, print what was seen, and exit with 1 if something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds until all must be scored and delivered")
    parser.add_argument("--postgres", help="URL of a migrated database; by default SQLite")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wire-load-") as folder:
        figures = run(arguments, Path(folder))
    print(table(["what", "seen"], [[key, str(value)] for key, value in figures.items()]))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if figures["problems"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
