"""How long a health check takes, by a process that does nothing else: ``python -m benchmarks.load.health PORT``.

A line a check: seconds, by a new connection each time, or what went wrong.
"""

from __future__ import annotations

import http.client
import sys
import time

EVERY_SECONDS = 0.25
PATIENCE = 60.0


def main(port: int) -> None:
    """Check until nobody reads it."""
    while True:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
            said = f"{time.monotonic() - began:.6f}" if status == http.HTTPStatus.OK else str(status)
        except (OSError, http.client.HTTPException) as error:
            said = type(error).__name__
        finally:
            connection.close()
        print(said, flush=True)
        time.sleep(EVERY_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]))
