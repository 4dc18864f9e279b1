"""A regular gift that was promised and signed elsewhere before, taken over as it runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.recurring.models import Agreement, Mandate
from liushui.recurring.services.agreeing import set_next
from liushui.recurring.services.beginning import require_chargeable, require_day
from liushui.recurring.states import AgreementState, Every, MandateState

if TYPE_CHECKING:
    from liushui.projects.models import Project


@dataclass(frozen=True, slots=True)
class EarlierMandate:
    """A monthly gift as it runs; ``contract_id`` is the provider's number of what was signed."""

    code: str
    project: "Project"
    donor_id: int
    provider: str
    contract_id: str
    amount: Money
    day: int
    display: str
    begun_at: datetime


@transaction.atomic
def take_over_mandate(actor: Actor, earlier: EarlierMandate, *, at: datetime) -> Mandate:
    """Write it down as running; its first charge here is announced as any other.

    The same code again answers with the same mandate. Only for the installation.
    """
    if not actor.is_system:
        raise NotAllowed
    found = Mandate.objects.filter(code=earlier.code).first()
    if found is not None:
        return found
    require_chargeable(earlier.amount)
    require_day(Every.MONTH, earlier.day, None)
    mandate = Mandate(
        code=earlier.code,
        project=earlier.project,
        donor_id=earlier.donor_id,
        provider=earlier.provider,
        amount_minor=earlier.amount.minor,
        every=Every.MONTH,
        day=earlier.day,
        display=earlier.display,
        created_at=earlier.begun_at,
    )
    mandate.save()
    set_next(mandate, at=at)
    Mandate.objects.filter(pk=mandate.pk).update(
        due_from=mandate.due_from, state=MandateState.ACTIVE
    )
    Agreement.objects.create(
        mandate=mandate,
        provider=earlier.provider,
        code=f"{earlier.code}A1",
        contract_id=earlier.contract_id,
        limit_minor=earlier.amount.minor,
        state=AgreementState.SIGNED,
        created_at=earlier.begun_at,
    )
    record(actor, "mandate.begun", mandate, at=at, code=mandate.code)
    mandate.refresh_from_db()
    return mandate
