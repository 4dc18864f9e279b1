"""A list of gifts is given its place in the transaction that accepts it, while none waits."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from liushui.base.arrays import array_of, array_of_texts
from liushui.base.prepared import Prepared, prepared
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.services.batches import AT_ONCE
from liushui.ledger.services.gifts import GiftOffer, accept_gifts, digest_of
from liushui.ledger.services.locks import lock_fund_ids
from liushui.ledger.services.matching import pool_funds

_NONE_WAITS = "select not exists (select from ledger_inbox)"
_FENCE = "select from ledger_shard where id = 1 for update"


@transaction.atomic
def place_gifts(offers: Sequence[GiftOffer]) -> bool:
    """Book a list of gifts at once; else accept it for the sequencer. Whether they are booked.

    They wait where others wait already, where a pool may match one, and where one cannot be booked
    as it is: the sequencer keeps the order, grants matches and puts it before a person. Raises
    what ``accept_gifts`` raises. The locks are held until the transaction ends, so call it last.
    """
    with prepared() as cursor:
        if offers and _may_go_first(cursor, offers):
            funds = {offer.fund_id for offer in offers}
            locked = lock_fund_ids(funds)
            cursor.execute(AT_ONCE, _columns(offers, locked))
            if _said(cursor) == len(offers):
                return True
    accept_gifts(offers)
    return False


def _may_go_first(cursor: Prepared, offers: Sequence[GiftOffer]) -> bool:
    """Nobody waits before them, not even once the sequencer's turn is ours; and no pool waits."""
    if len({offer.key for offer in offers}) < len(offers) or not _none_waits(cursor):
        return False
    cursor.execute(_FENCE, [])
    if cursor.fetchone() is None or not _none_waits(cursor):
        return False
    since = min(offer.happened_at for offer in offers)
    return not pool_funds(cursor, {offer.fund_id for offer in offers}, since)


def _none_waits(cursor: Prepared) -> bool:
    cursor.execute(_NONE_WAITS, [])
    return bool(_said(cursor))


def _said(cursor: Prepared) -> Any:
    ((answer,),) = cursor.fetchall()
    return answer


def _columns(offers: Sequence[GiftOffer], locked: Sequence[int]) -> dict[str, Any]:
    return {
        "keys": array_of_texts(offer.key for offer in offers),
        "digests": array_of_texts(digest_of(offer).hex() for offer in offers),
        "into": array_of(offer.fund_id for offer in offers),
        "amounts": array_of(offer.amount_minor for offer in offers),
        "refs": array_of_texts(offer.ref for offer in offers),
        "moments": array_of_texts(offer.happened_at.isoformat() for offer in offers),
        "givers": array_of_texts(
            None if offer.giver is None else str(offer.giver) for offer in offers
        ),
        "locked": array_of(locked), "most": MAX_UNITS,
    }  # fmt: skip
