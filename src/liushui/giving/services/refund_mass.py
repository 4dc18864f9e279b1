"""All gifts of a project go back: two people agree to the totals, the worker does it gift by gift.

Each gift is a transaction of its own, so one that cannot go back takes none of its neighbours
along; it may be stopped or killed and runs on, since a payment is in it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from liushui.base.states import move_state
from liushui.desk.services import start_work
from liushui.desk.work import Ended, Result, Task
from liushui.giving import refund_policies as rules
from liushui.giving.models import GiftRefund, MassRefund, Payment
from liushui.giving.queries import refunds as found
from liushui.giving.refund_states import (
    MASS_MOVES,
    REFUND_MOVES,
    REFUND_OPEN,
    MassState,
    RefundClass,
    RefundState,
)
from liushui.giving.services.deciding import ReasonMissing
from liushui.giving.services.refund_asking import is_by_hand
from liushui.giving.services.refund_deciding import carry_refund
from liushui.giving.services.refund_refusals import (
    NothingToReturn,
    ProjectStillOpen,
    RefundOver,
    SameTwoPeople,
    TotalsChanged,
)
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.kernel.ids import new_reference
from liushui.kernel.money import format_yuan
from liushui.ledger.queries.units import amount_of, gift_of, gift_units
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects.queries import account_for
from liushui.projects.services import require_open_for_gifts

WORK = "giving-mass-refund"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 200
# What is booked goes back later: by the provider, or by a bank.
_ON_ITS_WAY = "on_its_way"
_SAID: Mapping[str, str] = {
    RefundState.RETURNED: "returned",
    RefundState.STUCK: "did_not_go_through",
}
_ENDED = "system:giving"


@transaction.atomic
def propose_mass_refund(
    actor: Actor, number: str, *, kind: RefundClass, why: str, at: datetime
) -> MassRefund:
    """The first of the two: all gifts of the project go back, with the totals of now.

    Raises ``ProjectStillOpen``, ``NothingToReturn``, ``ReasonMissing``, ``NotAllowed``.
    """
    project = account_for(actor, number)
    if not rules.can_propose(actor, project.organisation_id):
        raise NotAllowed
    if not why.strip():
        raise ReasonMissing
    try:
        require_open_for_gifts(project, day_of(at))
    except DomainError:
        count, amount = found.totals_of_project(project.pk)
    else:
        raise ProjectStillOpen
    if not amount.minor:
        raise NothingToReturn
    mass = MassRefund.objects.create(
        reference=new_reference(day_of(at)),
        project=project,
        kind=kind,
        why=why.strip()[:300],
        count=count,
        minor=amount.minor,
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "mass_refund.proposed", mass, at=at, reference=mass.reference)
    return mass


@transaction.atomic
def agree_mass_refund(actor: Actor, reference: str, *, language: str, at: datetime) -> MassRefund:
    """The second of the two: the worker begins. Again, after a stop, it goes on.

    Raises ``SameTwoPeople``, ``TotalsChanged``, ``RefundOver``.
    """
    mass = found.mass_for_update(actor, reference)
    if not rules.can_agree(actor, mass.project.organisation_id):
        raise NotAllowed
    if mass.state == MassState.RUNNING:
        return mass
    require_another(actor, mass.proposed_by, SameTwoPeople)
    if MassState.RUNNING not in MASS_MOVES[mass.state]:
        raise RefundOver
    if mass.state == MassState.PROPOSED:
        count, amount = found.totals_of_project(mass.project_id)
        if (count, amount.minor) != (mass.count, mass.minor):
            raise TotalsChanged(count, amount)
        mass.agreed_by, mass.agreed_at = actor.name, at
    work = start_work(actor, WORK, asked={"mass": reference}, language=language, at=at)
    mass.work_key = work.key
    mass.save(update_fields=["agreed_by", "agreed_at", "work_key"])
    move_state(mass, to=MassState.RUNNING, moves=MASS_MOVES, by=actor.name, at=at)
    record(actor, "mass_refund.agreed", mass, at=at, reference=reference)
    return mass


@transaction.atomic
def decline_mass_refund(actor: Actor, reference: str, *, why: str, at: datetime) -> MassRefund:
    """It is not done, or taken back by who proposed it. A second call changes nothing."""
    mass = found.mass_for_update(actor, reference)
    if not rules.can_propose(actor, mass.project.organisation_id):
        raise NotAllowed
    if mass.state == MassState.DECLINED:
        return mass
    if mass.state != MassState.PROPOSED:
        raise RefundOver
    move_state(mass, to=MassState.DECLINED, moves=MASS_MOVES, by=actor.name, at=at, why=why[:300])
    record(actor, "mass_refund.declined", mass, at=at, reference=reference)
    return mass


@dataclass(slots=True)
class _Done:
    """What became of each gift, for the report."""

    lines: list[tuple[str, int, int, str]] = field(default_factory=list)

    def keep(self, payment: Payment, back: int, said: str) -> None:
        self.lines.append((payment.order.reference, payment.amount_minor, back, said))


def refund_as_work(task: Task) -> Result:
    """Refund gift by gift. May run again from its start: what went back is passed over."""
    mass = found.mass_for(task.actor, task.asked["mass"])
    task.progress.expect(mass.count)
    told, after, seen = _Done(), 0, 0
    while payments := found.payments_to_return(mass, after, _CHUNK):
        for payment in payments:
            _one(mass, payment, told)
            seen += 1
            task.progress.reach(min(seen, mass.count))
        after = payments[-1].pk
    _count(mass, told, to=MassState.DONE)
    name = f"{mass.project.number}-{mass.reference}.xlsx"
    _write(task.folder / name, mass, told)
    return Result(task.folder / name, name, _XLSX)


def mass_ended(ended: Ended, at: datetime) -> None:
    """Work that was given up leaves it stopped; whoever may agree starts it again."""
    if not ended.is_done:
        for mass in MassRefund.objects.select_for_update().filter(work_key=ended.key):
            if mass.state == MassState.RUNNING:
                move_state(mass, to=MassState.STOPPED, moves=MASS_MOVES, by=_ENDED, at=at)


def _one(mass: MassRefund, payment: Payment, told: _Done) -> None:
    before = GiftRefund.objects.filter(mass=mass, payment=payment).first()
    if before is not None:
        told.keep(payment, before.amount_minor, _SAID.get(before.state, _ON_ITS_WAY))
        return
    try:
        with transaction.atomic():
            amount = _refund(mass, payment)
    except DomainError as error:
        told.keep(payment, 0, error.code)
    except IntegrityError:  # one of its own is under way
        told.keep(payment, 0, "refund_under_way")
    else:
        told.keep(payment, amount, _ON_ITS_WAY)


def _refund(mass: MassRefund, payment: Payment) -> int:
    at = now()
    if payment.refunds.filter(state__in=REFUND_OPEN).exists():
        raise NothingToReturn
    rule = rules.PUBLISHED[RefundClass(mass.kind)]
    left = payment.amount_minor - sum(
        one.amount_minor for one in payment.refunds.filter(state=RefundState.RETURNED)
    )
    units = gift_units(gift_of(payment.order.reference))
    # Of a voluntary refund no more goes back than lies where it was given (L16); of what is owed,
    # all that the giver has not had back another way.
    amount = min(left, amount_of(units.rests if rule.is_owed else units.at_home()))
    if amount <= 0:
        raise NothingToReturn
    one = GiftRefund.objects.create(
        reference=new_reference(day_of(at)),
        order=payment.order,
        payment=payment,
        kind=mass.kind,
        amount_minor=amount,
        is_owed=rule.is_owed,
        is_by_hand=is_by_hand(payment),
        mass=mass,
        asked_by=mass.proposed_by,
        asked_at=at,
        proposed_by=mass.proposed_by,
    )
    move_state(one, to=RefundState.PROPOSED, moves=REFUND_MOVES, by=mass.proposed_by, at=at)
    carry_refund(one, by=mass.agreed_by or "", at=at)
    return amount


@transaction.atomic
def _count(mass: MassRefund, told: _Done, *, to: MassState) -> None:
    locked = MassRefund.objects.select_for_update(no_key=True).get(pk=mass.pk)
    locked.done_count = sum(1 for _ref, _given, back, _said in told.lines if back)
    locked.done_minor = sum(back for _ref, _given, back, _said in told.lines)
    locked.left_count = len(told.lines) - locked.done_count
    locked.save(update_fields=["done_count", "done_minor", "left_count"])
    if locked.state == MassState.RUNNING:
        move_state(locked, to=to, moves=MASS_MOVES, by=_ENDED, at=now())


def _write(place: Path, mass: MassRefund, told: _Done) -> None:
    """The report: each gift with what went back of it, and the totals that both agreed to."""
    with xlsxwriter.Workbook(str(place), {"constant_memory": True}) as book:
        page = book.add_worksheet("refunds")
        page.set_column(0, 3, 24)
        head = ("gift", "given", "going_back", "result")
        for row, line in enumerate([head, *(_shown(line) for line in told.lines)]):
            for column, text in enumerate(line):
                page.write_string(row, column, text)
        first = book.add_worksheet("totals")
        agreed = (mass.count, format_yuan(mass.minor))
        back = sum(line[2] for line in told.lines)
        done = (sum(1 for line in told.lines if line[2]), format_yuan(back))
        returned = [line[2] for line in told.lines if line[3] == _SAID[RefundState.RETURNED]]
        ended = (len(returned), format_yuan(sum(returned)))
        for row, (name, (count, amount)) in enumerate(
            (("agreed", agreed), ("booked", done), ("returned", ended))
        ):
            for column, text in enumerate((name, str(count), amount)):
                first.write_string(row, column, text)


def _shown(line: tuple[str, int, int, str]) -> tuple[str, str, str, str]:
    reference, given, back, said = line
    return reference, format_yuan(given), format_yuan(back), said
