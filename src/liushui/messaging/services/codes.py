"""What is said by text message, in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext as _

from liushui.kernel.ids import normal_phone
from liushui.messaging.channels import TextMessage, channel
from liushui.parties.services import PhoneUnreadable


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
