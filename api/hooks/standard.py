"""Our own JSON: Standard Webhooks (``webhook-id``, ``webhook-timestamp``, ``webhook-signature``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from standardwebhooks import Webhook, WebhookVerificationError

from api.hooks.signatures import required
from dedup.errors import SenderRefused

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check the signature of a message, and that it is not older than five minutes.

    Raises:
        SenderRefused: It is missing, wrong or old.
    """
    required(headers, "webhook-signature")
    try:
        Webhook(secret).verify(body, dict(headers))
    except json.JSONDecodeError:
        return  # it decodes what it has verified; that this is no JSON is for its reader to say
    except WebhookVerificationError as error:
        message = f"The webhook signature does not hold: {error}. Check the secret and the sender's clock."
        raise SenderRefused(message) from error
    except ValueError as error:  # a body that is no UTF-8, a time that is no number
        message = f"The webhook signature can not be checked: {error}."
        raise SenderRefused(message) from error
