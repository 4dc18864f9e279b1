"""What donors are told of their regular gifts: before each charge, and whenever one does not go."""

from datetime import datetime

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import Channel, NoticeKind, register_kind
from liushui.messaging.services import tell
from liushui.recurring.links import page_of
from liushui.recurring.models import Charge, Mandate

# Told unasked by mail and phone: who is charged by the clock must know before (网络交易监督管理办法
# art 18: five days before each renewal).
_ALWAYS = frozenset({Channel.MAIL, Channel.SMS})
ANNOUNCED = NoticeKind(
    "mandate-announced",
    gettext_noop("My next regular gift, before it is charged"),
    gettext_noop("Your regular gift of %(amount)s yuan will be charged on %(day)s: %(code)s"),
    _ALWAYS,
    is_owed=True,
)
LEFT_OUT = NoticeKind(
    "mandate-left-out",
    gettext_noop("My regular gifts that could not be charged"),
    gettext_noop(
        "Your regular gift of %(amount)s yuan for %(day)s was not charged and is left out;"
        " nothing is collected later: %(code)s"
    ),
)
BEGUN = NoticeKind(
    "mandate-begun",
    gettext_noop("My regular gifts that begin"),
    gettext_noop("Your regular gift of %(amount)s yuan begins, first on %(day)s: %(code)s"),
    is_owed=True,
)
RESTS = NoticeKind(
    "mandate-rests",
    gettext_noop("My regular gifts that were laid to rest"),
    gettext_noop("Your regular gift rests after charges that did not go: %(code)s"),
    _ALWAYS,
    is_owed=True,
)
NO_ACCOUNT = NoticeKind(
    "mandate-account-ended",
    gettext_noop("My regular gifts whose account was ended"),
    gettext_noop(
        "The charity ended the account with which you signed your regular gift. Nothing is charged"
        " until you sign anew: %(code)s"
    ),
    _ALWAYS,
    is_owed=True,
)
ENDED = NoticeKind(
    "mandate-ended",
    gettext_noop("My regular gifts that have ended"),
    gettext_noop("Your regular gift has ended; nothing more is charged: %(code)s"),
    is_owed=True,
)


def register_notices() -> None:
    """At start-up."""
    for kind in (ANNOUNCED, LEFT_OUT, BEGUN, RESTS, NO_ACCOUNT, ENDED):
        register_kind(kind)


def tell_of_charge(charge: Charge, kind: NoticeKind, *, at: datetime) -> None:
    """The donor, of one charge."""
    mandate = charge.mandate
    if mandate.donor_id is not None:
        tell(
            mandate.donor_id,
            kind.name,
            key=f"{mandate.code} {charge.period}",
            path=page_of(mandate),
            at=at,
            code=mandate.code,
            amount_minor=charge.amount_minor,
            day=charge.charge_on.isoformat(),
        )


def tell_of_mandate(mandate: Mandate, kind: NoticeKind, *, key: str, at: datetime) -> None:
    """The donor, of the whole."""
    if mandate.donor_id is not None:
        tell(
            mandate.donor_id,
            kind.name,
            key=f"{mandate.code} {key}",
            path=page_of(mandate),
            at=at,
            code=mandate.code,
            amount_minor=mandate.amount_minor,
            day=mandate.due_from.isoformat() if mandate.due_from else "",
        )
