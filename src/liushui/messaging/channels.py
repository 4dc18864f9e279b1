"""How a text message leaves the house.

``LIUSHUI_SMS_CHANNEL`` names a class of one's own; else the installation's setting names a
provider that we know; else there is none, and it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from liushui.base import vault
from liushui.installation.queries import value_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.messaging.models import ScreenMessage
from liushui.messaging.queries import PURPOSE

_NONE = "liushui.messaging.channels.NoChannel"
PROVIDERS = {
    "aliyun": "liushui.messaging.sms.aliyun.AliyunChannel",
    "tencent": "liushui.messaging.sms.tencent.TencentChannel",
}


class ChannelMissing(DomainError):
    """The operator has not said how text messages are sent."""

    code = "channel_missing"
    status = 503
    message = gettext_noop("This site cannot send text messages yet.")
    remedy = gettext_noop("Its operator has to set up a channel first, in the settings.")


@dataclass(frozen=True, slots=True)
class TextMessage:
    """What is said: the words, and what a provider with templates of its own needs instead.

    ``kind`` is one of ``KINDS``; ``values`` are the template's, by name and in order.
    """

    kind: str
    text: str
    values: Sequence[tuple[str, str]] = ()


# Each is a template that a provider has checked beforehand: 工信部 allows no free text.
KINDS = ("code", "notice")


class SmsChannel(Protocol):
    """A provider of text messages. An implementation takes no argument and reads its settings."""

    def require_ready(self) -> None:
        """Raise a refusal that says in words what is missing, before anything is promised."""

    def send(self, *, phone: str, message: TextMessage, at: datetime) -> None:
        """Hand the message over; raise a refusal if the provider does not take it.

        ``phone`` is in ``normal_phone``'s form. Neither it nor the words may be logged.
        """


class NoChannel:
    """The channel of a site that has none: it says so."""

    def require_ready(self) -> None:
        raise ChannelMissing

    def send(self, *, phone: str, message: TextMessage, at: datetime) -> None:
        del phone, message, at
        raise ChannelMissing


class ScreenChannel:
    """The demo's: messages are kept sealed and shown on /demo/messages/, which only a demo has."""

    def require_ready(self) -> None:
        if not settings.DEMO:
            raise ChannelMissing

    def send(self, *, phone: str, message: TextMessage, at: datetime) -> None:
        self.require_ready()
        ScreenMessage.objects.create(
            phone_sealed=vault.seal_passing(PURPOSE, phone),
            text_sealed=vault.seal_passing(PURPOSE, message.text),
            at=at,
        )


def channel() -> SmsChannel:
    """The channel that the environment or the settings name."""
    name = settings.LIUSHUI_SMS_CHANNEL
    if name == _NONE:
        name = PROVIDERS.get(value_of("sms.provider"), _NONE)
    named: SmsChannel = import_string(name)()
    return named
