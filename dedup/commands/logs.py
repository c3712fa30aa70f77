"""The log of a server: one line an event, as JSON or for people, and never what an article says.

What is logged is said in our own words, with ids and numbers. What an exception of another's says may quote what it
stumbled over, so of those only kind and place are kept; of ours, and of the operating system, the message too. The
engine keeps values of SQL statements out.
"""

from __future__ import annotations

import logging
import logging.config
import sys
import traceback
from typing import TYPE_CHECKING, Any

import structlog

from dedup.errors import DedupError
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from types import TracebackType

    from structlog.typing import EventDict, ExcInfo, WrappedLogger

    from dedup.settings import Settings

_TRUSTED = (DedupError, OSError)
"""Exceptions whose message is ours, or the system's."""

_DEEPEST = 10
"""Causes of causes that are told."""


def configure(settings: Settings) -> None:
    """Have everything that is logged in this process written to standard error, as the settings say."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_colours,
        _exception,
        _on_one_line,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(sort_keys=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0, sort_keys=False)
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "events": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "filters": {"told": {"()": _Told}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events", "filters": ["told"]}},
            "root": {"handlers": ["stderr"], "level": settings.log_level.upper()},
            # What is asked is in its query and its answer's cookie; one line a request is ours to write.
            "loggers": {"uvicorn.access": {"level": "CRITICAL"}, **{name: {"level": "WARNING"} for name in _LOUD}},
        }
    )


_LOUD = ("httpx", "httpcore", "httpx2", "urllib3", "alembic", "sqlalchemy", "multipart", "python_multipart")
"""Libraries that tell at length, at lower levels, what went through them: addresses with secrets, forms, statements."""


class _Told(logging.Filter):
    """Leaves out what uvicorn says of an exception that was told already, under the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name == "uvicorn.error" and record.getMessage().startswith("Exception in ASGI application"))


def _without_colours(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Leave out what uvicorn adds for its own formatter."""
    event.pop("color_message", None)
    return event


def _on_one_line(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Show what would act on a terminal, or begin a line of its own, instead of obeying it: names come from outside."""
    shown = {name: harmless(value) if isinstance(value, str) else value for name, value in event.items()}
    return shown | ({"exception": event["exception"]} if "exception" in event else {})


def _exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Put what an exception is, and where it came from, into the event."""
    found: ExcInfo | bool | None = event.pop("exc_info", None)
    info = sys.exc_info() if found is True else found
    if isinstance(info, tuple) and info[1] is not None:
        event["exception"] = told(info[1])
    return event


def told(error: BaseException) -> str:
    """An exception with its causes, the first one last: its kind, where it came from, and its message if it is ours."""
    lines: list[str] = []
    seen: BaseException | None = error
    for _ in range(_DEEPEST):
        if seen is None:
            break
        kind = type(seen)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        lines.append(f"{name}: {harmless(str(seen))}" if isinstance(seen, _TRUSTED) else name)
        lines += _places(seen.__traceback__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, the innermost first."""
    return [f"  at {frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(traceback.extract_tb(trace))]
