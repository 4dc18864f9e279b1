"""What the public log says of a gift, and what it holds back.

In clear: charity, project, sum (unless the giver hides it), day and the way it came.
Under which number, how it is shown, the exact time and the payment stand behind digests. Personal
appeals share one word: the account of one person would say of each gift whom it was for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from liushui.giving import queries
from liushui.giving.queries import LoggedOrder
from liushui.ledger.queries import (
    BookedGift,
    booked_gifts,
    gift_numbered,
    gifts_not_owed_to_log,
)
from liushui.ledger.services import hold_movements
from liushui.parties.queries import organisations_by_id
from liushui.projects.queries import logged_words
from liushui.transparency.sources import Draft, register_source

_NO_ORDER = "other"  # written into the ledger without an order: opening balances, lists of others


class DonationSource:
    """Gifts of money, from the movement that booked them."""

    kind = "donation"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """Left out: what is held by no organisation."""
        gifts = booked_gifts(subjects)
        named = {one.organisation_id for one in gifts if one.organisation_id}
        bodies = {body.pk: body for body in organisations_by_id(named)}
        words = logged_words(one.home_fund_id for one in gifts)
        orders = queries.logged_orders(one.ref for one in gifts if one.ref)
        found: dict[int, Draft] = {}
        for gift in gifts:
            body = bodies.get(gift.organisation_id or 0)
            if body is None:
                continue
            order = orders.get(gift.ref)
            found[gift.movement_id] = Draft(
                organisation_code=body.credit_code,
                day=gift.day,
                members=_members(gift, words[gift.home_fund_id], order),
                held_back=_held_back(gift, order),
                vault_id=order.vault_id if order else None,
            )
        return found

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        return gifts_not_owed_to_log(after, limit)

    def hold(self) -> None:
        hold_movements()

    def find(self, reference: str) -> int | None:
        return gift_numbered(reference)


def _members(gift: BookedGift, project: str, order: LoggedOrder | None) -> dict[str, Any]:
    hides = order is not None and order.hides_amount
    return {
        "prj": project,
        "ch": order.channel if order else _NO_ORDER,
        "cur": "CNY",
        **({"amt_hidden": True} if hides else {"amt": gift.amount_minor}),
        "restr": "wish" if gift.is_designated else "none",
    }


def _held_back(gift: BookedGift, order: LoggedOrder | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ref": gift.ref,
        "at": gift.moment,
        "pay": order.payment if order else "",
        "name": order.donor_display if order else "",
        "amt": gift.amount_minor if order and order.hides_amount else "",
    }
    return {name: value for name, value in said.items() if value != ""}


def register_logged() -> None:
    register_source(DonationSource())
