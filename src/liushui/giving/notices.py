"""What donors are told of their gifts."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from liushui.giving.models import GiftClaim, GiftOrder
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import Telling, tell, tell_each
from liushui.projects.states import Lane

RECEIVED = NoticeKind(
    "gift-received",
    gettext_noop("My gifts that arrived"),
    gettext_noop("Your gift of %(amount)s yuan has arrived: %(reference)s"),
)
RETURNED = NoticeKind(
    "gift-returned",
    gettext_noop("My gifts that go back to me"),
    gettext_noop("Your gift of %(amount)s yuan goes back to you: %(reference)s"),
)
# Nobody donates to one person's appeal: its giver reads other words.
RECEIVED_APPEAL = NoticeKind(
    "appeal-gift-received",
    gettext_noop("What I gave to personal appeals and that arrived"),
    gettext_noop("Your %(amount)s yuan for a personal appeal have arrived: %(reference)s"),
)
RETURNED_APPEAL = NoticeKind(
    "appeal-gift-returned",
    gettext_noop("What I gave to personal appeals and that goes back to me"),
    gettext_noop("Your %(amount)s yuan for a personal appeal go back to you: %(reference)s"),
)
_OF_APPEALS = {RECEIVED.name: RECEIVED_APPEAL, RETURNED.name: RETURNED_APPEAL}
CLAIM_GRANTED = NoticeKind(
    "claim-granted",
    gettext_noop("Gifts of other channels that are found to be mine"),
    gettext_noop("The gift of %(amount)s yuan that you missed has been found: %(reference)s"),
)
CLAIM_REFUSED = NoticeKind(
    "claim-refused",
    gettext_noop("Gifts of other channels that are not found"),
    gettext_noop("The charity could not find a gift of %(amount)s yuan that is yours."),
)


def tell_claimant(claim: GiftClaim, *, at: datetime) -> None:
    """Whoever claimed an imported gift, when a person has decided."""
    found = claim.order is not None
    reference = claim.order.reference if claim.order is not None else ""
    tell(
        claim.claimant_id,
        (CLAIM_GRANTED if found else CLAIM_REFUSED).name,
        key=str(claim.key),
        path=reverse("giving:thanks", args=[reference]) if found else reverse("giving:find"),
        at=at,
        reference=reference,
        amount_minor=claim.amount_minor,
    )


def register_notices() -> None:
    """At start-up."""
    for kind in (
        RECEIVED,
        RETURNED,
        RECEIVED_APPEAL,
        RETURNED_APPEAL,
        CLAIM_GRANTED,
        CLAIM_REFUSED,
    ):
        register_kind(kind)


def tell_donor(order: GiftOrder, kind: NoticeKind, *, at: datetime) -> None:
    """The donor, if it was given signed in: a guest has no inbox."""
    if order.by_guest or order.donor_id is None:
        return
    if order.project.lane == Lane.PERSONAL:
        kind = _OF_APPEALS.get(kind.name, kind)
    tell(
        order.donor_id,
        kind.name,
        key=order.reference,
        path=reverse("giving:thanks", args=[order.reference]),
        at=at,
        reference=order.reference,
        amount_minor=order.amount_minor,
    )


def tell_donors(moments: Mapping[int, datetime], kind: NoticeKind) -> None:
    """The donors of these orders, by id with the moment: all of them signed in, each once."""
    orders = GiftOrder.objects.filter(pk__in=moments, by_guest=False, donor__isnull=False)
    tellings: dict[str, list[Telling]] = {}
    facts = ("donor_id", "reference", "amount_minor", "project__lane")
    for donor_id, reference, amount_minor, lane in orders.order_by("id").values_list(*facts):
        own = _OF_APPEALS.get(kind.name, kind) if lane == Lane.PERSONAL else kind
        tellings.setdefault(own.name, []).append(
            Telling(
                donor_id or 0,
                reference,
                reverse("giving:thanks", args=[reference]),
                {"reference": reference, "amount_minor": amount_minor},
            )
        )
    for name, told in tellings.items():
        tell_each(name, told, at=max(moments.values()))
