"""What is said by text message, in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext as _

from liushui.messaging.channels import channel


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
        channel().send(phone=phone, text=text % {"code": code, "minutes": minutes}, at=at)
