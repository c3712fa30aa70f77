"""FAISS, whose threads sleep when a search is done.

By default they spin for some milliseconds after each in case there is another: as long again as the search. OpenMP's
library reads how threads wait when it is loaded; FAISS brings one of its own, so nobody else's threads are changed.
"""

from __future__ import annotations

import os

_WAITING = "OMP_WAIT_POLICY"

if _WAITING in os.environ:
    import faiss
else:
    os.environ[_WAITING] = "passive"
    try:
        import faiss
    finally:
        del os.environ[_WAITING]

__all__ = ["faiss"]
