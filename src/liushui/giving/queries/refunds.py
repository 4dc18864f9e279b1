"""What is asked about gifts that go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)

from liushui.base.models import StateChange
from liushui.giving import refund_policies as policies
from liushui.giving.models import (
    GiftOrder,
    GiftRefund,
    MassRefund,
    Payment,
    RefundRule,
    Suspicion,
)
from liushui.giving.refund_states import (
    REFUND_BOOKED,
    REFUND_OPEN,
    MassState,
    RefundState,
    SuspicionState,
)
from liushui.giving.states import Finding, GiftState
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries.matched_lately import frozen_by_keys
from liushui.ledger.queries.units import amount_of, gift_of, gift_units
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.ledger.models import Movement

_WITH = ("order__project__organisation", "order__donor", "payment")


@dataclass(frozen=True, slots=True)
class Left:
    """A payment of an order, and what of it can still go back."""

    payment: Payment
    amount: Money


def refund_for(actor: Actor, reference: str) -> GiftRefund:
    """The refund with this reference, for those who read the charity's; else ``NotFound``."""
    found = policies.refunds_visible_to(actor).select_related(*_WITH)
    one = found.filter(reference=reference).first()
    if one is None:
        raise NotFound
    return one


def refund_for_update(actor: Actor, reference: str) -> GiftRefund:
    """The same, locked until the transaction ends."""
    locked = policies.refunds_visible_to(actor).select_for_update(of=("self",), no_key=True)
    one = locked.select_related(*_WITH).filter(reference=reference).first()
    if one is None:
        raise NotFound
    return one


def refunds_in_console(actor: Actor) -> "QuerySet[GiftRefund]":
    """Refunds of the organisations' gifts."""
    return policies.refunds_visible_to(actor).select_related("order__project", "payment")


def refunds_of_order(order: GiftOrder) -> Sequence[GiftRefund]:
    """Everything that was asked for of one gift, newest first."""
    return list(order.refunds.select_related("payment").order_by("-id")[:20])


def refunds_by(person_id: int) -> Sequence[GiftRefund]:
    """Everything that was asked for of one donor's gifts, newest first, whoever asks: one query."""
    found = GiftRefund.objects.filter(order__donor=person_id, order__by_guest=False)
    return list(found.select_related("order__project").order_by("-id"))


def open_refund_of(order: GiftOrder) -> GiftRefund | None:
    """What is under way of one gift."""
    return order.refunds.filter(state__in=REFUND_OPEN).order_by("-id").first()


def can_take_back(one: GiftRefund) -> bool:
    """Whether its giver may still ask no more: nothing is booked, nor did the charity begin it."""
    is_unbooked = one.state in {RefundState.ASKED, RefundState.PROPOSED}
    return is_unbooked and one.asked_by != one.proposed_by


def refunds_waiting(actor: Actor, limit: int = 100) -> Sequence[GiftRefund]:
    """What waits for a person, oldest first."""
    waiting = {RefundState.ASKED, RefundState.PROPOSED, RefundState.STUCK}
    found = refunds_in_console(actor).filter(state__in=waiting)
    return list(found.order_by("asked_at", "id")[:limit])


def refunds_to_send(asked_before: datetime) -> "QuerySet[GiftRefund]":
    """Agreed, and a provider's to send: what was never sent first, then what was longest unasked.

    What somebody asked for alone goes before a whole project's thousands.
    """
    found = GiftRefund.objects.filter(state=RefundState.AGREED, is_by_hand=False)
    found = found.exclude(sent_at__gte=asked_before).select_related(*_WITH)
    first = (F("sent_at").asc(nulls_first=True), F("mass").asc(nulls_first=True))
    return found.order_by(*first, "id")


def left_of(order: GiftOrder) -> Sequence[Left]:
    """The payments of an order of which something can go back; a second payment comes first."""
    found = []
    for payment in order.payments.order_by("id"):
        taken = payment.refunds.filter(state__in=REFUND_BOOKED).aggregate(sum=Sum("amount_minor"))
        rest = payment.amount_minor - int(taken["sum"] or 0)
        if rest > 0:
            found.append(Left(payment, Money(rest)))
    return sorted(found, key=lambda one: one.payment.finding != Finding.SECOND_PAYMENT)


def at_home_of(order: GiftOrder) -> int:
    """What of a gift can still go back and lies where it was given, in fen.

    Before it has its place in the book all of it does.
    """
    left = left_of(order)
    if not left:
        return 0
    try:
        return min(left[-1].amount.minor, amount_of(gift_units(gift_of(order.reference)).at_home()))
    except NotFound:
        return left[-1].amount.minor


def is_booked_payment(refund: GiftRefund) -> bool:
    """Whether the payment became the gift: what never did is in no fund."""
    is_gift = refund.payment.finding != Finding.SECOND_PAYMENT
    return is_gift and refund.order.state == GiftState.PAID


