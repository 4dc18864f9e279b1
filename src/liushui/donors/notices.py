"""What donors are told of by this module."""

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind

STATEMENT = NoticeKind(
    "monthly-statement",
    gettext_noop("My statement of each month"),
    gettext_noop("Your statement of %(month)s is there: what you gave and what was done with it."),
)


def register_notices() -> None:
    """At start-up."""
    register_kind(STATEMENT)
