"""What people are told about their ways in: whoever did not do it must learn of it at once."""

from datetime import datetime

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import Channel, NoticeKind
from liushui.messaging.services import tell

_PHONE = frozenset({Channel.SMS})
NUMBER, PASSWORD = "account.number", "account.password"
FACTOR_ADDED, FACTOR_GONE = "account.factor-added", "account.factor-gone"
HOUSE_ADDED = "account.house-added"
PAPER_USED, NEW_BROWSER = "account.paper-used", "account.new-browser"
PATH = "/me/security/"

KINDS = (
    NoticeKind(
        NUMBER,
        gettext_noop("Your number was changed"),
        gettext_noop("The mobile number of your account was changed to this one."),
        is_owed=True,
    ),
    NoticeKind(
        PASSWORD,
        gettext_noop("Your password was set or changed"),
        gettext_noop(
            "The password of your account was set or changed. If it was not you, sign out"
            " everywhere and set a new one."
        ),
        unasked=_PHONE,
        is_owed=True,
    ),
    NoticeKind(
        FACTOR_ADDED,
        gettext_noop("A second factor was added"),
        gettext_noop(
            "A passkey or code app was added to your account. If it was not you, remove it and"
            " sign out everywhere."
        ),
        unasked=_PHONE,
        is_owed=True,
    ),
    NoticeKind(
        FACTOR_GONE,
        gettext_noop("A second factor was removed"),
        gettext_noop("A passkey or code app was removed from your account."),
        unasked=_PHONE,
        is_owed=True,
    ),
    NoticeKind(
        HOUSE_ADDED,
        gettext_noop("Another sign-in was connected"),
        gettext_noop(
            "Your account can now be opened by WeChat, DingTalk or another sign-in. If it was not"
            " you, disconnect it and sign out everywhere."
        ),
        unasked=_PHONE,
        is_owed=True,
    ),
    NoticeKind(
        PAPER_USED,
        gettext_noop("A recovery code was used"),
        gettext_noop("A recovery code of your account was used. You have %(left)s left."),
        unasked=_PHONE,
        is_owed=True,
    ),
    NoticeKind(
        NEW_BROWSER,
        gettext_noop("A browser that is new to your account"),
        gettext_noop(
            "Your account was signed in with a browser that it did not know. If it was not you,"
            " sign out everywhere."
        ),
        is_owed=True,
    ),
)


def tell_of(kind: str, person_id: int | None, *, at: datetime, **facts: int) -> None:
    """Tell the person, in the caller's transaction."""
    assert person_id is not None, "somebody is signed in"
    tell(person_id, kind, key=at.isoformat(), at=at, path=PATH, **facts)
