"""A server process of one store, and clients that ask it over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.servers.server import free_port
from dedup.settings import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_START = 900.0
_DURATION = re.compile(r"(\w+);dur=([\d.]+)")
_STOP = 120
_PARTS = ("encoder", "reader", "whole_cpu", "encoder_cpu", "reader_cpu")


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        port: On loopback.
        process: Its id.
        ready: Seconds until it was ready to answer.
    """

    port: int
    process: int
    ready: float

    def resident(self, *, peak: bool = False) -> int:
        """Bytes of memory that are resident now, or were at most."""
        status = Path(f"/proc/{self.process}/status").read_text("utf-8")
        found = re.search(rf"{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def cpu(self) -> float:
        """Seconds of processor time it took so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Answers:
    """What clients saw.

    Attributes:
        whole: Milliseconds of each answered request.
        told: Of each, what the server says of it; see :mod:`benchmarks.speed.serving`.
        refused: Requests that were told to come again.
        seconds: From the first request to the last answer.
        cpu: Milliseconds of processor time that the server took for one answer.
    """

    whole: list[float] = field(default_factory=list)
    told: list[dict[str, float]] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Percentiles of the whole and its parts; of processor time too where requests came one by one."""
        parts = {name: np.array([told.get(name, 0.0) for told in self.told]) for name in _PARTS}
        outside = np.array(self.whole) - parts["encoder"] - parts["reader"]
        outside_cpu = parts["whole_cpu"] - parts["encoder_cpu"] - parts["reader_cpu"]
        return {
            "answers": len(self.whole),
            "refused": self.refused,
            "a_second": round(len(self.whole) / max(self.seconds, 1e-9), 2),
            "cpu": round(self.cpu, 1),
            "whole": percentiles(self.whole),
            "outside": percentiles(outside.tolist()),
            "outside_cpu": percentiles(outside_cpu.tolist()),
            **{name: percentiles(milliseconds.tolist()) for name, milliseconds in parts.items()},
        }


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """Half, 95 and 99 in a hundred are as quick or quicker."""
    if not len(milliseconds):
        return {}
    return {f"p{q}": round(float(np.percentile(milliseconds, q)), 1) for q in (50, 95, 99)}


@contextmanager
def serving(store: Path, precision: str = "auto") -> Iterator[Server]:
    """A server over a store, on a free port of loopback; stopped at the end.

    Args:
        store: A filled and indexed store.
        precision: Its ``DEDUP_ENCODER_PRECISION``.

    Raises:
        RuntimeError: It does not get ready.
    """
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {f"{PREFIX}DATA_DIR": str(store), f"{PREFIX}PORT": str(port), f"{PREFIX}LOG_LEVEL": "warning"}
    environment[f"{PREFIX}ENCODER_PRECISION"] = precision
    command = [sys.executable, "-m", "benchmarks.speed.serving"]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own command line
        try:
            _await(port, process)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(_STOP)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.1)
    message = "the server did not get ready"
    raise RuntimeError(message)


def ask_all(server: Server, bodies: Sequence[dict[str, Any]], clients: int) -> Answers:
    """Score texts over HTTP, by so many clients at once; each sends its next when it has its answer.

    Args:
        server: Which.
        bodies: Of requests to ``/v1/score``.
        clients: How many.
    """
    answers = Answers()
    lock = threading.Lock()
    waiting = iter([json.dumps(body).encode() for body in bodies])
    began, cpu = time.perf_counter(), server.cpu()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                connection.close()
                return
            sent = time.perf_counter()
            connection.request("POST", "/v1/score", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            took = (time.perf_counter() - sent) * 1000
            told = dict(_DURATION.findall(response.getheader("Server-Timing") or ""))
            with lock:
                if response.status == HTTPStatus.OK:
                    answers.whole.append(took)
                    answers.told.append({name: float(value) for name, value in told.items()})
                else:
                    answers.refused += 1
            if response.status != HTTPStatus.OK:
                time.sleep(float(response.getheader("Retry-After") or 1))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.seconds = time.perf_counter() - began
    answers.cpu = (server.cpu() - cpu) * 1000 / max(len(answers.whole), 1)
    return answers
