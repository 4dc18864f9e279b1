"""Goods without a warehouse: a store is a fund, and a lot is a receipt."""

import itertools
from datetime import date

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Holder, Movement
from liushui.ledger.services import define_resource, open_fund, receive_goods, sink
from liushui.ledger.states import Purpose, SinkUse
from tests.ledger.builders import AT, a_holder

MASKS = "mask"
EARLY, LATE, GONE = date(2026, 8, 31), date(2027, 1, 31), date(2026, 6, 30)

_numbers = itertools.count(1)


def a_store(holder: Holder | None = None, *, resource: str = MASKS) -> Fund:
    define_resource(resource, unit="piece")
    purpose = Purpose("project", next(_numbers))
    return open_fund(holder or a_holder(), purpose=purpose, resource=resource)


def handed_out(store: Fund) -> Fund:
    """Where what this store hands out is counted."""
    purpose = Purpose(store.purpose_kind, store.purpose_id)
    return sink(store.holder, SinkUse.USED, purpose=purpose, resource=store.resource_id)


def a_lot(store: Fund, pieces: int, expires_on: date | None = None, *, at=AT) -> Movement:
    number = next(_numbers)
    return receive_goods(
        Money(pieces, store.resource_id), target=store, lot=(f"B{number}", expires_on),
        key=f"lot:{number}", happened_at=at,
    )  # fmt: skip


def pieces(number: int, resource: str = MASKS) -> Money:
    return Money(number, resource)
