"""By which levels the cases of a project go: one proposes a route, another person agrees (D17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.cases import review_queries as found
from liushui.cases.models import ReviewRoute
from liushui.cases.states import ReviewLevel
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands
from liushui.projects.queries import project_for
from liushui.projects.services import require_edit

_MOST_DAYS = 60


class RouteWrong(DomainError):
    """A route names its levels, what the quick lane leaves out, and its days."""

    code = "review_route_wrong"
    message = gettext_noop("A route has at least one level, and keeps one in the quick lane.")
    remedy = gettext_noop("Choose the levels; each gets between 1 and 60 days.")


class RouteByYou(DomainError):
    """Two people decide how cases are looked at."""

    code = "review_route_by_you"
    status = 403
    message = gettext_noop("You proposed this route, so another person must agree to it.")
    remedy = gettext_noop("Ask a colleague who writes projects.")


class RouteMissing(DomainError):
    """The project has no route to which two people agreed."""

    code = "review_route_missing"
    status = 409
    message = gettext_noop("Two people have not agreed yet by which levels cases are looked at.")
    remedy = gettext_noop("Propose a route for the project and have it agreed to.")


class RouteOther(DomainError):
    """The second person agrees to what they read, and to nothing that took its place."""

    code = "review_route_other"
    status = 409
    message = gettext_noop("The route that waits now is not the one that you read.")
    remedy = gettext_noop("Read what waits on this page, then agree.")


@dataclass(frozen=True, slots=True)
class RouteAsked:
    """The levels of a route, those that the quick lane leaves out, and the days of each."""

    levels: Sequence[str]
    quick: Sequence[str]
    days: int


@transaction.atomic
def propose_route(actor: Actor, number: str, asked: RouteAsked, *, at: datetime) -> ReviewRoute:
    """Propose by which levels a project's cases go. What waited before is replaced.

    Raises ``RouteWrong``, ``NotAllowed``.
    """
    project = project_for(actor, number)
    require_edit(actor, project.organisation_id)
    known = [level for level in ReviewLevel.values if level in set(asked.levels)]
    quick = [level for level in known if level in set(asked.quick)]
    if not known or len(quick) == len(known) or not 0 < asked.days <= _MOST_DAYS:
        raise RouteWrong
    ReviewRoute.objects.filter(project_id=project.pk, agreed_at=None).delete()
    made = ReviewRoute.objects.create(
        project_id=project.pk, levels=known, quick=quick, days=asked.days,
        proposed_by=actor.name, proposed_at=at,
    )  # fmt: skip
    record(actor, "review_route.proposed", made, at=at, project=number, levels=" ".join(known))
    return made


@transaction.atomic
def agree_route(actor: Actor, number: str, *, key: str, at: datetime) -> ReviewRoute:
    """The second person's word for the route of this key, which they read. Twice changes nothing.

    Raises ``RouteMissing`` where nothing waits, ``RouteOther`` where another one does,
    ``RouteByYou``, ``SameHands``.
    """
    project = project_for(actor, number)
    require_edit(actor, project.organisation_id)
    waiting = ReviewRoute.objects.select_for_update().filter(project_id=project.pk, agreed_at=None)
    route = waiting.first()
    if route is None:
        agreed = found.route_in_force(project.pk)
        if agreed is None or agreed.agreed_by != actor.name or str(agreed.pk) != key:
            raise RouteMissing
        return agreed
    require_another(actor, route.proposed_by, RouteByYou)
    require_other_hands(
        actor, route.proposed_by, organisation_id=project.organisation_id,
        rights=[Right.PROJECT_EDIT], at=at,
    )  # fmt: skip
    if str(route.pk) != key:
        raise RouteOther
    route.agreed_by, route.agreed_at = actor.name, at
    route.save(update_fields=["agreed_by", "agreed_at"])
    record(actor, "review_route.agreed", route, at=at, project=number)
    return route
