"""Modules that run at once, since everything is imported already: ``python -m benchmarks.servers.forking SOCKET``.

To import what ``dedup serve`` needs takes most of its start. It is done once here, and each order forks a process that
runs a module as ``python -m`` would: its own environment, arguments, output, errors, signals and end. An order is JSON,
and comes with the files for output and errors; it is answered with the number of the process::

    {"module": "dedup.cli", "arguments": ["serve", "--port", "0"], "environment": {"DEDUP_WORKERS": "0"}}

Nothing is loaded before the fork that has threads, which a fork would lose.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    """A module that runs in a process of its own.

    Its parent never asks how it ended: so its number stays its own, and no other process is sent what is meant for it.

    Args:
        number: Of the process.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._ended = os.pidfd_open(number)

    def signal(self, what: int) -> None:
        """Send it a signal; nothing happens if it has ended."""
        os.kill(self._number, what)

    def has_ended(self, seconds: float = 0.0) -> bool:
        """Whether it has ended, or does within some seconds."""
        ended = select.poll()
        ended.register(self._ended, select.POLLIN)
        return bool(ended.poll(seconds * 1000))

    def wait(self, seconds: float) -> None:
        """Wait until it has ended.

        Raises:
            TimeoutError: It has not.
        """
        if not self.has_ended(seconds):
            raise TimeoutError

    def kill(self, seconds: float) -> None:
        """``kill -9``; it is gone when this comes back.

        Raises:
            TimeoutError: It is not gone after so many seconds.
        """
        self.signal(signal.SIGKILL)
        self.wait(seconds)


class Forking:
    """The parent of forked processes.

    Args:
        environment: What libraries read while they are imported, beside the environment of this process.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "benchmarks.servers.forking", str(theirs.fileno())]
            self._parent = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
            )

    def start(
        self, module: str, arguments: Sequence[str], environment: Mapping[str, str], output: int = 1, errors: int = 2
    ) -> Forked:
        """Run a module's ``main``.

        Args:
            module: One with a function ``main``.
            arguments: What follows its name on a command line.
            environment: The whole of it.
            output: Where its standard output goes, a file descriptor of this process.
            errors: Likewise.
        """
        order = {"module": module, "arguments": list(arguments), "environment": dict(environment)}
        socket.send_fds(self._orders, [json.dumps(order).encode()], [output, errors])
        return Forked(int(self._orders.recv(100)))

    def end(self) -> None:
        """Take no more orders."""
        self._orders.close()
        self._parent.wait()


def run(order: dict[str, Any], output: int, errors: int) -> NoReturn:
    """Be the module."""
    for given, own in ((output, 1), (errors, 2)):
        os.dup2(given, own)
        os.close(given)
    sys.stdout = os.fdopen(1, "w", 1)  # those there were may stand for a file
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]
    importlib.import_module(order["module"]).main()
    sys.exit()


def main() -> None:
    """Fork a process for each order."""
    for module in _PRELOADED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what all of them share stays shared
    orders = socket.socket(fileno=int(sys.argv[1]))
    while True:
        order, given, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 2)
        if not order:  # nobody is left who gives any
            return
        child = os.fork()
        if child == 0:
            orders.close()
            run(json.loads(order), *given)
        for one in given:
            os.close(one)
        orders.send(b"%d" % child)


if __name__ == "__main__":
    main()
