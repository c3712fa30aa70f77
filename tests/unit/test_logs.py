"""What is logged of a request stays on its line."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest
from uvicorn.logging import AccessFormatter

from dedup.commands.logs import keep_to_lines
from dedup.errors import InvalidArticle

if TYPE_CHECKING:
    from collections.abc import Iterator

HARM = "x\nERROR: all is lost\r\x1b[2J\u202e"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What loggers write from here on."""
    before, stream = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger("dedup.test").addHandler(handler)
    keep_to_lines()
    yield stream
    logging.setLogRecordFactory(before)
    logging.getLogger("dedup.test").removeHandler(handler)


def test_nothing_that_was_sent_writes_a_line_of_its_own(written: io.StringIO) -> None:
    logger = logging.getLogger("dedup.test")
    logger.error("%s: %s of %d", HARM, InvalidArticle(HARM), 7)
    logger.error(HARM)
    told = written.getvalue()
    assert told.count("\n") == 2
    assert "of 7" in told
    assert not {"\r", "\x1b", "\u202e"} & set(told)


def test_lines_of_accesses_are_laid_out_as_before(written: io.StringIO) -> None:
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(AccessFormatter('%(client_addr)s "%(request_line)s" %(status_code)s', use_colors=False))
    logger = logging.getLogger("dedup.test.access")
    logger.addHandler(handler)
    logger.warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1:7", "GET", f"/v1/{HARM}", "1.1", 200)
    logger.removeHandler(handler)
    assert stream.getvalue().startswith('127.0.0.1:7 "GET /v1/x ERROR: all is lost')
    assert stream.getvalue().endswith("200 OK\n")
    assert stream.getvalue().count("\n") == written.getvalue().count("\n") == 1
