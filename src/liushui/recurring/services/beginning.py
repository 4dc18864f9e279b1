"""A donor promises, signs at the provider, and the promise runs."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from liushui.giving.services import ORDER_LIMIT_MINOR, Showing
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import REFERENCE_ALPHABET
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.payments.mandates import NewAgreement
from liushui.payments.provider import ProviderSilent
from liushui.projects.queries import project_for
from liushui.projects.services import require_open_for_gifts
from liushui.recurring import policies, queries
from liushui.recurring.calendar import Rhythm
from liushui.recurring.errors import DayOfGiftWrong, MandateEnded
from liushui.recurring.models import Agreement, Mandate
from liushui.recurring.services.agreeing import give_up_waiting, settle_word
from liushui.recurring.services.providers import mandates_taking, mandates_under, notify_url
from liushui.recurring.states import AgreementState, Every, MandateState

_PAUSE = timedelta(seconds=5)
_DAYS, _MONTHS = range(1, 32), range(1, 13)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a donor promises. ``month`` only for once a year."""

    project: str
    amount: Money
    provider: str
    every: Every
    day: int
    month: int | None = None
    showing: Showing = field(default_factory=Showing)


@transaction.atomic
def begin_mandate(actor: Actor, wanted: Wanted, *, at: datetime) -> Mandate:
    """Write the promise down. Nothing is charged before it was signed at the provider.

    Refuses a stranger (``NotAllowed``): who is charged by the clock must be told before. Refuses a
    project that takes no gifts today, ``AmountOutOfRange``, ``DayOfGiftWrong``,
    ``MandatesNotSetUp``.
    """
    if actor.person_id is None:
        raise NotAllowed
    project = project_for(actor, wanted.project)
    require_open_for_gifts(project, day_of(at))
    require_chargeable(wanted.amount)
    require_day(wanted.every, wanted.day, wanted.month)
    mandates_taking(wanted.provider, project.organisation_id, at=at)
    mandate = Mandate.objects.create(
        code=_new_code(),
        project=project,
        donor_id=actor.person_id,
        provider=wanted.provider,
        amount_minor=wanted.amount.minor,
        every=wanted.every,
        day=wanted.day,
        month=wanted.month,
        display=wanted.showing.display,
        created_at=at,
    )
    ask_to_sign(mandate, wanted.amount.minor, at=at)
    record(actor, "mandate.begun", mandate, at=at, code=mandate.code)
    return mandate


def require_chargeable(amount: Money) -> None:
    """Demand a sum that one order can hold."""
    if amount.currency != "CNY" or not 0 < amount.minor <= ORDER_LIMIT_MINOR:
        raise AmountOutOfRange


def require_day(every: str, day: int, month: int | None) -> None:
    """Demand a day that some month or year has."""
    if day not in _DAYS or (every == Every.YEAR) != (month in _MONTHS if month else False):
        raise DayOfGiftWrong


def ask_to_sign(mandate: Mandate, limit_minor: int, *, at: datetime) -> Agreement:
    """An agreement to be signed, for charges up to this. What waited before is given up.

    It is signed with the account that takes the organisation's gifts now. Raises
    ``MandatesNotSetUp``.
    """
    organisation_id = mandate.project.organisation_id
    merchant_id, _there = mandates_taking(mandate.provider, organisation_id, at=at)
    give_up_waiting(mandate, but_minor=limit_minor, with_account=merchant_id, at=at)
    waiting = queries.agreement_waiting(mandate)
    if waiting is not None:
        return waiting
    number = mandate.agreements.count() + 1
    return Agreement.objects.create(
        mandate=mandate,
        provider=mandate.provider,
        code=f"{mandate.code}A{number}",
        merchant_id=merchant_id,
        limit_minor=limit_minor,
        created_at=at,
    )


def begin_signing(actor: Actor, code: str, *, at: datetime) -> Agreement:
    """Tell the provider of the agreement and keep the address where it is signed.

    Safe to call again: the page there is good for minutes only. What waited for an account that
    takes no gifts now waits for the one that does. Raises ``ProviderSilent``, ``ProviderRefused``,
    ``MandatesNotSetUp``, ``MandateEnded`` when nothing waits to be signed.
    """
    mandate = queries.mandate_for(actor, code)
    policies.require_change(actor, mandate)
    waiting = queries.agreement_waiting(mandate)
    if waiting is None or mandate.state == MandateState.ENDED:
        raise MandateEnded
    with transaction.atomic():
        locked = queries.mandate_for_update(mandate.pk)
        waiting = ask_to_sign(locked, waiting.limit_minor, at=at)
    told = NewAgreement(
        code=waiting.code,
        shown=mandate.project.title[:20],
        limit_minor=waiting.limit_minor,
        first_on=first_day(mandate.rhythm, at),
        is_yearly=mandate.every == Every.YEAR,
        notify_url=notify_url(mandate.provider),
        back_url=settings.ORIGIN + reverse("recurring:mandate", args=[mandate.code]),
    )
    address = mandates_under(waiting, at=at).sign(told, at=at)
    if not address.startswith(("https://", "http://")):
        raise ProviderSilent
    waiting.sign_url = address
    waiting.save(update_fields=["sign_url"])
    return waiting


def first_day(rhythm: Rhythm, at: datetime) -> date:
    """The first due day if it were signed now: none before the notice has had its days."""
    _period, due = next(rhythm.due_from(day_of(at) + timedelta(days=queries.notice_days())))
    return due


def ask_about_agreement(mandate: Mandate, *, at: datetime) -> Mandate:
    """Ask the provider whether it was signed; the mandate as it is then.

    At most once in five seconds. Raises ``ProviderSilent`` and ``ProviderRefused``.
    """
    waiting = queries.agreement_waiting(mandate)
    if waiting is None or not waiting.sign_url or not our_turn(waiting, at):
        return mandate
    word = mandates_under(waiting, at=at).agreement_of(waiting.code, at=at)
    settle_word(waiting, word, at=at)
    return queries.mandate_by_code(mandate.code)


def our_turn(agreement: Agreement, at: datetime) -> bool:
    """Claim the right to ask: two reloads at once ask once."""
    free = Q(asked_at=None) | Q(asked_at__lt=at - _PAUSE)
    unsettled = (AgreementState.ASKED, AgreementState.ENDING)
    mine = Agreement.objects.filter(free, pk=agreement.pk, state__in=unsettled)
    return mine.update(asked_at=at) == 1


def _new_code() -> str:
    """29^8 possibilities: a code is not found by trying, and letters and digits alone."""
    return "M" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
