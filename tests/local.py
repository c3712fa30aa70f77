"""A client on this machine: what is not locked answers to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.testclient import TestClient

if TYPE_CHECKING:
    from fastapi import FastAPI

HERE = "http://127.0.0.1"


def local_client(app: FastAPI, *, raise_server_exceptions: bool = True) -> TestClient:
    """A client that connects from this machine, by its loopback address."""
    return TestClient(app, base_url=HERE, raise_server_exceptions=raise_server_exceptions)
