"""A gift by way of a team or in a firm's name is counted where it is booked, in one insert each."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from liushui.giving.services import Giver
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.teams.errors import NotInFirm, TeamElsewhere, TeamTakesNoGifts
from liushui.teams.models import FirmGift, FirmPerson, Fresh, Team, TeamGift
from liushui.teams.queries.firms import firm_by_id
from liushui.teams.queries.teams import takes_gifts, team_by_code, teams_by_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project

TEAM, FIRM = "team", "firm"


class TeamOrigin:
    """``team:CODE``: gifts that came by a team's link."""

    kind = TEAM

    def words(self, code: str, project: "Project") -> str:
        """Raises ``TeamElsewhere``, ``TeamTakesNoGifts``, ``NotFound``."""
        team = _team(code, project.pk, now())
        whole = f"{team.above.title} · " if team.above else ""
        return _("You give together with %(team)s.") % {"team": f"{whole}{team.title or team.code}"}

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """An order is refused where the team takes no gifts."""
        _team(code, order.project_id, at)

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """One row for each gift, and one that the folder adds to the standing."""
        fresh = _uncounted(orders, TeamGift.objects.filter(order__in=orders))
        teams = teams_by_code(code_of(order) for order in fresh)
        counted = [(order, teams[code_of(order)]) for order in fresh if code_of(order) in teams]
        TeamGift.objects.bulk_create(
            TeamGift(order=order, team=team, amount_minor=order.amount_minor, booked_at=at)
            for order, team in counted
        )
        Fresh.objects.bulk_create(
            Fresh(team=team, amount_minor=order.amount_minor, gifts=1, at=at)
            for order, team in counted
        )

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """Nothing was counted yet."""


class FirmOrigin:
    """``firm:NUMBER``: a firm's own gifts, by somebody who acts for it."""

    kind = FIRM

    def words(self, code: str, project: "Project") -> str:
        """Raises ``NotFound``."""
        del project
        firm = firm_by_id(int(code)) if code.isascii() and code.isdigit() else None
        if firm is None:
            raise NotFound
        return _("You give in the name of %(firm)s.") % {"firm": firm.organisation.name}

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """Raises ``NotInFirm`` for everyone who does not act for the firm."""
        del at
        acting = FirmPerson.objects.filter(
            firm_id=int(code), person_id=order.donor_id or 0, acts_for_it=True
        )
        if order.by_guest or not acting.exists():
            raise NotInFirm

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """One row for each gift."""
        fresh = _uncounted(orders, FirmGift.objects.filter(order__in=orders))
        FirmGift.objects.bulk_create(
            FirmGift(
                order=order,
                firm_id=int(code_of(order)),
                amount_minor=order.amount_minor,
                booked_at=at,
            )
            for order in fresh
        )

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """Nothing was counted yet."""

    def giver(self, order: "GiftOrder", code: str) -> Giver | None:
        """The firm; who placed the order acted for it then, whoever does today."""
        del order
        firm = firm_by_id(int(code))
        if firm is None:
            return None
        body = firm.organisation
        return Giver(body.name, body.name_en, body.credit_code)


def code_of(order: "GiftOrder") -> str:
    """What stands behind the colon of an order's origin."""
    return order.origin.partition(":")[2]


def _uncounted(orders: "Sequence[GiftOrder]", known: "QuerySet[Any]") -> "list[GiftOrder]":
    counted = set(known.values_list("order_id", flat=True))
    return [order for order in orders if order.pk not in counted]


def _team(code: str, project_id: int, at: datetime) -> Team:
    team = team_by_code(code)
    if team.code != code:  # an order keeps the code as it is counted by
        raise NotFound
    if team.project_id != project_id:
        raise TeamElsewhere
    if not takes_gifts(team, day_of(at)):
        raise TeamTakesNoGifts
    return team
