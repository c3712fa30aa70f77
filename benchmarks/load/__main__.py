"""The service under load: ``python -m benchmarks load --minutes 20 --out FILE``.

A real ``dedup serve`` is asked by 1, 8, 32 and 128 clients, one stage after the other: texts to score and to store,
pages of the desk, verdicts and articles to read. A client that is told to come again does, when it is told to. Beside
them stand connections that are idle, that send a byte a second, and that listen to alerts. Of each stage: what was
answered and how fast, what was refused and what failed, how much memory the service holds, and how long its health
check took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.load.clients import Load
from benchmarks.load.strangers import Strangers
from benchmarks.markdown import table
from benchmarks.servers.server import Server
from benchmarks.speed.machine import machine

STAGES = (1, 8, 32, 128)


async def run(load: Load, strangers: Strangers, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """All stages, with the strangers beside them."""
    beside = asyncio.create_task(strangers.keep(arguments.idle, arguments.slow, arguments.streams))
    watching = asyncio.create_task(load.watch())
    await asyncio.sleep(5)
    stages = []
    for clients in STAGES:
        stage = await load.stage(clients, 60 * arguments.minutes / len(STAGES))
        stages.append(stage | {"strangers connected": dict(strangers.open)})
        print(f"{clients} clients: {stage['answers a second']} answers a second", file=sys.stderr)
    watching.cancel()
    beside.cancel()
    await asyncio.gather(watching, beside, return_exceptions=True)
    return stages


def main() -> None:
    """Run it, print a table, and exit with 1 if anything failed that was not told to come again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="of all stages together")
    parser.add_argument("--idle", type=int, default=500, help="connections on which nothing comes")
    parser.add_argument("--slow", type=int, default=200, help="connections on which a byte a second comes")
    parser.add_argument("--streams", type=int, default=1000, help="connections that listen to alerts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", help="URL of a migrated database; by default SQLite")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    measured_on = machine()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    load, environment = Load(arguments.seed), {"DEDUP_DATABASE_URL": arguments.postgres} if arguments.postgres else {}
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        archive = Path(folder) / "archive.jsonl"
        archive.write_text(load.archive(), "utf-8")
        filling = ["--data-dir", folder, "ingest", "--bulk", str(archive)]
        subprocess.run([sys.executable, "-m", "dedup.cli", *filling], env={**os.environ, **environment}, check=True)  # noqa: S603 - ours
        server = Server(Path(folder), environment)
        server.start()
        load.meet(server)
        strangers = Strangers(server.port)
        try:
            stages = asyncio.run(run(load, strangers, arguments))
        finally:
            server.end()
    figures = {
        "machine": measured_on,
        "database": "PostgreSQL" if arguments.postgres else "SQLite",
        "minutes": arguments.minutes,
        "strangers": {"idle": arguments.idle, "slow": arguments.slow, "streams": arguments.streams},
        "stages": stages,
        "how strangers ended": dict(sorted(strangers.seen.items())),
    }
    print(_table(stages))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if any(stage["errors"] for stage in stages):
        sys.exit(1)


def _table(stages: list[dict[str, Any]]) -> str:
    heads = [
        "clients",
        "answers a second",
        "p50 s",
        "p99 s",
        "told to come again",
        "errors",
        "health p99 s",
        "memory MB",
    ]
    rows = [
        [
            stage["clients"],
            stage["answers a second"],
            stage["seconds of an answer"].get("p50"),
            stage["seconds of an answer"].get("p99"),
            stage["told to come again"],
            sum(stage["errors"].values()),
            stage["health check seconds"].get("p99"),
            stage["memory MB"]["last"],
        ]
        for stage in stages
    ]
    return table(heads, [[str(cell) for cell in row] for row in rows])


if __name__ == "__main__":
    main()
