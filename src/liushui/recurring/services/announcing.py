"""Each charge is announced some days ahead: to its donor, and to the provider, which tells too."""

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from liushui.base.states import move_state
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import DomainError
from liushui.payments.mandates import StillWarned
from liushui.payments.provider import ProviderRefused
from liushui.payments.queries.accounts import is_ended
from liushui.payments.services import Turns
from liushui.projects.services import require_open_for_gifts
from liushui.projects.states import ProjectState
from liushui.recurring import queries
from liushui.recurring.models import Agreement, Charge, Mandate
from liushui.recurring.notices import ANNOUNCED, LEFT_OUT, tell_of_charge
from liushui.recurring.services.agreeing import end_now, settle_word
from liushui.recurring.services.ended import rest_if_ended
from liushui.recurring.services.providers import mandates_under
from liushui.recurring.services.rounds import one_round
from liushui.recurring.states import CHARGE_MOVES, AgreementState, ChargeState, MandateState, Why

log = structlog.get_logger(__name__)
_BY = "system:mandates"
_WARNING_LASTS = timedelta(days=9)
# Nobody is told of money at night, and the provider takes no warning then.
_WAKING = range(8, 20)


def is_waking(at: datetime) -> bool:
    """Whether the hour in China is one in which people may be told and charged."""
    return at.astimezone(CHINA).hour in _WAKING


def announce_due(*, at: datetime, limit: int = 500) -> int:
    """Announce what is due within the days of notice; how many mandates were looked at."""
    if not is_waking(at):
        return 0
    last = day_of(at) + timedelta(days=queries.notice_days())
    due = Mandate.objects.filter(state=MandateState.ACTIVE, due_from__lte=last)
    found = list(due.order_by("due_from", "id").values_list("pk", flat=True)[:limit])
    for pk in found:
        announce(pk, at=at)
    return len(found)


@transaction.atomic
def announce(pk: int, *, at: datetime) -> None:
    """Announce one mandate's next charge and set the day after it. Safe to call twice.

    A due day that passed before anybody announced it is left out: nothing is caught up.
    """
    mandate = queries.mandate_for_update(pk)
    today, days = day_of(at), timedelta(days=queries.notice_days())
    if mandate.state != MandateState.ACTIVE or mandate.due_from is None:
        return
    if mandate.due_from <= today + days and rest_if_ended(mandate, at=at):
        return
    while mandate.state == MandateState.ACTIVE and mandate.due_from <= today + days:
        due = mandate.due_from
        charge_on = max(due, today + days)
        _announce_one(mandate, due, due if due < today else charge_on, at=at)
        if mandate.state == MandateState.ACTIVE:
            periods = mandate.rhythm.due_from(due + timedelta(days=1))
            mandate.due_from = next(periods)[1]
            mandate.save(update_fields=["due_from"])


def _announce_one(mandate: Mandate, due: date, charge_on: date, *, at: datetime) -> None:
    charge, is_new = Charge.objects.get_or_create(
        mandate=mandate,
        period=mandate.rhythm.period_of(due),
        defaults={
            "due_on": due,
            "charge_on": charge_on,
            "amount_minor": mandate.amount_minor,
            "announced_at": at,
        },
    )
    if not is_new:
        return
    if charge_on < day_of(at):
        leave_out(charge, Why.NOT_ASKED, at=at)
        return
    try:
        require_open_for_gifts(mandate.project, charge_on)
    except DomainError:
        leave_out_for_project(charge, at=at)
        return
    tell_of_charge(charge, ANNOUNCED, at=at)


def leave_out(charge: Charge, why: Why, *, at: datetime) -> None:
    """An announced charge is not asked for; its donor is told."""
    charge.why = why
    charge.save(update_fields=["why"])
    move_state(charge, to=ChargeState.SKIPPED, moves=CHARGE_MOVES, by=_BY, at=at, why=why)
    tell_of_charge(charge, LEFT_OUT, at=at)


def leave_out_for_project(charge: Charge, *, at: datetime) -> None:
    """The project takes no gift on the day; one that has closed takes none ever again."""
    leave_out(charge, Why.NO_GIFTS, at=at)
    project = charge.mandate.project
    if (
        project.state in {ProjectState.CLOSED, ProjectState.ARCHIVED}
        or project.ends_on < charge.charge_on
    ):
        end_now(charge.mandate, by=_BY, why=Why.PROJECT_CLOSED, at=at)


def forewarn_announced(*, at: datetime, limit: int = 200) -> int:
    """Have the provider warn its payers of what was announced; how many were warned."""
    if not is_waking(at):
        return 0
    waiting = Charge.objects.filter(state=ChargeState.ANNOUNCED, forewarned_at=None)
    signed = Agreement.objects.filter(mandate=OuterRef("mandate"), state=AgreementState.SIGNED)
    whole = waiting.select_related("mandate").annotate(
        signed_with=Coalesce(Subquery(signed.values("merchant_id")[:1]), Value(""))
    )
    return one_round(
        Turns(
            whole.order_by("charge_on", "id"),
            provider="mandate__provider",
            merchant="signed_with",
            limit=limit,
        ),
        lambda charge: _forewarn(charge, at=at),
        refused="warning_refused",
    )


def _forewarn(charge: Charge, *, at: datetime) -> bool:
    agreement = queries.agreement_running(charge.mandate)
    if agreement is None or is_ended(agreement.provider, agreement.merchant_id):
        return False
    provider = mandates_under(agreement, at=at)
    try:
        provider.forewarn(agreement.contract_id, charge.amount_minor, charge.charge_on, at=at)
    except ProviderRefused as refusal:
        log.warning("warning_refused", charge=charge.pk, **refusal.facts)
        settle_word(agreement, provider.agreement_of(agreement.code, at=at), at=at)
        return False
    except StillWarned:
        if _was_warned_of_another(charge, at=at):
            return False  # the provider takes this one when the other's days are over
    return Charge.objects.filter(pk=charge.pk, forewarned_at=None).update(forewarned_at=at) == 1


def _was_warned_of_another(charge: Charge, *, at: datetime) -> bool:
    """Whether the warning in force was of another charge; else it was of this one, unheard."""
    others = Charge.objects.filter(mandate=charge.mandate).exclude(pk=charge.pk)
    return others.filter(forewarned_at__gt=at - _WARNING_LASTS).exists()