def is_undecided(refund: GiftRefund) -> bool:
    """Whether a person must first say if the payment is kept: else it could be booked later."""
    is_gift = refund.payment.finding != Finding.SECOND_PAYMENT
    return is_gift and refund.order.state == GiftState.NEEDS_DECISION


def mass_for(actor: Actor, reference: str) -> MassRefund:
    """The refund of a whole project; else ``NotFound``."""
    found = policies.masses_visible_to(actor).select_related("project__organisation")
    one = found.filter(reference=reference).first()
    if one is None:
        raise NotFound
    return one


def mass_for_update(actor: Actor, reference: str) -> MassRefund:
    """The same, locked until the transaction ends."""
    locked = policies.masses_visible_to(actor).select_for_update(of=("self",), no_key=True)
    one = locked.select_related("project__organisation").filter(reference=reference).first()
    if one is None:
        raise NotFound
    return one


def masses_in_console(actor: Actor, limit: int = 100) -> Sequence[MassRefund]:
    """Refunds of whole projects: first what a person can still do something about, newest first."""
    found = policies.masses_visible_to(actor).select_related("project")
    is_open = Q(state__in=[MassState.PROPOSED, MassState.STOPPED, MassState.RUNNING])
    first = ExpressionWrapper(is_open, BooleanField()).desc()
    return list(found.order_by(first, "-id")[:limit])


@dataclass(frozen=True, slots=True)
class Going:
    """How many of a project's refunds stand so, and how much."""

    state: RefundState
    count: int
    amount: Money


def going_of(mass: MassRefund) -> Sequence[Going]:
    """What became of what was booked: returned, on its way, did not go through."""
    rows = mass.refunds.values_list("state").annotate(count=Count("id"), sum=Sum("amount_minor"))
    found = {state: (count, total) for state, count, total in rows.order_by()}
    shown = (RefundState.RETURNED, RefundState.AGREED, RefundState.STUCK)
    return [Going(one, *_counted(found.get(one.value))) for one in shown]


def _counted(found: tuple[int, int] | None) -> tuple[int, Money]:
    count, total = found or (0, 0)
    return count, Money(total)


def masses_waiting(actor: Actor) -> Sequence[MassRefund]:
    """Those that wait for a second person."""
    found = policies.masses_visible_to(actor).select_related("project")
    return list(found.filter(state=MassState.PROPOSED).order_by("id"))


def totals_of_project(project_id: int) -> tuple[int, Money]:
    """How many booked gifts of a project could go back, and how much at most: one query each."""
    paid = Payment.objects.filter(order__project=project_id, order__state=GiftState.PAID).exclude(
        finding=Finding.SECOND_PAYMENT
    )
    given = int(paid.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    back = GiftRefund.objects.filter(payment__in=paid, state__in=REFUND_BOOKED)
    gone = int(back.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    return paid.count(), Money(given - gone)


def payments_to_return(mass: MassRefund, after: int, limit: int) -> Sequence[Payment]:
    """Payments that became gifts of a project before both agreed, by id.

    What was paid before and kept by a person's decision afterwards is in no total that they saw.
    """
    found = Payment.objects.filter(
        order__project=mass.project_id, order__state=GiftState.PAID, pk__gt=after
    ).exclude(finding=Finding.SECOND_PAYMENT)
    if mass.agreed_at is not None:
        later = StateChange.objects.filter(
            thing_kind="giving.giftorder",
            thing_id=OuterRef("order_id"),
            to_state=GiftState.PAID,
            at__gt=mass.agreed_at,
        )
        found = found.filter(~Exists(later), received_at__lte=mass.agreed_at)
    return list(found.select_related("order__project", "order__donor").order_by("pk")[:limit])


def rules_proposed(organisation_ids: "frozenset[int]", on: date) -> Sequence[RefundRule]:
    """Rules that wait for a second person; whose day is over can be agreed to no more."""
    waiting = RefundRule.objects.filter(
        organisation__in=organisation_ids, agreed_at=None, since__gte=on
    )
    return list(waiting.select_related("organisation").order_by("id"))


def suspicion_for(actor: Actor, number: int) -> Suspicion:
    """One question about matched gifts; else ``NotFound``."""
    found = policies.suspicions_visible_to(actor).select_related("project__organisation")
    one = found.filter(pk=number).first()
    if one is None:
        raise NotFound
    return one


def suspicions_in_console(actor: Actor) -> "QuerySet[Suspicion]":
    """What looks abused, for the table."""
    return policies.suspicions_visible_to(actor).select_related("project")


def suspicions_waiting(actor: Actor, limit: int = 100) -> Sequence[Suspicion]:
    """What waits for a person, oldest first."""
    waiting = {SuspicionState.OPEN, SuspicionState.FROZEN, SuspicionState.PROPOSED}
    return list(suspicions_in_console(actor).filter(state__in=waiting).order_by("id")[:limit])


def frozen_for(one: Suspicion) -> "Sequence[Movement]":
    """What was set aside when this question was asked."""
    return frozen_by_keys([f"suspicion:{one.pk}:freeze:{gift}" for gift in one.gifts])
