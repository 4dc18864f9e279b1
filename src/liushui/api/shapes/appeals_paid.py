"""Payments of personal appeals: what was asked for, paid, sent back, and what comes home."""

from typing import TYPE_CHECKING

from liushui.api.shapes.values import Told, ToldMoment
from liushui.appeals.queries.paying import late_of

if TYPE_CHECKING:
    from liushui.appeals.models import Payout
    from liushui.appeals.queries.homecomings import Onward


class ReturnNoted(Told):
    id: int
    amount: int
    bank_ref: str
    is_agreed: bool | None
    is_own: bool


class LateNoted(Told):
    id: int
    bank_ref: str
    paid_at: ToldMoment
    why: str
    is_agreed: bool | None
    is_own: bool


class PayoutTold(Told):
    reference: str
    appeal: str
    state: str
    amount: int
    label: str
    bill: str
    bank_ref: str
    paid_at: ToldMoment | None
    returned: int
    is_late: bool
    borne: int
    is_own: bool
    returns: list[ReturnNoted]
    late: list[LateNoted]


class HomeWaiting(Told):
    id: int
    amount: int
    why: str
    is_own: bool


class OnwardTold(Told):
    rest: int
    came_from: str
    to: str
    here: int
    home: int
    waiting: HomeWaiting | None


def told_payout(one: "Payout", name: str) -> PayoutTold:
    """One payment to a provider, with what came back of it and what left all the same."""
    return PayoutTold(
        reference=one.reference,
        appeal=one.appeal.number,
        state=one.state,
        amount=one.amount_minor,
        label=one.label,
        bill=one.bill.sha256,
        bank_ref=one.bank_ref,
        paid_at=one.paid_at,
        returned=one.returned_minor,
        is_late=one.is_late,
        borne=one.own_minor,
        is_own=one.drafted_by == name,
        returns=[
            ReturnNoted(
                id=back.pk, amount=back.amount_minor, bank_ref=back.bank_ref,
                is_agreed=back.is_agreed, is_own=back.noted_by == name,
            )
            for back in one.sent_back.all()
        ],
        late=[
            LateNoted(
                id=said.late.pk, bank_ref=said.late.bank_ref, paid_at=said.late.paid_at,
                why=said.why, is_agreed=said.late.is_agreed, is_own=said.late.noted_by == name,
            )
            for said in late_of(one)
        ],
    )  # fmt: skip


def told_onward(one: "Onward", name: str) -> OnwardTold:
    waiting = one.waiting
    return OnwardTold(
        rest=one.rest.pk,
        came_from=one.rest.appeal.number,
        to=one.rest.to.number,
        here=one.here_minor,
        home=one.home_minor,
        waiting=HomeWaiting(
            id=waiting.pk, amount=waiting.amount_minor, why=one.why,
            is_own=waiting.proposed_by == name,
        ) if waiting else None,
    )  # fmt: skip
