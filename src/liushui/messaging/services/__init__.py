"""What messaging does: carries codes, tells people, keeps addresses, delivers."""

from liushui.messaging.services.addresses import (
    MailCodeWrong,
    MailTooSoon,
    confirm_address,
    drop_address,
    keep_address,
)
from liushui.messaging.services.codes import (
    SignInCodes,
    forget_screen_messages,
    send_trial,
    send_warning,
)
from liushui.messaging.services.delivering import deliver
from liushui.messaging.services.telling import (
    Telling,
    choose_channels,
    forget_notices,
    mark_all_read,
    mark_read,
    tell,
    tell_all,
    tell_each,
)

__all__ = [
    "MailCodeWrong",
    "MailTooSoon",
    "SignInCodes",
    "Telling",
    "choose_channels",
    "confirm_address",
    "deliver",
    "drop_address",
    "forget_notices",
    "forget_screen_messages",
    "keep_address",
    "mark_all_read",
    "mark_read",
    "send_trial",
    "send_warning",
    "tell",
    "tell_all",
    "tell_each",
]
