"""How a text message leaves the house. ``LIUSHUI_SMS_CHANNEL`` names the channel's class."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.messaging.models import ScreenMessage
from liushui.messaging.queries import PURPOSE


class ChannelMissing(DomainError):
    """The operator has not said how text messages are sent."""

    code = "channel_missing"
    status = 503
    message = gettext_noop("This site cannot send text messages yet.")
    remedy = gettext_noop("Its operator has to set up a channel first: LIUSHUI_SMS_CHANNEL.")


class SmsChannel(Protocol):
    """A provider of text messages. An implementation takes no argument and reads its settings."""

    def require_ready(self) -> None:
        """Raise a refusal that says in words what is missing, before anything is promised."""

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        """Hand the message over; raise a refusal if the provider does not take it.

        ``phone`` is in ``normal_phone``'s form. Neither it nor the text may be logged.
        """


class NoChannel:
    """The channel of a site that has none: it says so."""

    def require_ready(self) -> None:
        raise ChannelMissing

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        del phone, text, at
        raise ChannelMissing


class ScreenChannel:
    """The demo's: messages are kept sealed and shown on /demo/messages/, which only a demo has."""

    def require_ready(self) -> None:
        if not settings.DEMO:
            raise ChannelMissing

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        self.require_ready()
        ScreenMessage.objects.create(
            phone_sealed=vault.seal_passing(PURPOSE, phone),
            text_sealed=vault.seal_passing(PURPOSE, text),
            at=at,
        )


def channel() -> SmsChannel:
    """The channel that the settings name."""
    named: SmsChannel = import_string(settings.LIUSHUI_SMS_CHANNEL)()
    return named
