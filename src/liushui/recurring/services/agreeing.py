"""What the provider says of an agreement becomes what is so here: once, in one transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.payments.mandates import AgreementWord, Standing
from liushui.payments.queries.accounts import is_ended
from liushui.payments.services import Turns
from liushui.recurring import queries
from liushui.recurring.models import Agreement, Charge, Mandate
from liushui.recurring.notices import BEGUN, ENDED, tell_of_mandate
from liushui.recurring.services.providers import mandates_in, mandates_under
from liushui.recurring.services.rounds import one_round
from liushui.recurring.states import (
    AGREEMENT_MOVES,
    CHARGE_MOVES,
    MOVES,
    AgreementState,
    ChargeState,
    MandateState,
    Why,
)

_BY = "system:mandates"
# A page to sign is good for minutes; after two days nobody comes back to it.
_SIGNED_WITHIN = timedelta(days=2)
_ASKED_EVERY = timedelta(minutes=5)


def accept_notice(name: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> None:
    """A call-back about an agreement. Only its code is believed: the provider is asked.

    So it may come late, twice, or out of order. Raises ``Untrusted`` for what is not proven, and
    what asking raises: the provider then tells it again.
    """
    merchant_id, provider = mandates_in(name, body, at=at)
    code = provider.named_in(headers, body, at=at)
    agreement = Agreement.objects.filter(provider=name, code=code).first()
    # What was signed with one merchant is no other merchant's to tell of.
    if agreement is not None and agreement.merchant_id in {"", merchant_id}:
        settle_word(agreement, provider.agreement_of(code, at=at), at=at)


@transaction.atomic
def settle_word(agreement: Agreement, word: AgreementWord, *, at: datetime) -> None:
    """Write what the provider says of an agreement. Safe to call twice."""
    mandate = queries.mandate_for_update(agreement.mandate_id)
    agreement.refresh_from_db()
    if word.standing == Standing.SIGNED and agreement.state == AgreementState.ASKED:
        _signed(mandate, agreement, word.contract_id, at=at)
    elif word.standing == Standing.SIGNED and _was_given_up(agreement):
        agreement.contract_id = word.contract_id
        agreement.save(update_fields=["contract_id"])
        _move(agreement, AgreementState.ENDING, at=at)
    elif word.standing == Standing.ENDED and agreement.state != AgreementState.ENDED:
        was = agreement.state
        if was != AgreementState.ENDING and not agreement.contract_id and word.contract_id:
            agreement.contract_id = word.contract_id
            agreement.save(update_fields=["contract_id"])
        _move(agreement, AgreementState.ENDED, at=at, why=Why.PROVIDER)
        if was == AgreementState.SIGNED:
            end_now(mandate, by=_BY, why=Why.PROVIDER, at=at)


def _was_given_up(agreement: Agreement) -> bool:
    return agreement.state == AgreementState.ENDED and not agreement.contract_id


def give_up_waiting(
    mandate: Mandate, *, but_minor: int, with_account: str = "", at: datetime
) -> None:
    """What waits to be signed for any other sum is not wished any more: signed, it goes back.

    So is what would be signed with any other account than ``with_account``, where one is named.
    """
    waiting = mandate.agreements.filter(state=AgreementState.ASKED)
    kept = waiting.filter(limit_minor=but_minor)
    if with_account:
        kept = kept.filter(merchant_id=with_account)
    for agreement in waiting.exclude(pk__in=kept):
        _move(agreement, AgreementState.ENDED, at=at, why=Why.DONOR)


def _signed(mandate: Mandate, agreement: Agreement, contract_id: str, *, at: datetime) -> None:
    agreement.contract_id = contract_id
    agreement.save(update_fields=["contract_id"])
    if is_ended(agreement.provider, agreement.merchant_id):  # meanwhile: it goes back
        _move(agreement, AgreementState.SIGNED, at=at)
        _move(agreement, AgreementState.ENDING, at=at, why=Why.ACCOUNT_ENDED)
        if mandate.state == MandateState.ASKED:
            end_now(mandate, by=_BY, why=Why.ACCOUNT_ENDED, at=at)
        return
    before = queries.agreement_running(mandate)
    if before is not None:
        _move(before, AgreementState.ENDING, at=at)
        announced = Charge.objects.filter(mandate=mandate, state=ChargeState.ANNOUNCED)
        announced.update(forewarned_at=None)  # the provider warns anew, under what is signed now
    _move(agreement, AgreementState.SIGNED, at=at)
    if mandate.state == MandateState.ENDED:  # signed after it was given up: give it back
        _move(agreement, AgreementState.ENDING, at=at)
        return
    mandate.amount_minor = agreement.limit_minor
    mandate.failures = 0
    if mandate.state == MandateState.ASKED:
        set_next(mandate, at=at)
        mandate.save(update_fields=["amount_minor", "failures", "due_from"])
        move_state(mandate, to=MandateState.ACTIVE, moves=MOVES, by=_BY, at=at)
        tell_of_mandate(mandate, BEGUN, key="begun", at=at)
        return
    mandate.save(update_fields=["amount_minor", "failures"])


def set_next(mandate: Mandate, *, at: datetime) -> None:
    """The next due day that a notice can still precede, in a period not charged before."""
    first = day_of(at) + timedelta(days=queries.notice_days())
    taken = set(mandate.charges.values_list("period", flat=True))
    mandate.due_from = next(
        due for period, due in mandate.rhythm.due_from(first) if period not in taken
    )


@transaction.atomic
def end_now(mandate: Mandate, *, by: str, why: Why, at: datetime) -> None:
    """End a mandate that is locked: what was announced is left out, its agreements end too."""
    if mandate.state == MandateState.ENDED:
        return
    leave_out_announced(mandate, by=by, why=why, at=at)
    for agreement in mandate.agreements.filter(state=AgreementState.SIGNED):
        _move(agreement, AgreementState.ENDING, at=at, why=why)
    mandate.why = why
    mandate.save(update_fields=["why"])
    was = mandate.state
    move_state(mandate, to=MandateState.ENDED, moves=MOVES, by=by, at=at, why=why)
    if was != MandateState.ASKED:
        tell_of_mandate(mandate, ENDED, key="ended", at=at)


def leave_out_announced(mandate: Mandate, *, by: str, why: Why, at: datetime) -> None:
    """Leave out what was announced and not asked for yet."""
    for charge in Charge.objects.filter(mandate=mandate, state=ChargeState.ANNOUNCED):
        charge.why = why
        charge.save(update_fields=["why"])
        move_state(charge, to=ChargeState.SKIPPED, moves=CHARGE_MOVES, by=by, at=at, why=why)


def ask_about_agreements(*, at: datetime, limit: int = 50) -> int:
    """Ask after agreements of which nothing was heard, and end those that are to end; how many."""
    waiting = Agreement.objects.filter(
        state__in=(AgreementState.ASKED, AgreementState.ENDING)
    ).exclude(asked_at__gt=at - _ASKED_EVERY)
    return one_round(
        Turns(
            waiting.select_related("mandate__project").order_by(*Agreement.WAITING_ORDER),
            provider="provider",
            merchant="merchant_id",
            limit=limit,
        ),
        lambda agreement: _ask(agreement, at=at),
        refused="agreement_refused",
    )


def _ask(agreement: Agreement, *, at: datetime) -> bool:
    Agreement.objects.filter(pk=agreement.pk).update(asked_at=at)
    provider = mandates_under(agreement, at=at)
    if agreement.state == AgreementState.ASKED:
        if agreement.sign_url:
            settle_word(agreement, provider.agreement_of(agreement.code, at=at), at=at)
        if at - agreement.created_at > _SIGNED_WITHIN:
            _give_up(agreement, at=at)
        return True
    word = provider.agreement_of(agreement.code, at=at)
    if word.standing == Standing.SIGNED:
        provider.end(word, at=at)
        word = provider.agreement_of(agreement.code, at=at)
    if word.standing != Standing.SIGNED:  # what the provider no longer knows charges nobody
        ended = AgreementWord(word.code, word.contract_id, Standing.ENDED)
        settle_word(agreement, ended, at=at)
    return True


@transaction.atomic
def _give_up(agreement: Agreement, *, at: datetime) -> None:
    """Nobody signed it. A promise that waited for nothing else ends with it."""
    mandate = queries.mandate_for_update(agreement.mandate_id)
    agreement.refresh_from_db()
    if agreement.state == AgreementState.ASKED:
        _move(agreement, AgreementState.ENDED, at=at, why=Why.NOT_ALLOWED)
        if mandate.state == MandateState.ASKED and queries.agreement_waiting(mandate) is None:
            end_now(mandate, by=_BY, why=Why.NOT_ALLOWED, at=at)


def _move(agreement: Agreement, to: AgreementState, *, at: datetime, why: str = "") -> None:
    move_state(agreement, to=to, moves=AGREEMENT_MOVES, by=_BY, at=at, why=why)
