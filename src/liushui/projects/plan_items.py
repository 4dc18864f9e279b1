"""The items of a plan as services take them."""

from dataclasses import dataclass

from liushui.projects.states import PartnerKind


@dataclass(frozen=True, slots=True)
class PlanItems:
    """What a plan says beside title, goal, days, budget and leftover, which the project has.

    Amounts in fen; ``emergency`` names the event that allows filing after the start (R-07).
    """

    purpose: str = ""
    area: str = ""
    in_charge_id: int | None = None
    office_address: str = ""
    ways_to_give: str = ""
    bank_account: str = ""
    beneficiaries: str = ""
    beneficiary_count: int | None = None
    beneficiary_selection: str = ""
    use_of_money: str = ""
    costs: str = ""
    supported_project: str = ""
    is_elsewhere: bool = False
    granted_minor: int = 0
    staff_minor: int = 0
    administration_minor: int = 0
    fundraising_minor: int = 0
    partner_kind: str = PartnerKind.NONE
    partner_name: str = ""
    emergency: str = ""
