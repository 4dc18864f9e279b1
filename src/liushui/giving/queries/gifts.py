"""What is asked about gifts. Lists are bounded and load what their pages read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from liushui.base import vault
from liushui.cases.queries import wish_texts
from liushui.giving import policies
from liushui.giving.models import GiftOrder, Payment, PaymentNotice, Word
from liushui.giving.states import UNPAID, UNPROVEN, GiftState, Outcome
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import movement_by_ref
from liushui.ledger.wishes import read_all
from liushui.parties.actors import Actor
from liushui.projects.states import Lane

PAGE_SIZE = 20
UNDECIDED_LIMIT = 100


@dataclass(frozen=True, slots=True)
class GivingSum:
    """What a person gave: how often, how much in fen, to how many projects.

    Beside it, and in none of the three, what went to personal appeals: nobody donates to those.
    """

    count: int
    minor: int
    projects: int
    appeals_minor: int = 0


def gift_for(actor: Actor, reference: str) -> GiftOrder:
    """The gift with this reference, its project and organisation loaded; else ``NotFound``."""
    order = _whole(policies.gifts_visible_to(actor)).filter(reference=reference).first()
    if order is None:
        raise NotFound
    return order


def gift_order_by_ref(reference: str) -> GiftOrder | None:
    """The gift behind a reference of the ledger: no question of access, for modules above."""
    return _whole(GiftOrder.objects.all()).filter(reference=reference).first()


def shown_names(references: Iterable[str]) -> Mapping[str, str]:
    """How the givers behind these references are shown to strangers, by reference: one query.

    Masked, or "" for who wished to show nothing, or that nothing of theirs be used. References
    without an order are left out.
    """
    orders = GiftOrder.objects.filter(reference__in=set(references)).annotate(
        shown=Case(
            When(donor__restricted_at__isnull=False, then=Value("")), default=F("donor_display")
        )
    )
    return dict(orders.values_list("reference", "shown"))


def gifts_by(person_id: int) -> Sequence[GiftOrder]:
    """Every order of one donor, newest first, whoever asks: one query."""
    return list(_whole(GiftOrder.objects.filter(donor_id=person_id)).order_by("-id"))


def gifts_by_to(person_id: int, organisation_ids: Iterable[int], limit: int) -> list[GiftOrder]:
    """The settled ones of those, to these organisations: the newest, at most so many."""
    theirs = GiftOrder.objects.filter(donor_id=person_id, state=GiftState.PAID)
    theirs = theirs.filter(project__organisation_id__in=set(organisation_ids))
    return list(_whole(theirs).order_by("-id")[:limit])


def donor_of(reference: str, organisation_id: int) -> int | None:
    """Who gave the organisation's gift with this reference, whoever asks; none if unnamed."""
    own = GiftOrder.objects.filter(reference=reference, project__organisation_id=organisation_id)
    return own.values_list("donor_id", flat=True).first()


def words_with(order: GiftOrder) -> str:
    """The donor's words to the charity, "" if there are none. Raises ``Shredded``."""
    if order.message_sealed is None or order.donor is None:
        return ""
    field = message_field(order.reference)
    return vault.open_sealed(order.donor.vault_id, field, order.message_sealed)


def wish_of(order: GiftOrder) -> tuple[str, str]:
    """What the giver wished it to be for, 中文 and English; both "" for no wish."""
    if not order.wishes:
        return "", ""
    return wish_texts([(order.project_id, read_all(order.wishes))])[0]


def message_field(reference: str) -> str:
    """The field under which the words of one gift are sealed."""
    return f"gift_message:{reference}"


def gift_for_update(reference: str) -> GiftOrder | None:
    """The gift, locked until the transaction ends."""
    return (
        _whole(GiftOrder.objects.select_for_update(of=("self",)))
        .filter(reference=reference)
        .first()
    )


def gifts_of(actor: Actor, number: int | str = 1) -> "Page[GiftOrder]":
    """The actor's own gifts that were paid, newest first."""
    mine = _whole(_paid_by(actor)).order_by("-id")
    return Paginator(mine, PAGE_SIZE).get_page(number)


def sum_of(actor: Actor) -> GivingSum:
    """What the actor gave that stands in the books."""
    of_appeal = Q(project__lane=Lane.PERSONAL)
    total = (
        _paid_by(actor)
        .filter(state=GiftState.PAID)
        .aggregate(
            count=Count("id", filter=~of_appeal),
            minor=Sum("amount_minor", filter=~of_appeal),
            projects=Count("project_id", filter=~of_appeal, distinct=True),
            appeals=Sum("amount_minor", filter=of_appeal),
        )
    )
    sums = [int(total[name] or 0) for name in ("minor", "appeals")]
    return GivingSum(total["count"], sums[0], total["projects"], sums[1])


