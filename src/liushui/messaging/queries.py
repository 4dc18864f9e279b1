"""What the demo's page of messages shows."""

from dataclasses import dataclass
from datetime import datetime

from liushui.base import vault
from liushui.kernel.masks import mask_phone
from liushui.messaging.models import ScreenMessage

PURPOSE = "screen-message"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: to whom (masked), which words, when."""

    phone: str
    text: str
    at: datetime


def screen_messages() -> list[Shown]:
    """The newest fifty."""
    return [
        Shown(
            phone=mask_phone(vault.open_passing(PURPOSE, message.phone_sealed)),
            text=vault.open_passing(PURPOSE, message.text_sealed),
            at=message.at,
        )
        for message in ScreenMessage.objects.order_by("-at", "-pk")[:SHOWN]
    ]
