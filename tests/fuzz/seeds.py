"""What fuzzing begins with: a message of each format, and texts."""

from __future__ import annotations

import gzip
import json
from email.message import EmailMessage

from tests.unit.formats.documents import Drawn, pdf, word
from tests.unit.formats.systems import READ, TITLE
from tests.unit.formats.test_anpa import LINES
from tests.unit.formats.test_wire import ALL, FIRST, SECOND

RSS = f"""<rss version="2.0"><channel><title>Northwater</title><item><title>{TITLE}</title><guid>pier-1</guid>
<pubDate>Mon, 03 Mar 2031 09:30:00 GMT</pubDate><description>{FIRST} {SECOND}</description></item></channel></rss>"""

PAGE = f"""<html lang="en"><head><title>{TITLE}</title><meta property="og:title" content="{TITLE}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}", "author": [{{"name": "Ada"}}],
"datePublished": "2031-03-03T09:30:00Z"}}</script></head><body><nav><a href="/">Home</a></nav><article><h1>{TITLE}</h1>
<p>{FIRST}</p><p>{SECOND}</p></article></body></html>"""

_QUOTED = "\u201cNobody will cross before April,\u201d said Tove Lind, 44, who chairs the board."
_PRICED = (
    "It cost $3.4 million (\u20ac3.1m), up 12 percent from 1,204 on March 3, 2031. \ufb01ve na\u00efve &amp; so\u00adft"
)
_ODD = "He\u0301 \u202esaid\u202c \u2018no\u2019, o\U0001f600r \u0410gency p\u0430per. ***"
_SIGNED = "(Reporting by A. Ellwood; Editing by B.)"
TEXTS = (
    "\n\n".join((f"OTTERVIK (NW) - {FIRST}", _QUOTED, SECOND)),
    _PRICED,
    f"{_ODD}\n\n{_SIGNED}\n\nnot\u200bhing",
)


def _mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Ottervik desk <desk@northwater.example>"
    message["Subject"] = f"Fwd: {TITLE}"
    message["Date"] = "Mon, 03 Mar 2031 09:30:00 +0100"
    message["Message-ID"] = "<1@northwater.example>"
    message.set_content(f"Please find it below.\n\n-- \nDesk\n\n> {FIRST}\n\n{SECOND}\n")
    message.add_alternative(f"<p>{FIRST}</p><p>{SECOND}</p>", subtype="html")
    message.add_attachment(ALL["nitf"], maintype="text", subtype="xml", filename="story.xml")
    message.add_attachment(SECOND, filename="story.txt")
    return message.as_bytes()


_DRAWN = [Drawn(60, 760 - 14 * number, 11, line) for number, line in enumerate([TITLE, FIRST[:70], SECOND[:70]])]

SEEDS: dict[str, bytes] = {
    **ALL,
    **{str(name): json.dumps(data).encode() for name, (data, _) in READ.items()},
    "json": json.dumps(
        {"id": "a", "title": TITLE, "paragraphs": [FIRST, SECOND], "published_at": "2031-03-03"}
    ).encode(),
    "anpa": LINES.encode(),
    "feed": RSS.encode(),
    "mail": _mail(),
    "html": PAGE.encode(),
    "pdf": pdf([_DRAWN], about="/Title (Pier) /ModDate (D:20310303093000Z)"),
    "docx": word([FIRST, SECOND], title=TITLE, heading=TITLE),
    "lines": b"\n".join(json.dumps({"id": str(n), "text": text}).encode() for n, text in enumerate(TEXTS)),
    "packed": gzip.compress(TEXTS[0].encode()),
    "text": "\n\n".join(TEXTS).encode(),
}
"""By format."""
