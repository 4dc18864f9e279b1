"""From a case to all who gave for it, and from a donor to all cases that the gifts reached.

Both follow the same units in the ledger, so what one case had of one donor is the same figure from
either side, to the fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.donors.queries.statement import CaseReached, cases_of, followed_gifts
from liushui.giving.queries import (
    gift_for,
    gifts_by_to,
    orders_named,
    readable_organisations,
    shown_names,
)
from liushui.insight.queries.givers import Givers, givers_of_case
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor

MOST_GIFTS = 2_000
MOST_CASES = 200


@dataclass(frozen=True, slots=True)
class CaseDonor:
    """One gift's part in a case. ``can_read``: the actor may read the donor's name in full."""

    reference: str
    shown: str
    organisation_id: int
    person_id: int | None
    minor: int
    can_read: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """The cases that one donor's gifts reached, the largest first, and how many more.

    ``shown`` is the donor as strangers see it. Not whole: the newest ``MOST_GIFTS`` were followed.
    """

    order: "GiftOrder"
    shown: str
    cases: Sequence[CaseReached]
    further: Sequence[CaseReached]
    is_whole: bool

    @property
    def total(self) -> int:
        return sum(one.minor for one in (*self.cases, *self.further))

    @property
    def further_minor(self) -> int:
        return sum(one.minor for one in self.further)


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


def cases_of_donor(actor: "Actor", reference: str) -> Reached:
    """All cases that gifts of this gift's donor reached, of those gifts that the actor reads.

    A guest is known by the one gift alone. Raises ``NotFound``, ``NotTied``.
    """
    order = gift_for(actor, reference)
    readable = readable_organisations(actor)
    if order.project.organisation_id not in readable:
        raise NotFound
    theirs = [order]
    if order.donor_id is not None:
        theirs = gifts_by_to(order.donor_id, readable, MOST_GIFTS + 1)
    used = followed_gifts(theirs[:MOST_GIFTS]).spent
    cases = cases_of(line for line in used if line.stage == "used")
    return Reached(
        order=order,
        shown=shown_names([reference]).get(reference) or _("A donor"),
        cases=cases[:MOST_CASES],
        further=cases[MOST_CASES:],
        is_whole=len(theirs) <= MOST_GIFTS,
    )


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
