"""Who may know a person, and who may set up organisations."""

from typing import TYPE_CHECKING

from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.agreements import SENSITIVE
from liushui.parties.models import Consent
from liushui.parties.purposes import Ground, ground_for

if TYPE_CHECKING:
    from liushui.parties.models import Person


class ProcessingStopped(DomainError):
    """The person asked that their values be stored and not used."""

    code = "processing_stopped"
    status = 403
    message = gettext_noop("This person asked that their data be kept but not used.")
    remedy = gettext_noop(
        "Records of money remain readable. The name is closed until they allow it."
    )


def require_set_up(actor: Actor) -> None:
    """Demand that the installation itself acts: bodies and posts are set up by its operator.

    Raises ``NotAllowed`` for everyone else; no page reaches these services.
    """
    if not actor.is_system:
        raise NotAllowed


def require_present(actor: Actor, organisation_id: int) -> None:
    """Demand the right to edit how the organisation presents itself. Raises ``NotAllowed``."""
    if not actor.holds(Right.BODY_EDIT, organisation_id):
        raise NotAllowed


def require_check(actor: Actor, organisation_id: int) -> None:
    """Demand the right to be the second person for a certificate. Raises ``NotAllowed``."""
    if not can_present_or_check(actor, organisation_id):
        raise NotAllowed


def can_present_or_check(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor edits the organisation's face, or approves its money."""
    return any(
        actor.holds(right, organisation_id) for right in (Right.BODY_EDIT, Right.MONEY_APPROVE)
    )


def can_read_name(actor: Actor, person_id: int) -> bool:
    """Whether the actor may read a name in full: one's own, or for a purpose, on the record."""
    return (
        actor.is_system or actor.person_id == person_id or ground_for(actor, person_id) is not None
    )


def require_read_name(actor: Actor, person: "Person") -> Ground | None:
    """The purpose for which staff read a name; none for oneself and the installation.

    Raises ``NotAllowed`` without a purpose, ``ProcessingStopped`` where the person asked for it.
    """
    if not reads_as_staff(actor, person.pk):
        return None
    ground = ground_for(actor, person.pk)
    if ground is None:
        raise NotAllowed
    if person.restricted_at is not None or _took_back(person, ground):
        raise ProcessingStopped
    return ground


def _took_back(person: "Person", ground: Ground) -> bool:
    """Work on a case rests on consent to sensitive facts: taken back, the name is closed."""
    if ground.purpose != "case":
        return False
    records = [person.pk, *person.merged.values_list("pk", flat=True)]
    said = Consent.objects.filter(person_id__in=records, purpose=SENSITIVE)
    last = said.order_by("-at", "-pk").first()
    return last is not None and not last.is_given


def reads_as_staff(actor: Actor, person_id: int) -> bool:
    """Whether the reading must be recorded: somebody reads another's name."""
    return not actor.is_system and actor.person_id != person_id
