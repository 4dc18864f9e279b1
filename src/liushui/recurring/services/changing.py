"""A donor changes a regular gift, lets it rest, takes it up again, ends it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.recurring import policies, queries
from liushui.recurring.errors import MandateEnded
from liushui.recurring.links import code_in
from liushui.recurring.models import Agreement, Mandate
from liushui.recurring.services.agreeing import (
    end_now,
    give_up_waiting,
    leave_out_announced,
    set_next,
)
from liushui.recurring.services.beginning import ask_to_sign, require_chargeable, require_day
from liushui.recurring.states import MOVES, AgreementState, MandateState, Why

LINK = "link"


@dataclass(frozen=True, slots=True)
class Change:
    """What it shall be from now on; the rhythm stays monthly or yearly."""

    amount: Money
    day: int
    month: int | None = None


@transaction.atomic
def change_mandate(actor: Actor, code: str, change: Change, *, at: datetime) -> Agreement | None:
    """Change amount and day; what was announced already stays as it was announced.

    Up to the amount that was signed for it holds at once. For more there is an agreement to sign,
    which is answered; until it is signed the old amount stays.
    """
    mandate = _own(actor, code)
    _require_alive(mandate)
    require_chargeable(change.amount)
    require_day(mandate.every, change.day, change.month)
    running = queries.agreement_running(mandate)
    to_sign = None
    if running is None or change.amount.minor > running.limit_minor:
        to_sign = ask_to_sign(mandate, change.amount.minor, at=at)
    else:
        mandate.amount_minor = change.amount.minor
        give_up_waiting(mandate, but_minor=change.amount.minor, at=at)
    if (mandate.day, mandate.month) != (change.day, change.month):
        mandate.day, mandate.month = change.day, change.month
        if mandate.state != MandateState.ASKED:
            set_next(mandate, at=at)
    mandate.save(update_fields=["amount_minor", "day", "month", "due_from"])
    record(actor, "mandate.changed", mandate, at=at, code=code, amount_minor=change.amount.minor)
    return to_sign


@transaction.atomic
def sign_anew(actor: Actor, code: str, *, at: datetime) -> Agreement:
    """Ask for a fresh agreement of the same amount: how the donor pays has changed."""
    mandate = _own(actor, code)
    _require_alive(mandate)
    return ask_to_sign(mandate, mandate.amount_minor, at=at)


@transaction.atomic
def pause_mandate(actor: Actor, code: str, *, at: datetime) -> Mandate:
    """Charge nothing until it is taken up again; what was announced is left out."""
    mandate = _own(actor, code)
    if mandate.state != MandateState.PAUSED:
        rest_now(mandate, by=actor.name, why=Why.DONOR, at=at)
        record(actor, "mandate.paused", mandate, at=at, code=code)
    return mandate


@transaction.atomic
def rest_now(mandate: Mandate, *, by: str, why: Why, at: datetime) -> None:
    """Let a locked mandate rest."""
    leave_out_announced(mandate, by=by, why=why, at=at)
    mandate.why = why
    mandate.save(update_fields=["why"])
    move_state(mandate, to=MandateState.PAUSED, moves=MOVES, by=by, at=at, why=why)


@transaction.atomic
def resume_mandate(actor: Actor, code: str, *, at: datetime) -> Mandate:
    """Take it up again from the next due day that a notice can precede; nothing is caught up."""
    mandate = _own(actor, code)
    if mandate.state == MandateState.ACTIVE:
        return mandate
    _require_alive(mandate)
    if mandate.state != MandateState.PAUSED:
        raise MoveNotAllowed(state=mandate.state, to=MandateState.ACTIVE)
    mandate.why, mandate.failures = Why.NONE, 0
    set_next(mandate, at=at)
    mandate.save(update_fields=["why", "failures", "due_from"])
    move_state(mandate, to=MandateState.ACTIVE, moves=MOVES, by=actor.name, at=at)
    record(actor, "mandate.resumed", mandate, at=at, code=code)
    return mandate


@transaction.atomic
def end_mandate(actor: Actor, code: str, *, at: datetime) -> Mandate:
    """End it for good; the agreement is ended at the provider too, until that says so."""
    mandate = _own(actor, code)
    if mandate.state != MandateState.ENDED:
        end_now(mandate, by=actor.name, why=Why.DONOR, at=at)
        record(actor, "mandate.ended", mandate, at=at, code=code)
    return mandate


@transaction.atomic
def end_by_link(token: str, *, at: datetime) -> Mandate:
    """End it by the link that came with a notice, whoever holds it. Raises ``NotFound``."""
    mandate = queries.mandate_for_update(queries.mandate_by_code(code_in(token)).pk)
    if mandate.state != MandateState.ENDED:
        end_now(mandate, by=LINK, why=Why.DONOR, at=at)
        by_link = Actor.system("recurring-link")
        record(by_link, "mandate.ended", mandate, at=at, code=mandate.code)
    return mandate


def _own(actor: Actor, code: str) -> Mandate:
    mandate = queries.mandate_for(actor, code)
    policies.require_change(actor, mandate)
    return queries.mandate_for_update(mandate.pk)


def _require_alive(mandate: Mandate) -> None:
    signed = (AgreementState.SIGNED, AgreementState.ASKED)
    if (
        mandate.state == MandateState.ENDED
        or not mandate.agreements.filter(state__in=signed).exists()
    ):
        raise MandateEnded
