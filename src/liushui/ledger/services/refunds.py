"""A gift goes back to its giver because somebody wishes it: only what rests at home (L16)."""

import uuid
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.errors import KeyReused, UnitsElsewhere
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.elsewhere import whereabouts
from liushui.ledger.queries.units import Rest, amount_of, gift_of, gift_units, last_in_line
from liushui.ledger.services.funds import sink
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.match_returns import give_back_matches, pools_to_lock
from liushui.ledger.spans import merged
from liushui.ledger.states import Kind, Purpose, SinkUse


@transaction.atomic
def refund_gift(ref: str, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """Give back the last units of the gift that rest where it was given to.

    One movement, or one for each fund that it was corrected into. Raises ``UnitsElsewhere``,
    which names who has the others: they must come home first, or were spent.
    """
    gift = gift_of(ref)
    doing, done = _asked(gift, amount, key, happened_at)
    if done is not None:
        return done

    def find() -> set[int]:
        units = gift_units(gift)
        homes = {rest.fund_id for rest in units.at_home()} | {gift.target_id}
        return (
            homes
            | pools_to_lock(gift)
            | {
                given_back_sink(fund, SinkUse.REFUNDED).pk
                for fund in Fund.objects.select_related("holder").filter(pk__in=homes)
            }
        )

    lock_what_is_found(find)
    if (done := doing.meanwhile()) is not None:
        return done
    units = gift_units(gift)
    chosen = last_in_line(units.at_home(), amount.minor, home=gift.target_id)
    if amount_of(chosen) < amount.minor:
        raise UnitsElsewhere(
            here=amount_of(units.at_home()), resource=gift.resource_id, where=whereabouts(units)
        )
    send_back(doing, gift, chosen, kind=Kind.REFUND)
    give_back_matches(doing, gift)
    return doing.done


def given_back_sink(home: Fund, use: SinkUse) -> Fund:
    """Where what a fund's givers had back is counted."""
    purpose = Purpose(home.purpose_kind, home.purpose_id)
    return sink(home.holder, use, purpose=purpose, resource=home.resource_id)


def send_back(
    doing: Deed, gift: Movement, rests: list[Rest], *, kind: Kind, target: Fund | None = None
) -> None:
    """Move these units of the gift to their giver, fund by fund; the funds are locked.

    Without a target each goes into its own fund's sink of refunds.
    """
    by_fund: dict[int, list[Rest]] = defaultdict(list)
    for rest in rests:
        by_fund[rest.fund_id].append(rest)
    funds = Fund.objects.select_related("holder").in_bulk(by_fund)
    for fund_id, parts in sorted(by_fund.items()):
        doing.move(
            Money(amount_of(parts), gift.resource_id),
            source=funds[fund_id],
            target=target or given_back_sink(funds[fund_id], SinkUse.REFUNDED),
            kind=kind,
            ref=gift.ref,
            pins=merged(part.span for part in parts),
        )


def _asked(
    gift: Movement, amount: Money, key: str, happened_at: datetime
) -> tuple[Deed, list[Movement] | None]:
    before = Movement.objects.filter(key=key, group_id=None).first()
    if before is not None:  # booked before refunds were groups
        if (before.kind, before.ref, before.amount) != (Kind.REFUND, gift.ref, amount.minor):
            raise KeyReused(key=key, digest="", content={"amount": amount.minor})
        return Deed(key, happened_at, uuid.uuid4(), b"", {}), [before]
    return deed(key, happened_at, {"refund": gift.pk, "amount": amount.minor})
