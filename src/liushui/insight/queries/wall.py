"""The gifts to a project one by one, with the sum that they and all else add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.giving.queries.wall import Hidden, WallPage, hidden_of, wall_of
from liushui.giving.services import origins_apart
from liushui.ledger.queries.designations import members_of
from liushui.ledger.queries.exports.rows import one_moment
from liushui.ledger.queries.sequencing import waiting_in
from liushui.ledger.queries.totals import Raised, raised

if TYPE_CHECKING:
    from liushui.projects.models import Project


@dataclass(frozen=True, slots=True)
class Wall:
    """A page of gifts, and what the whole list says: shown + hidden = gifts (L22)."""

    page: WallPage
    hidden: Hidden
    raised: Raised
    waiting: int

    @property
    def shown_minor(self) -> int:
        """What of the gifts is shown one by one."""
        return self.gifts_minor - self.hidden.minor

    @property
    def gifts_minor(self) -> int:
        """All gifts that were given, also those of this very moment."""
        return self.raised.gifts + self.waiting

    @property
    def total_minor(self) -> int:
        """Gifts and matches without what went back."""
        return self.raised.total + self.waiting

    @property
    def falls(self) -> Mapping[str, int]:
        """What went back, by the kind of what fell."""
        return self.raised.falls


def wall(project: "Project", *, before: int | None = None) -> Wall:
    """One moment of the list: a gift that is booked meanwhile is in all of its figures or none."""
    with one_moment():
        apart = origins_apart(project.pk)
        page = wall_of(project.pk, before=before, apart=apart)
        hidden = hidden_of(project.pk, apart=apart)
        funds = members_of([project.fund_id])
        return Wall(page, hidden, raised(funds), waiting_in(funds))
