"""Log lines that nobody outside can write: what a message repeats of a request stays on its line."""

from __future__ import annotations

import logging
from typing import Any

from dedup.text.harmless import harmless


def keep_to_lines() -> None:
    """Make every log record of this process harmless: ids, sources and errors may repeat what was sent.

    A traceback keeps its lines.
    """
    logging.setLogRecordFactory(_HarmlessRecord)


class _HarmlessRecord(logging.LogRecord):
    def getMessage(self) -> str:  # noqa: N802 - logging's name
        return harmless(super().getMessage())

    def __init__(self, *values: Any, **more: Any) -> None:  # noqa: ANN401 - whatever logging hands over
        super().__init__(*values, **more)
        if isinstance(self.args, tuple):  # formatters that lay a line out themselves, as uvicorn's, read these
            self.args = tuple(harmless(one) if isinstance(one, str) else one for one in self.args)
