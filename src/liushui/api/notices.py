"""What people are told of programs that act as they."""

from datetime import datetime

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell

_PAGE = "/me/tokens/"
SIGNED_IN = NoticeKind(
    "program-signed-in",
    gettext_noop("A program signed in as you"),
    gettext_noop(
        "A program signed in with a code that went to your phone. If it was not you, end it under"
        " “Programs that act for me”."
    ),
    is_owed=True,
)


def register_notices() -> None:
    """At start-up."""
    register_kind(SIGNED_IN)


def tell_of_sign_in(person_id: int, *, at: datetime) -> None:
    """Tell the person, in the caller's transaction."""
    tell(person_id, SIGNED_IN.name, key=at.isoformat(), at=at, path=_PAGE)
