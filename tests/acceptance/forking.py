"""Commands that start at once, since everything is imported already: ``python -m tests.acceptance.forking SOCKET``.

To import what ``dedup serve`` needs takes most of its start. It is done once here, and each order forks a process that
runs the command as a shell would have it run: its own environment, arguments, standard error, signals and end. An order
is JSON, and comes with the pipe for the command's standard error; it is answered with the number of the process::

    {"arguments": ["serve", "--port", "0"], "environment": {"DEDUP_WORKERS": "0"}}

Nothing is loaded before the fork that has threads, which a fork would lose.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ORDER = 1 << 20
_PRELOADED = (
    "api.app",
    "dedup.commands.serving",
    "dedup.compiled",
    "dedup.index.faiss",
    "dedup.index.minhash",
    "dedup.storage.schema",
    "dedup.storage.store",
    "psycopg",
)


class Forked:
    """A command in a process of its own.

    Its parent never asks how it ended: so its number stays its own, and no other process is sent what is meant for it.
    """

    def __init__(self, number: int, errors: int) -> None:
        self._number = number
        self._ended = os.pidfd_open(number)
        self.errors = os.fdopen(errors)

    def signal(self, what: int) -> None:
        """Send it a signal; nothing happens if it has ended."""
        os.kill(self._number, what)

    def wait(self, seconds: float) -> None:
        """Wait until it has ended.

        Raises:
            TimeoutError: It has not.
        """
        ended = select.poll()
        ended.register(self._ended, select.POLLIN)
        if not ended.poll(seconds * 1000):
            raise TimeoutError


class Forking:
    """The parent of forked commands."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.acceptance.forking", str(theirs.fileno())]
            self._parent = subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )

    def start(self, arguments: list[str], environment: dict[str, str]) -> Forked:
        """Run ``dedup`` with these arguments."""
        order = json.dumps({"arguments": arguments, "environment": environment}).encode()
        reading, writing = os.pipe()
        socket.send_fds(self._orders, [order], [writing])
        os.close(writing)
        return Forked(int(self._orders.recv(100)), reading)

    def end(self) -> None:
        """Take no more orders."""
        self._orders.close()
        self._parent.wait()


def run(order: dict[str, Any], errors: int) -> NoReturn:
    """Be the command."""
    os.dup2(errors, 2)
    os.close(errors)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace")  # the one there was may stand for a file
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]
    from dedup.cli import main as command

    command()
    sys.exit()


def main() -> None:
    """Fork a process for each order."""
    for module in _PRELOADED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what all of them share stays shared
    orders = socket.socket(fileno=int(sys.argv[1]))
    while True:
        order, given, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 1)
        if not order:  # nobody is left who gives any
            return
        child = os.fork()
        if child == 0:
            orders.close()
            run(json.loads(order), *given)
        os.close(*given)
        orders.send(b"%d" % child)


if __name__ == "__main__":
    main()
