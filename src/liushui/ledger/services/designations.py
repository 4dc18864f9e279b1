"""Funds of wishes: opened or joined below a fund, paid from by choice, left only by decision."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.choosing import Need, Plan, Purse, plan_choice
from liushui.ledger.errors import KeyReused, NotEnoughFree
from liushui.ledger.models import Choice, ChoicePart, Designation, Fund, Movement, Surplus
from liushui.ledger.queries.designations import purses_of
from liushui.ledger.services.funds import open_fund
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import move
from liushui.ledger.states import Kind, Purpose
from liushui.ledger.wishes import Wish, case_of, read_all, written

DESIGNATION = "designation"
_LONGEST_WHY = 300


class PinNotEligible(DomainError):
    """The fund that was named may not pay for this: the use does not meet its wishes."""

    code = "pin_not_eligible"
    status = 409
    message = gettext_noop("This use does not meet every wish of the fund that you named.")
    remedy = gettext_noop("Name another fund, or leave the choice to the rule.")


class PinWithoutReason(DomainError):
    """Whoever departs from the rule says why."""

    code = "pin_without_reason"
    message = gettext_noop("You named a fund yourself: write why.")
    remedy = gettext_noop("One sentence is enough. It is kept beside the choice.")


class SurplusWithoutReason(DomainError):
    """A decision about what is left says why."""

    code = "surplus_without_reason"
    message = gettext_noop("Write why this is left and why it goes there.")
    remedy = gettext_noop("One or two sentences, without anybody's name: givers will read it.")


class SurplusSamePerson(DomainError):
    """Two people decide what becomes of a surplus."""

    code = "surplus_same_person"
    status = 403
    message = gettext_noop("You proposed this, so another person must decide it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


class SurplusElsewhere(DomainError):
    """A surplus stays with its holder."""

    code = "surplus_elsewhere"
    status = 409
    message = gettext_noop("What is left stays with the organisation that received it.")
    remedy = gettext_noop("Choose another fund of the same organisation.")


@dataclass(frozen=True, slots=True)
class Pin:
    """A person's own choice of the fund that pays first, and the reason."""

    fund_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A use or payment for which funds are chosen: out of which base, for what, beside whom."""

    base_id: int
    amount: Money
    traits: frozenset[Wish] = frozenset()
    needs: Sequence[Need] = ()
    pin: Pin | None = None


@transaction.atomic
def designated_fund(base: Fund, wishes: Iterable[Wish]) -> Fund:
    """The fund below ``base`` for what meets all these wishes, opened empty when it is new.

    Without any wish it is the base itself. A wish for a case leads into that patient's own fund.
    """
    texts = written(wishes)
    if not texts:
        return base
    found = Designation.objects.filter(base=base, wishes=texts).select_related("fund").first()
    if found is not None:
        return found.fund
    Fund.objects.select_for_update(no_key=True).get(pk=base.pk)  # one opens, the others join
    found = Designation.objects.filter(base=base, wishes=texts).select_related("fund").first()
    return found.fund if found is not None else _opened(base, texts)


def _opened(base: Fund, texts: list[str]) -> Fund:
    wishes = read_all(texts)
    patient = case_of(wishes)
    number = _next_number()
    wider = [wish for wish in wishes if wish.kind != "case"]
    above = base if patient is None else designated_fund(base, wider)
    purpose = Purpose(DESIGNATION, number) if patient is None else Purpose("case", patient)
    fund = open_fund(base.holder, purpose=purpose, resource=base.resource_id, parent=above)
    Designation.objects.create(pk=number, fund=fund, base=base, wishes=texts)
    return fund


@transaction.atomic
def same_wishes(fund: Fund, base: Fund) -> Fund:
    """The fund below ``base`` with the wishes of ``fund``: so a wish travels with its money."""
    found = Designation.objects.filter(fund=fund).first()
    return designated_fund(base, read_all(found.wishes) if found else ())


def plan_of(asked: Asked) -> Plan:
    """What would be chosen now, and what stays payable: nothing is written or held."""
    return _planned(asked, purses_of(asked.base_id))


@transaction.atomic
def choose_funds(
    asked: Asked, *, key: str, by: str, at: datetime, targets: Sequence[Fund] = ()
) -> Choice:
    """Choose the funds that pay, and keep the choice with its reasons. The same key is the same.

    Locks the base and all its funds; with them the ``targets`` to which the caller will move what
    was chosen. Raises ``NotEnoughFree``, ``PinNotEligible`` and ``PinWithoutReason``.
    """
    if asked.amount.minor <= 0:
        raise AmountOutOfRange
    found = Choice.objects.filter(key=key).first()
    if found is not None:
        if (found.base_id, found.amount) != (asked.base_id, asked.amount.minor):
            raise KeyReused(key=key, digest="", content={"amount": asked.amount.minor})
        return found
    if asked.pin is not None and not 0 < len(asked.pin.why.strip()) <= _LONGEST_WHY:
        raise PinWithoutReason
    purses = [purse.fund_id for purse in purses_of(asked.base_id)]
    locked = lock_funds([*purses, *(target.pk for target in targets)])
    plan = _planned(asked, [one for one in purses_of(asked.base_id) if one.fund_id in locked])
    if asked.pin is not None and asked.pin.fund_id not in {part.fund_id for part in plan.parts}:
        raise PinNotEligible
    if plan.missing:
        currency = asked.amount.currency
        raise NotEnoughFree(free=Money(plan.free, currency), wanted=asked.amount)
    return _kept(asked, plan, key=key, by=by, at=at)


def _planned(asked: Asked, purses: Sequence[Purse]) -> Plan:
    pin = asked.pin.fund_id if asked.pin else None
    return plan_choice(asked.amount.minor, asked.traits, purses, asked.needs, pinned=pin)


def _kept(asked: Asked, plan: Plan, *, key: str, by: str, at: datetime) -> Choice:
    choice = Choice.objects.create(
        key=key,
        group_id=uuid.uuid4(),
        base_id=asked.base_id,
        amount=asked.amount.minor,
        traits=sorted(str(trait) for trait in asked.traits),
        by=by,
        pinned_id=asked.pin.fund_id if asked.pin else None,
        why=asked.pin.why.strip() if asked.pin else "",
        needed=plan.payable.needed,
        payable=plan.payable.after,
        best=plan.payable.best,
        at=at,
    )
    ChoicePart.objects.bulk_create(
        ChoicePart(
            choice=choice,
            place=place,
            fund_id=part.fund_id,
            amount=part.amount,
            serves=part.serves,
            why=part.why,
        )
        for place, part in enumerate(plan.parts)
    )
    return choice


@transaction.atomic
def use_by_choice(
    choice: Choice, *, target: Fund, kinds: "KindOf", ref: str, happened_at: datetime
) -> list[Movement]:
    """Move what was chosen into a sink: a movement for each part, all under one reference."""
    parts = list(choice.parts.select_related("fund").order_by("place"))
    return [
        move(
            Money(part.amount, part.fund.resource_id),
            source=part.fund,
            target=target,
            kind=kinds(part.fund),
            key=choice.key if not part.place else f"{choice.key}:{part.place}",
            happened_at=happened_at,
            ref=ref,
            group=choice.group_id,
        )
        for part in parts
    ]


class KindOf:
    """Of a patient's own fund only a provider is paid (D04); of others it is as the caller says."""

    def __init__(self, otherwise: Kind = Kind.USE) -> None:
        self._otherwise = otherwise

    def __call__(self, fund: Fund) -> Kind:
        return Kind.PROVIDER_PAYMENT if fund.purpose_kind == "case" else self._otherwise


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is left of a wish, where it goes, why, and who proposed it."""

    fund: Fund
    target: Fund
    amount: Money
    why: str
    proposed_by: str


@transaction.atomic
def move_surplus(by: str, left: Leftover, *, key: str, at: datetime) -> Surplus:
    """The second person's word moves what is left. The same key is the same decision.

    Raises ``SurplusSamePerson``, ``SurplusWithoutReason``, ``SurplusElsewhere``, ``NotEnoughFree``.
    """
    found = Surplus.objects.filter(key=key).first()
    if found is not None:
        if (found.fund_id, found.target_id, found.amount) != (
            left.fund.pk, left.target.pk, left.amount.minor,
        ):  # fmt: skip
            raise KeyReused(key=key, digest="", content={"amount": left.amount.minor})
        return found
    if by == left.proposed_by:
        raise SurplusSamePerson
    if not 0 < len(left.why.strip()) <= _LONGEST_WHY:
        raise SurplusWithoutReason
    if (left.fund.holder_id, left.fund.resource_id) != (
        left.target.holder_id, left.target.resource_id,
    ):  # fmt: skip
        raise SurplusElsewhere
    lock_funds([left.fund.pk, left.target.pk])
    decision = Surplus.objects.create(
        key=key,
        fund=left.fund,
        target=left.target,
        amount=left.amount.minor,
        why=left.why.strip(),
        proposed_by=left.proposed_by,
        decided_by=by,
        decided_at=at,
    )
    move(
        left.amount,
        source=left.fund,
        target=left.target,
        kind=Kind.TRANSFER,
        key=key,
        happened_at=at,
    )
    return decision


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('ledger_designation', 'id'))")
        return int(cursor.fetchone()[0])
