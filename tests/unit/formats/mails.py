"""A story, and mail it is sent in."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from dedup.formats.wire import read_wire

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.wire import WireItem


FIRST = (
    "The ferry board of Skarn voted on Monday to close the western pier, after divers found that five piles had split."
)


SECOND = (
    '"Nobody will moor there before spring," said its chair, Nils Ove Brandt. Repairs will cost 3.8 million crowns.'
)


STORY = f"{FIRST}\n\n{SECOND}\n"


def mail(text: str = STORY, subject: str = "Western pier closed", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Northsound Wire <desk@northsound.example>"
    message["To"] = "in@paper.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 06 May 2031 08:00:00 +0200"
    message["Message-ID"] = "<pier-1@northsound.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def only(content: bytes | EmailMessage) -> tuple[WireItem, Article]:
    (item,) = read_wire(content if isinstance(content, bytes) else content.as_bytes())
    assert item.article is not None
    return item, item.article


def text_of(content: bytes | EmailMessage) -> list[str]:
    return only(content)[1].text.split("\n\n")


HEAD = b"From: a@b.example\r\nSubject: x\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n"
