"""What an organisation keeps of itself: account, board, parts, partners, and what it still owes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field

from liushui.api.shapes.joining import MemberTold
from liushui.api.shapes.values import (
    W40,
    W60,
    W120,
    W160,
    W300,
    Day,
    Taken,
    Told,
    ToldMoment,
    Words,
    Yes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.onboarding.faults import Fault
    from liushui.onboarding.models import BankAccount, OwedStep
    from liushui.onboarding.parts import Part
    from liushui.onboarding.queries.accounts import Standing
    from liushui.parties.models import Partner


class NewAccountTaken(Taken):
    holder_name: W120
    bank: W120
    number: W40
    why: W300 = ""


class SwitchTaken(Taken):
    on: Yes


class PartnerTaken(Taken):
    name: W120
    name_en: W160 = ""
    credit_code: Annotated[Words, Field(max_length=18)]
    assessed_on: Day
    assessment: Annotated[Words, Field(max_length=1000)]
    agreement_number: W60
    starts_on: Day
    ends_on: Day


class PartnerCheckTaken(Taken):
    agrees: Yes


class BankAccountTold(Told):
    id: int
    holder_name: str
    bank: str
    tail: str
    state: str
    why: str
    proposed_at: ToldMoment
    in_force_from: ToldMoment | None


class AccountsTold(Told):
    in_force: BankAccountTold | None
    coming: BankAccountTold | None
    former: list[BankAccountTold]


class RuleFault(Told):
    code: str
    words: str


class BoardListTold(Told):
    members: list[MemberTold]
    faults: list[RuleFault]


class PartTold(Told):
    part: str
    title: str
    is_on: bool


class OwedTold(Told):
    step: str
    due_on: date
    done_on: date | None


class PartsTold(Told):
    parts: list[PartTold]
    owed: list[OwedTold]


class PartnerTold(Told):
    id: int
    name: str
    name_en: str
    credit_code: str
    agreement_number: str
    assessed_on: date
    starts_on: date
    ends_on: date
    ended_on: date | None
    is_checked: bool


class PartnersTold(Told):
    partners: list[PartnerTold]


def told_accounts(standing: "Standing") -> AccountsTold:
    return AccountsTold(
        in_force=_told_account(standing.in_force) if standing.in_force else None,
        coming=_told_account(standing.coming) if standing.coming else None,
        former=[_told_account(one) for one in standing.former],
    )


def _told_account(one: "BankAccount") -> BankAccountTold:
    """Its number stays sealed; the last four places tell it apart."""
    return BankAccountTold(
        id=one.pk,
        holder_name=one.holder_name,
        bank=one.bank,
        tail=one.tail,
        state=one.state,
        why=one.why,
        proposed_at=one.proposed_at,
        in_force_from=one.holds_until,
    )


def told_faults(faults: "Sequence[Fault]") -> list[RuleFault]:
    return [RuleFault(code=one.code, words=one.words) for one in faults]


def told_parts(parts: "Sequence[tuple[Part, bool]]", owed: "Sequence[OwedStep]") -> PartsTold:
    return PartsTold(
        parts=[PartTold(part=p.name, title=str(p.title), is_on=is_on) for p, is_on in parts],
        owed=[OwedTold(step=o.step, due_on=o.due_on, done_on=o.done_on) for o in owed],
    )


def told_partner(one: "Partner") -> PartnerTold:
    return PartnerTold(
        id=one.pk,
        name=one.name,
        name_en=one.name_en,
        credit_code=one.credit_code,
        agreement_number=one.agreement_number,
        assessed_on=one.assessed_on,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        ended_on=one.ended_on,
        is_checked=bool(one.checked_by),
    )