def is_recorded(provider: str, transaction_id: str) -> bool:
    """Whether this transaction of the provider is written down already, settled or waiting."""
    facts = {"provider": provider, "transaction_id": transaction_id}
    return Payment.objects.filter(**facts).exists() or Word.objects.filter(**facts).exists()


def is_kept(digest: bytes) -> bool:
    """Whether a notice of exactly these words is kept already."""
    return PaymentNotice.objects.filter(digest=digest).exists()


def unproven_since(moment: datetime) -> int:
    """How many call-backs that anybody could have sent were kept since."""
    return PaymentNotice.objects.filter(outcome__in=UNPROVEN, received_at__gte=moment).count()


def knows_name(actor: Actor) -> bool:
    """Whether the actor is a person whose name we keep, so that giving need not ask for it."""
    if actor.person_id is None:
        return False
    person = GiftOrder(donor_id=actor.person_id).donor
    return person is not None and person.name_sealed is not None


def is_booked(order: GiftOrder) -> bool:
    """Whether the gift has its place in the ledger's book."""
    return movement_by_ref(order.reference) is not None


def payment_of(order: GiftOrder) -> Payment | None:
    """The payment that settled the order, if one did."""
    return order.payments.order_by("id").first()


def payments_numbered(provider: str, numbers: Iterable[str]) -> Mapping[str, Payment]:
    """What is recorded of a provider's transactions, each with its order: one query."""
    found = Payment.objects.filter(provider=provider, transaction_id__in=set(numbers))
    return {one.transaction_id: one for one in found.select_related("order__project")}


def payments_between(provider: str, first: datetime, before: datetime) -> Sequence[Payment]:
    """What is recorded as paid by a provider in a time, each with its order."""
    found = Payment.objects.filter(provider=provider, paid_at__gte=first, paid_at__lt=before)
    return list(found.select_related("order__project").order_by("paid_at", "id"))


def orders_named(references: Iterable[str]) -> Mapping[str, GiftOrder]:
    """Orders by their references, whoever asks: one query."""
    found = _whole(GiftOrder.objects.filter(reference__in=set(references)))
    return {order.reference: order for order in found}


# Paid, and nothing booked: a person must clear it up before anybody pays again.
_REFUSED_PAID = (Outcome.AMOUNT_DIFFERS, Outcome.OTHER_MERCHANT)


def trouble_of(order: GiftOrder) -> PaymentNotice | None:
    """The last call-back about an unpaid order that was refused: its payer should know."""
    if order.state not in UNPAID:
        return None
    return order.notices.filter(outcome__in=_REFUSED_PAID).order_by("-id").first()


def notices_in_console(actor: Actor) -> "QuerySet[PaymentNotice]":
    """Call-backs about the organisations' gifts and those that name no order.

    What names no order may concern anybody, and holds nothing of anybody: all readers see it.
    """
    notices = PaymentNotice.objects.select_related("order__project")
    if not actor.is_system:
        theirs = policies.gifts_of_console(actor)
        notices = notices.filter(Q(order__isnull=True) | Q(order__in=theirs))
    return notices


def gifts_in_console(actor: Actor) -> "QuerySet[GiftOrder]":
    """Gifts and orders of the organisations whose gifts the actor may read."""
    return policies.gifts_of_console(actor).select_related("project", "donor")


def undecided_for_console(actor: Actor) -> Sequence[Payment]:
    """Payments that arrived and were not booked, oldest first, each with its order."""
    waiting = policies.gifts_of_console(actor).filter(state=GiftState.NEEDS_DECISION)
    payments = Payment.objects.filter(order__in=waiting).exclude(finding="")
    return list(
        payments.select_related("order__project__organisation").order_by("id")[:UNDECIDED_LIMIT]
    )


def _paid_by(actor: Actor) -> "QuerySet[GiftOrder]":
    if actor.person_id is None:
        return GiftOrder.objects.none()
    return GiftOrder.objects.filter(donor_id=actor.person_id, by_guest=False).exclude(
        state__in=UNPAID
    )


def _whole(orders: "QuerySet[GiftOrder]") -> "QuerySet[GiftOrder]":
    return orders.select_related("project__organisation", "donor")
