"""The public list of a project's gifts: each as its giver wished it to be shown, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from liushui.base.vault import Shredded
from liushui.giving import policies
from liushui.giving.models import GiftOrder, MessageOffer, MessageVerdict
from liushui.giving.queries.gifts import words_with
from liushui.giving.states import GiftState
from liushui.parties.actors import Actor

WALL_PAGE = 50
OFFERED_LIMIT = 100


@dataclass(frozen=True, slots=True)
class WallLine:
    """One gift as strangers see it. ``minor`` is none where the giver hides how much."""

    at: datetime
    shown: str
    minor: int | None
    message: str


@dataclass(frozen=True, slots=True)
class WallPage:
    """Some lines, newest first, and before which one the next page begins."""

    lines: Sequence[WallLine]
    next: int | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Gifts whose amounts are in the sum alone."""

    count: int
    minor: int


@dataclass(frozen=True, slots=True)
class OfferedMessage:
    """Words that a giver offers to the public list, for whoever lets them stand there or not."""

    order: GiftOrder
    words: str
    is_shown: bool | None


def wall_of(project_id: int, *, before: int | None = None, apart: Sequence[str] = ()) -> WallPage:
    """A page of the gifts that stand in the books of a project: three queries at most.

    Gifts that came by the ways ``apart`` joined other funds.
    """
    gifts = _booked(project_id, apart)
    if before is not None:
        gifts = gifts.filter(pk__lt=before)
    found = list(gifts.select_related("donor").order_by("-pk")[: WALL_PAGE + 1])
    page, more = found[:WALL_PAGE], len(found) > WALL_PAGE
    let = _let_stand([order.pk for order in page if order.message_sealed is not None])
    lines = [_line(order, message=_words(order) if order.pk in let else "") for order in page]
    return WallPage(lines, page[-1].pk if more else None)


def hidden_of(project_id: int, *, apart: Sequence[str] = ()) -> Hidden:
    """What of a project's gifts is shown in the sum alone: one query, by an index of its own."""
    hidden = (
        _booked(project_id, apart)
        .filter(hides_amount=True)
        .aggregate(count=Count("id"), minor=Sum("amount_minor"))
    )
    return Hidden(hidden["count"], int(hidden["minor"] or 0))


def offered_messages(actor: Actor) -> Sequence[OfferedMessage]:
    """Words offered to the public lists of the actor's organisations: undecided first, newest."""
    own = policies.gifts_of_console(actor).filter(
        message_offer__isnull=False, state=GiftState.PAID, message_sealed__isnull=False
    )
    decided = Exists(MessageVerdict.objects.filter(offer_id=OuterRef("pk")))
    own = own.annotate(is_decided=decided).order_by("is_decided", "-pk")
    found = list(own.select_related("project", "donor")[:OFFERED_LIMIT])
    verdicts = _verdicts([order.pk for order in found])
    return [
        OfferedMessage(order, words, verdicts.get(order.pk))
        for order in found
        if (words := _words(order))
    ]


def offer_of(actor: Actor, reference: str) -> MessageOffer | None:
    """The offered words of one gift of the actor's organisations."""
    own = policies.gifts_of_console(actor).filter(reference=reference)
    return MessageOffer.objects.filter(order__in=own).select_related("order__project").first()


def _booked(project_id: int, apart: Sequence[str]) -> "QuerySet[GiftOrder]":
    gifts = GiftOrder.objects.filter(project_id=project_id, state=GiftState.PAID)
    return gifts.exclude(origin__in=apart) if apart else gifts


def _line(order: GiftOrder, *, message: str) -> WallLine:
    restricted = order.donor is not None and order.donor.restricted_at is not None
    return WallLine(
        order.created_at,
        "" if restricted else order.donor_display,
        None if order.hides_amount else order.amount_minor,
        "" if restricted else message,
    )


def _words(order: GiftOrder) -> str:
    try:
        return words_with(order)
    except Shredded:  # the giver had it erased
        return ""


def _let_stand(order_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(pk for pk, is_shown in _verdicts(order_ids).items() if is_shown)


def _verdicts(order_ids: Sequence[int]) -> dict[int, bool]:
    last = (
        MessageVerdict.objects.filter(offer_id__in=order_ids)
        .order_by("offer_id", "-id")
        .distinct("offer_id")
    )
    return dict(last.values_list("offer_id", "is_shown")) if order_ids else {}
