"""Who may see, confirm and take back a use; each question has a one and a many face."""

from datetime import datetime

from django.db.models import Q, QuerySet

from liushui.disbursing.models import Expenditure
from liushui.disbursing.states import UseState
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services.two_people import is_another, require_another, require_other_hands


class UseSamePerson(DomainError):
    """Whoever reported a use of the organisation's own money cannot also confirm it."""

    code = "use_same_person"
    status = 403
    message = gettext_noop("You reported this use, so another person must confirm it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


def can_see_voucher(actor: Actor, use: Expenditure) -> bool:
    """A voucher may name people: it is for those who used, passed on and raised the money."""
    theirs = {use.organisation_id, use.project.organisation_id}
    if use.agreement is not None:
        theirs.add(use.agreement.from_org_id)
    return actor.is_system or bool(theirs & actor.organisations)


def uses_visible_to(actor: Actor) -> QuerySet[Expenditure]:
    """The many-faced form of ``can_see_voucher``: uses that the actor sees whole."""
    if actor.is_system:
        return Expenditure.objects.all()
    own = actor.organisations
    return Expenditure.objects.filter(
        Q(organisation_id__in=own)
        | Q(project__organisation_id__in=own)
        | Q(agreement__from_org_id__in=own)
    )


def can_see_file(actor: Actor, use: Expenditure, file_id: int) -> bool:
    """A photo that was marked public is for everyone; whatever else, as the voucher."""
    if is_public_file(use, file_id):
        return True
    return file_id in {use.voucher_id, use.photo_id} and can_see_voucher(actor, use)


def is_public_file(use: Expenditure, file_id: int) -> bool:
    """A photo that its reporter marked for everyone, once the use is confirmed."""
    return use.photo_is_public and use.is_confirmed and file_id == use.photo_id


def can_confirm(actor: Actor, use: Expenditure) -> bool:
    """What waits, by whoever approves payments for the organisation; never by who reported it."""
    return (
        use.state == UseState.REPORTED and is_another(actor, use.reported_by) and _may(actor, use)
    )


def uses_confirmable_by(actor: Actor) -> QuerySet[Expenditure]:
    """The many-faced form of ``can_confirm``."""
    waiting = Expenditure.objects.filter(state=UseState.REPORTED).exclude(reported_by=actor.name)
    own = actor.organisations_with(Right.MONEY_APPROVE)
    return waiting if actor.is_system else waiting.filter(organisation_id__in=own)


def require_confirm(actor: Actor, use: Expenditure, *, at: datetime) -> None:
    """Demand the right to approve payments and another pair of eyes, not lent by the first."""
    if not _may(actor, use):
        raise NotAllowed
    require_another(actor, use.reported_by, UseSamePerson)
    require_other_hands(
        actor,
        use.reported_by,
        organisation_id=use.organisation_id,
        rights=(Right.USE_REPORT, Right.MONEY_APPROVE),
        deciding=(Right.MONEY_APPROVE,),
        at=at,
    )


def can_withdraw(actor: Actor, use: Expenditure) -> bool:
    """What waits, by whoever reported it."""
    return use.state == UseState.REPORTED and not is_another(actor, use.reported_by)


def require_withdraw(actor: Actor, use: Expenditure) -> None:
    if is_another(actor, use.reported_by):
        raise NotAllowed


def _may(actor: Actor, use: Expenditure) -> bool:
    return actor.is_system or actor.holds(Right.MONEY_APPROVE, use.organisation_id)
