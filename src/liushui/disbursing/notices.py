"""What people are told of payments: each step, to whoever takes the next one."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from liushui.disbursing.models import Disbursement
from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell_all
from liushui.parties.access import Right
from liushui.parties.queries.posts import actors_serving

TO_APPROVE = NoticeKind(
    "payment-to-approve",
    gettext_noop("Payments that wait for approval"),
    gettext_noop("A payment of %(amount)s yuan waits for approval: %(reference)s"),
)
TO_PAY = NoticeKind(
    "payment-to-pay",
    gettext_noop("Approved payments that wait for the bank"),
    gettext_noop("A payment of %(amount)s yuan was approved and can be paid: %(reference)s"),
)
STOPPED = NoticeKind(
    "payment-stopped",
    gettext_noop("Payments of mine that were stopped"),
    gettext_noop("The payment of %(amount)s yuan was stopped: %(reference)s"),
)
PAID = NoticeKind(
    "payment-paid",
    gettext_noop("Payments of mine that were made"),
    gettext_noop("The payment of %(amount)s yuan was made: %(reference)s"),
)
_PERSON = "person:"


def register_notices() -> None:
    """At start-up."""
    for kind in (TO_APPROVE, TO_PAY, STOPPED, PAID):
        register_kind(kind)


def tell_approvers(one: Disbursement, *, at: datetime) -> None:
    """Everyone who may approve it, its author left out."""
    holders = _holding(one.payer_id, Right.MONEY_APPROVE, at)
    _tell(TO_APPROVE, holders - _people([one.drafted_by]), one, at)


def tell_payers(one: Disbursement, *, at: datetime) -> None:
    """Everyone who pays for the payer."""
    _tell(TO_PAY, _holding(one.payer_id, Right.MONEY_PAY, at), one, at)


def tell_author(one: Disbursement, kind: NoticeKind, *, by: str, at: datetime) -> None:
    """Whoever drafted it, unless it was their own doing."""
    _tell(kind, _people([one.drafted_by]) - _people([by]), one, at)


def _tell(kind: NoticeKind, people: Iterable[int], one: Disbursement, at: datetime) -> None:
    tell_all(
        people,
        kind.name,
        key=one.reference,
        path=reverse("disbursing:disbursement", args=[one.reference]),
        at=at,
        reference=one.reference,
        amount_minor=one.amount_minor,
    )


def _holding(organisation_id: int, right: Right, at: datetime) -> frozenset[int]:
    serving = actors_serving([organisation_id], day_of(at))
    return frozenset(
        actor.person_id
        for actor in serving
        if actor.person_id is not None and actor.holds(right, organisation_id)
    )


def _people(names: Iterable[str]) -> frozenset[int]:
    """The people behind names of histories; the system is nobody."""
    return frozenset(int(n.removeprefix(_PERSON)) for n in names if n.startswith(_PERSON))
