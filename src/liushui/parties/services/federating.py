"""Who stands under whom: the lower organisation asks, the upper one agrees. Five levels, no circle.

Whoever stands above reads what those below must report, so nobody is placed by one side alone.
"""

from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Proposal
from liushui.parties.queries.bodies import body_for_update
from liushui.parties.queries.federating import PLACE
from liushui.parties.queries.organisations_above import LEVELS, depth_below, levels_above
from liushui.parties.services.recording import record
from liushui.parties.services.two_people import propose, register_carrier


class CircleOfBodies(DomainError):
    """An organisation cannot stand above itself."""

    code = "circle_of_bodies"
    status = 409
    message = gettext_noop("This would make a circle: it stands below your organisation already.")
    remedy = gettext_noop("Choose an organisation that does not stand below yours.")


class TooManyLevels(DomainError):
    """Nation, province, city, county, town: five levels, no sixth."""

    code = "too_many_levels"
    status = 409
    message = gettext_noop("A federation has five levels; this would be one more.")
    remedy = gettext_noop("Choose an organisation further up.")


@transaction.atomic
def ask_to_stand_under(
    actor: Actor, credit_code: str, superior_code: str, *, at: datetime
) -> Proposal:
    """Put before the upper organisation that this one stands under it from then on.

    Whoever gives out posts asks; whoever gives out posts above, or an operator, agrees. Raises
    ``NotAllowed``, ``NotFound``, ``CircleOfBodies``, ``TooManyLevels``.
    """
    body, superior = body_for_update(credit_code), body_for_update(superior_code)
    appointments.require_manage_in(actor, body.pk)
    require_placeable(body, superior)
    facts = {"below": body.pk, "above": superior.pk}
    return propose(actor, PLACE, organisation_id=superior.pk, facts=facts, at=at)


@transaction.atomic
def leave_superior(actor: Actor, credit_code: str, *, at: datetime) -> Organisation:
    """Stand under nobody: the lower organisation may say so alone. Safe to call twice."""
    body = body_for_update(credit_code)
    if not actor.holds(Right.POSTS_MANAGE, body.pk):
        raise NotAllowed
    if body.superior_id is not None:
        body.superior = None
        body.save(update_fields=["superior"])
        record(actor, "organisation.placed", body, at=at, above=None)
    return body


def require_placeable(body: Organisation, superior: Organisation) -> None:
    """Demand that there is no circle and no sixth level. The database refuses both, too."""
    above = levels_above(superior.pk)
    if body.pk == superior.pk or body.pk in above:
        raise CircleOfBodies
    if len(above) + 1 + 1 + depth_below(body.pk) > LEVELS:
        raise TooManyLevels


class _Placing:
    """What is done once the upper organisation agreed."""

    def carry(self, actor: Actor, proposal: Proposal, *, at: datetime) -> None:
        keys = sorted((proposal.facts["below"], proposal.facts["above"]))
        locked = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        bodies = {body.pk: body for body in locked.order_by("pk")}
        body = bodies[proposal.facts["below"]]
        superior = bodies[proposal.facts["above"]]
        require_placeable(body, superior)
        body.superior = superior
        body.save(update_fields=["superior"])
        record(actor, "organisation.placed", body, at=at, above=superior.pk)


register_carrier(PLACE, _Placing())
