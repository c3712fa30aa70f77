from __future__ import annotations

import os
import subprocess
import sys

CODE = (
    "import os, dedup.index.openmp as openmp; assert openmp.faiss.IndexFlatIP(2).d == 2; "
    "print(os.environ.get('OMP_WAIT_POLICY'))"
)


def loaded(**environment: str) -> tuple[str, str]:
    """What OpenMP's library says of itself as FAISS is loaded, and what is left of the environment's setting."""
    clean = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        check=True,
        env=clean | {"OMP_DISPLAY_ENV": "verbose"} | environment,
    )
    return done.stderr, done.stdout.strip()


def test_threads_of_faiss_sleep_when_there_is_nothing_to_search() -> None:
    said, left = loaded()
    assert "GOMP_SPINCOUNT = '0'" in said
    assert left == "None"


def test_whoever_says_how_threads_wait_is_obeyed() -> None:
    said, left = loaded(OMP_WAIT_POLICY="active")
    assert "OMP_WAIT_POLICY = 'ACTIVE'" in said
    assert left == "active"
