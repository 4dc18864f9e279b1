"""The console's forms for fundraising plans. They read; the services decide."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.projects.plan_rules import NINE_ITEMS
from liushui.projects.services import PlanItems
from liushui.projects.states import Basis, PartnerKind

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan

# Where each refusal of the services is shown.
PLAN_REFUSED_FIELDS = {
    "partner_not_agreed": "partner_name",
    "project_days_wrong": "ends_on",
    "goal_wrong": "goal",
    "budget_not_goal": "goal",
    "change_unexplained": "why",
    "basis_missing": "basis",
    "notice_not_here": "basis",
    "plan_number_wrong": "filing_number",
    "plan_number_kept": "filing_number",
    "filed_in_future": "filed_on",
    "filed_too_late": "filed_on",
    "notice_too_short": "filed_on",
}
_AMOUNTS = {
    "granted": "granted_minor",
    "staff": "staff_minor",
    "administration": "administration_minor",
    "fundraising": "fundraising_minor",
}


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class PlanForm(forms.Form):
    """The items of a plan. The nine of art 24 are asked for when it is submitted (R-05)."""

    purpose = forms.CharField(
        max_length=500, required=False, label=_("Purpose of the fundraising"), widget=_lines()
    )
    use_of_money = forms.CharField(
        max_length=1000, required=False, label=_("What the money is used for"), widget=_lines()
    )
    beneficiaries = forms.CharField(
        max_length=500, required=False, label=_("Who is helped"), widget=_lines()
    )
    beneficiary_count = forms.IntegerField(
        required=False, min_value=1, max_value=2_000_000_000, label=_("How many, about")
    )
    beneficiary_selection = forms.CharField(
        max_length=500, required=False, label=_("How they are chosen"), widget=_lines()
    )
    area = forms.CharField(max_length=120, required=False, label=_("Where money is raised"))
    is_elsewhere = forms.BooleanField(
        required=False, label=_("Also raised outside the organisation's own place")
    )
    ways_to_give = forms.CharField(
        max_length=300, required=False, label=_("Ways in which gifts are taken")
    )
    in_charge = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Person in charge"),
        help_text=_("The law asks that the plan show this name in full."),
    )
    office_address = forms.CharField(
        max_length=200, required=False, label=_("Address of the office")
    )
    costs = forms.CharField(
        max_length=500, required=False, label=_("Costs of the fundraising"), widget=_lines()
    )
    granted = YuanField(required=False, label=_("Given on to others (yuan)"))
    staff = YuanField(required=False, label=_("Pay of staff (yuan)"))
    administration = YuanField(required=False, label=_("Administration (yuan)"))
    fundraising = YuanField(required=False, label=_("Cost of raising the money (yuan)"))
    supported_project = forms.CharField(
        max_length=120, required=False, label=_("Charity project that is supported")
    )
    partner_kind = forms.ChoiceField(
        required=False, choices=PartnerKind.choices, label=_("Partner")
    )
    partner_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name of the partner"),
        help_text=_(
            "As it was entered among your partners. It acts only under a written agreement and "
            "takes no money itself."
        ),
    )
    emergency = forms.CharField(
        max_length=120,
        required=False,
        label=_("Emergency that it answers"),
        help_text=_("Then it may open before it is filed, and is filed within ten days."),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[int, str]],
        is_kept: bool = False,
        **kwargs: Any,
    ) -> None:
        """``is_kept``: only kept as it stands, so that nothing is asked for yet."""
        super().__init__(*args, **kwargs)
        for name, _words in NINE_ITEMS:
            if name in self.fields:
                self.fields[name].required = not is_kept
        self.fields["in_charge"].choices = [("", "—"), *people]  # type: ignore[attr-defined]

    @property
    def items(self) -> PlanItems:
        """The items as the services take them."""
        said = self.cleaned_data
        items: dict[str, Any] = {name: said[field] or 0 for field, name in _AMOUNTS.items()}
        items["in_charge_id"] = said["in_charge"]
        for one in fields(PlanItems):
            if one.name in said and one.name not in items:
                items[one.name] = said[one.name]
        return PlanItems(**items)


class ChangeForm(PlanForm):
    """The whole plan as it is to be, why it changes, and on what a change of purpose rests."""

    leftover = forms.CharField(
        max_length=300, required=False, label=_("What becomes of money that is left (中文)")
    )
    goal = YuanField(label=_("Goal (yuan)"), help_text=_("The budget lines must sum to it."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    basis = forms.ChoiceField(
        required=False,
        choices=Basis.choices,
        label=_("What a change of purpose rests on"),
        help_text=_("Notice stands for consent only where the region's own rule says so."),
    )
    why = forms.CharField(max_length=300, label=_("Why the plan changes"), widget=_lines())


class FilingForm(forms.Form):
    """Under which number, and on which day, the plan was filed."""

    filing_number = forms.CharField(
        max_length=40,
        required=False,
        label=_("Number of the filed plan"),
        help_text=_("As on 慈善中国: the credit code, A or P, two digits of the year, a serial."),
    )
    filed_on = DayField(label=_("Day of filing"))


def plan_initial(plan: "FundraisingPlan | None") -> dict[str, Any]:
    """A plan as its form first shows it; nothing where none was written."""
    if plan is None:
        return {}
    plain = {one.name: getattr(plan, one.name) for one in fields(PlanItems)}
    amounts = {field: _written(plain[name]) for field, name in _AMOUNTS.items() if plain[name]}
    shown = plain | amounts
    return shown | {
        "in_charge": plan.in_charge_id,
        "leftover": plan.leftover,
        "goal": _written(plan.goal_minor),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "basis": plan.basis,
        "why": plan.why,
    }


def _written(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
