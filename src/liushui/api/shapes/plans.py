"""Fundraising plans: the nine items of the law and the fields of their filing."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field
from pydantic import StrictInt

from liushui.api.shapes.projects import PlanTaken, plan_of_taken
from liushui.api.shapes.values import (
    MOST_NUMBER,
    W120,
    W200,
    W300,
    W500,
    W1000,
    Day,
    Number,
    Taken,
    Told,
    ToldMoment,
    Yes,
)
from liushui.kernel.money import MAX_UNITS
from liushui.projects.services import PlanChange, PlanItems
from liushui.projects.states import Basis, PartnerKind

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan

Part = Annotated[StrictInt, Field(ge=0, le=MAX_UNITS)]


class ItemsTaken(Taken):
    purpose: W500 = ""
    area: W120 = ""
    in_charge: Number | None = None
    office_address: W200 = ""
    ways_to_give: W300 = ""
    bank_account: W200 = ""
    beneficiaries: W500 = ""
    beneficiary_count: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] | None = None
    beneficiary_selection: W500 = ""
    use_of_money: W1000 = ""
    costs: W500 = ""
    supported_project: W120 = ""
    is_elsewhere: Yes = False
    granted: Part = 0
    staff: Part = 0
    administration: Part = 0
    fundraising: Part = 0
    partner_kind: PartnerKind = PartnerKind.NONE
    partner_name: W200 = ""
    emergency: W120 = ""


class FilingTaken(Taken):
    number: Annotated[str, Field(max_length=40, pattern="^[0-9A-Z]*$")] = ""
    filed_on: Day


class ChangeOfPlanTaken(Taken):
    items: ItemsTaken
    plan: PlanTaken
    leftover: W300
    why: W300
    basis: Basis = Basis.NONE


class InChargeTold(Told):
    id: Annotated[int, Field(le=MOST_NUMBER)]
    name: str


class PeopleTold(Told):
    people: list[InChargeTold]


class PlanLine(Told):
    label: str
    label_en: str
    amount: int


class PlanTold(Told):
    id: int
    version: int
    state: str
    filing_number: str
    filed_on: date | None
    title: str
    goal: int
    starts_on: date
    ends_on: date
    budget: list[PlanLine]
    leftover: str
    purpose: str
    area: str
    office_address: str
    ways_to_give: str
    beneficiaries: str
    beneficiary_count: int | None
    beneficiary_selection: str
    use_of_money: str
    costs: str
    supported_project: str
    is_elsewhere: bool
    granted: int
    staff: int
    administration: int
    fundraising: int
    partner_kind: str
    partner_name: str
    emergency: str
    basis: str
    why: str
    sent_back: str
    written_at: ToldMoment


class PlansTold(Told):
    plans: list[PlanTold]


_SUMS = ("granted", "staff", "administration", "fundraising")
_SAME = (
    "version", "state", "filing_number", "filed_on", "title", "starts_on", "ends_on", "leftover",
    "purpose", "area", "office_address", "ways_to_give", "beneficiaries", "beneficiary_count",
    "beneficiary_selection", "use_of_money", "costs", "supported_project", "is_elsewhere",
    "partner_kind", "partner_name", "emergency", "basis", "why", "sent_back", "written_at",
)  # fmt: skip


def items_of(taken: ItemsTaken) -> PlanItems:
    said = taken.dict()
    sums = {f"{name}_minor": said.pop(name) for name in _SUMS}
    return PlanItems(in_charge_id=said.pop("in_charge"), **said, **sums)


def change_of(taken: ChangeOfPlanTaken) -> PlanChange:
    plan = plan_of_taken(taken.plan)
    return PlanChange(items_of(taken.items), plan, taken.leftover, taken.why, taken.basis)


def told_plan(one: "FundraisingPlan") -> PlanTold:
    """All but the account's number and the name of who is in charge: the page has these."""
    return PlanTold(
        id=one.pk,
        **{name: getattr(one, name) for name in _SAME},
        **{name: getattr(one, f"{name}_minor") for name in _SUMS},
        goal=one.goal_minor,
        budget=[
            PlanLine(label=b["label"], label_en=b["label_en"], amount=b["amount_minor"])
            for b in one.budget
        ],
    )
