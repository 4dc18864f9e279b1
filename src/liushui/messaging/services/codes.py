"""What is said by text message, in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base import vault
from liushui.kernel.ids import normal_phone
from liushui.messaging.channels import TextMessage, channel
from liushui.messaging.models import ScreenMessage
from liushui.messaging.queries import PURPOSE
from liushui.parties.services import PhoneUnreadable

MOST_ON_SCREEN = 5000


class SignInCodes:
    """Carries sign-in codes for the parties module, which knows no channel."""

    def require_ready(self) -> None:
        channel().require_ready()

    def send_code(self, *, phone: str, code: str, minutes: int, purpose: str, at: datetime) -> None:
        """Raises what the channel refuses."""
        if purpose == "number":
            text = _(
                "Liushui: %(code)s makes this number the one of an account. It is valid for"
                " %(minutes)s minutes. If you did not ask for this, do nothing."
            )
        else:
            text = _(
                "Liushui: your code is %(code)s. It is valid for %(minutes)s minutes."
                " Our staff will never ask you for it."
            )
        values = (("code", code), ("minutes", str(minutes)))
        words = text % {"code": code, "minutes": minutes}
        channel().send(phone=phone, message=TextMessage("code", words, values), at=at)


def send_trial(phone: str, at: datetime) -> None:
    """A message that says that the channel works, by the template of codes. As ``send_code``."""
    plain = normal_phone(phone)
    if not plain:
        raise PhoneUnreadable
    carrier = channel()
    carrier.require_ready()
    values = (("code", "000000"), ("minutes", "10"))
    words = _("Liushui: text messages of this site work.")
    carrier.send(phone=plain, message=TextMessage("code", words, values), at=at)


def send_warning(phone: str, *, at: datetime) -> None:
    """To a number that an account had until now: its owner may not be who took it away."""
    words = _(
        "Liushui: this number no longer belongs to your account. If you did not change it, call"
        " the operator of the site at once."
    )
    values = (("what", _("Your number was changed")),)
    channel().send(phone=phone, message=TextMessage("notice", words, values), at=at)


def forget_screen_messages(phone: str) -> int:
    """Drop the demo's messages to this phone, whose owner is erased; how many."""
    if not phone:
        return 0
    rows = ScreenMessage.objects.only("phone_sealed").order_by("-pk")[:MOST_ON_SCREEN]
    theirs = [row.pk for row in rows if vault.open_passing(PURPOSE, row.phone_sealed) == phone]
    return ScreenMessage.objects.filter(pk__in=theirs).delete()[0]
