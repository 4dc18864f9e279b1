"""From a case to all who gave for it, and from a donor to all cases that the gifts reached.

Both follow the same units in the ledger, so what one case had of one donor is the same figure from
either side, to the fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.donors.queries.statement import CaseReached, cases_of, followed_gifts
from liushui.giving.queries import gift_for, gifts_by, orders_named, shown_names
from liushui.insight.queries.givers import Givers, givers_of_case
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class CaseDonor:
    """One gift's part in a case. ``can_read``: the actor may read the donor's name in full."""

    reference: str
    shown: str
    organisation_id: int
    person_id: int | None
    minor: int
    can_read: bool


def donors_of_case(
    actor: "Actor", case_id: int, after: str = ""
) -> tuple[Givers, Sequence[CaseDonor]]:
    """The gifts behind everything used for the case, the largest first; they sum to it.

    Gifts to organisations whose gifts the actor does not read stay without their number.
    """
    found = givers_of_case(case_id, after)
    by_gift = {source.gift_id: source.gift for source in found.sources}
    orders = orders_named(ref for ref in by_gift.values() if ref)
    shown = shown_names(orders)
    readable = readable_organisations(actor)
    return found, [
        _donor(orders.get(by_gift[gift_id]), shown, readable, minor)
        for gift_id, minor in found.parts
    ]


def cases_of_donor(actor: "Actor", reference: str) -> "tuple[GiftOrder, Sequence[CaseReached]]":
    """All cases that gifts of this gift's donor reached, of those gifts that the actor reads.

    A guest is known by the one gift alone. Raises ``NotFound``.
    """
    order = gift_for(actor, reference)
    readable = readable_organisations(actor)
    if order.project.organisation_id not in readable:
        raise NotFound
    theirs = [order] if order.donor_id is None else gifts_by(order.donor_id)
    own = [one for one in theirs if one.project.organisation_id in readable]
    return order, cases_of(line for line in followed_gifts(own).spent if line.stage == "used")


def readable_organisations(actor: "Actor") -> frozenset[int]:
    """The organisations whose gifts the actor may read."""
    return actor.organisations_with(Right.GIFT_READ) | actor.organisations_with(Right.MONEY_APPROVE)


def _donor(
    order: "GiftOrder | None", shown: Mapping[str, str], readable: frozenset[int], minor: int
) -> CaseDonor:
    if order is None:
        return CaseDonor("", _("A donor"), 0, None, minor, can_read=False)
    is_own = order.project.organisation_id in readable
    return CaseDonor(
        reference=order.reference if is_own else "",
        shown=shown.get(order.reference) or _("A donor"),
        organisation_id=order.project.organisation_id,
        person_id=order.donor_id,
        minor=minor,
        can_read=is_own and order.donor_id is not None,
    )
