"""What a figure was measured on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_TELLING = ("avx2", "avx512f", "avx512_bf16", "amx_bf16", "avx_vnni")


def machine() -> dict[str, Any]:
    """Cores, what the processor multiplies in, and how busy it is."""
    flags = set[str]()
    information = Path("/proc/cpuinfo")
    if information.exists():
        line = next((line for line in information.read_text("utf-8").splitlines() if line.startswith("flags")), "")
        flags = set(line.split())
    return {
        "cores": len(os.sched_getaffinity(0)),
        "instructions": [name for name in _TELLING if name in flags],
        "load": round(os.getloadavg()[0], 1),
    }
