# ruff: noqa: E501 - messages stand here as they are sent
"""Messages as Superdesk pushes them, by a fictional agency, signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

SECRET = "the tide turned at noon"  # noqa: S105 - of these tests alone
PIER = (
    (
        "OTTERVIK (NW) - The harbour master of Ottervik closed the northern pier on Monday after divers found cracks in two "
        "of its oldest piles."
    ),
    (
        "Ferries to the outer islands will leave from the coal quay until Friday, the harbour office said, and the fish "
        "market moves into the rope works."
    ),
    "The pier was built in 1911 and last repaired after the flood of 1987, when a grain ship broke loose and hit it.",
    "Divers will look at the other 38 piles this week. Repairs may cost 4.2 million crowns, the office said.",
    "(Reporting by Tamar Ellwood; Editing by the Ottervik desk)",
)
GUID = "urn:newsml:northwater.example:2031-03-03T09:30:00:pier"
UPDATE = "urn:newsml:northwater.example:2031-03-03T12:00:00:pier-update"


def message(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A publish of the pier story, with some fields changed."""
    return {
        "guid": GUID,
        "version": "1",
        "type": "text",
        "versioncreated": "2031-03-03T09:30:00+0000",
        "pubstatus": "usable",
        "language": "en",
        "headline": "Pier closed at Ottervik",
        "slugline": "PIER-CLOSED",
        "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in PIER),
        "source": "NW",
        **fields,
    }


PUBLISH = message()
CORRECTION = message(
    version="2",
    versioncreated="2031-03-03T10:10:00+0000",
    body_html="".join(f"<p>{paragraph}</p>" for paragraph in PIER).replace("38 piles", "36 piles"),
)
REWRITE = message(
    guid=UPDATE,
    evolvedfrom=GUID,
    versioncreated="2031-03-03T12:00:00+0000",
    headline="UPDATE 1-Pier closed at Ottervik, army sends pontoons",
    body_html=f"<p>OTTERVIK (NW) - The army is sending pontoons to Ottervik.</p><p>{PIER[1]}</p><p>{PIER[2]}</p>",
)
KILL = message(
    version="3",
    versioncreated="2031-03-03T13:00:00+0000",
    pubstatus="canceled",
    headline="Kill notice",
    body_html="<p>Please kill story slugged PIER-CLOSED.</p>",
)
COPY = message(
    guid="urn:newsml:courier.example:pier",
    versioncreated="2031-03-03T11:00:00+0000",
    source="Courier",
    body_html="".join(f"<p>{paragraph}</p>" for paragraph in PIER[:4])
    .replace("(NW) - ", "- ")
    .replace("will look at", "are to inspect"),
)
EMBARGOED = message(
    guid="urn:newsml:northwater.example:report",
    headline="Embargoed: harbour report",
    embargoed="2099-01-01T00:00:00+00:00",
    body_html="<p>Half of the piers on the western coast need repair within five years, a report by the harbour "
    "surveyors says.</p><p>It names eleven ports and puts the cost at 310 million crowns.</p>"
    "<p>The surveyors sent 44 divers to 212 piers over two summers.</p>",
)


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers of a signed push."""
    digest = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return {"Content-type": "application/json", "x-superdesk-signature": f"sha1={digest}"}


def encoded(content: dict[str, Any]) -> bytes:
    """As it goes over the wire."""
    return json.dumps(content).encode()
