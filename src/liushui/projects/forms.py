"""The console's forms for projects. They read; the services decide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField, in_reader_language
from liushui.places.forms import ChoosingForm, PlaceField
from liushui.projects.services import (
    FILED_WORDS,
    BudgetItem,
    Offer,
    ProjectPlan,
    ProjectText,
    ReportText,
    plan_of,
)
from liushui.projects.states import OfferKind, ReportKind

if TYPE_CHECKING:
    from liushui.projects.models import BudgetLine, ProgressReport, Project

MOST_LINES = 20
# What stands in the plan that was submitted or filed.
FIXED_FIELDS = (*FILED_WORDS, "plan_number", "goal", "starts_on", "ends_on")

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "project_text_missing": "title",
    "project_days_wrong": "ends_on",
    "goal_wrong": "goal",
    "plan_number_wrong": "plan_number",
    "report_empty": "title",
    "disease_code_wrong": "code",
    "region_too_near": "place",
}


class ProjectForm(forms.Form):
    """A project's words and plan; its budget lines are a formset beside it.

    Once the plan was submitted, what stands in it is shown and not asked. It still comes back with
    the form: the service refuses another value, so nobody's words are dropped in silence.
    """

    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))
    title = forms.CharField(max_length=80, label=_("Title (中文)"))
    title_en = forms.CharField(max_length=160, required=False, label=_("Title (English)"))
    summary = forms.CharField(
        max_length=300,
        label=_("In one or two sentences (中文)"),
        widget=forms.Textarea({"rows": 3}),
    )
    summary_en = forms.CharField(
        max_length=500,
        required=False,
        label=_("In one or two sentences (English)"),
        widget=forms.Textarea({"rows": 3}),
    )
    story = forms.CharField(
        required=False, label=_("The whole story (中文)"), widget=forms.Textarea({"rows": 8})
    )
    story_en = forms.CharField(
        required=False, label=_("The whole story (English)"), widget=forms.Textarea({"rows": 8})
    )
    leftover = forms.CharField(
        max_length=300, required=False, label=_("What becomes of money that is left (中文)")
    )
    leftover_en = forms.CharField(
        max_length=500, required=False, label=_("What becomes of money that is left (English)")
    )
    plan_number = forms.CharField(
        max_length=40,
        required=False,
        label=_("Number of the filed plan"),
        help_text=_("As on 慈善中国: the credit code, A or P, two digits of the year, a serial."),
    )
    goal = YuanField(label=_("Goal (yuan)"), help_text=_("The budget lines must sum to it."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[int, str]] = (),
        is_fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_fixed:
            _only_shown(self, FIXED_FIELDS)
        if organisations:
            self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    @property
    def text(self) -> ProjectText:
        """The words as the services take them."""
        names = ProjectText.__dataclass_fields__
        return ProjectText(**{name: self.cleaned_data[name] for name in names})

    def plan(self, budget: Sequence[BudgetItem]) -> ProjectPlan:
        """The plan as the services take it."""
        cleaned = self.cleaned_data
        return ProjectPlan(
            goal_minor=cleaned["goal"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            budget=tuple(budget),
            plan_number=cleaned["plan_number"].strip(),
        )


class BudgetLineForm(forms.Form):
    """One line of the budget; a line left empty is no line."""

    label = forms.CharField(max_length=60, required=False, label=_("Used for (中文)"))
    label_en = forms.CharField(max_length=120, required=False, label=_("Used for (English)"))
    amount = YuanField(required=False, label=_("Amount (yuan)"))

    def __init__(self, *args: Any, is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_fixed:
            _only_shown(self, tuple(self.fields))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if bool(cleaned.get("label")) != (cleaned.get("amount") is not None) and not self.errors:
            raise forms.ValidationError(_("Write both what the line is for and its amount."))
        return cleaned


BudgetFormSet = forms.formset_factory(BudgetLineForm, extra=3, max_num=MOST_LINES)
FixedBudgetFormSet = forms.formset_factory(BudgetLineForm, extra=0, max_num=MOST_LINES)


class ReportForm(forms.Form):
    """A progress report, or the correction of one."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=ReportKind.choices,
        required=False,
        initial=ReportKind.PERIODIC,
    )
    title = forms.CharField(max_length=120, label=_("Title (中文)"))
    title_en = forms.CharField(max_length=200, required=False, label=_("Title (English)"))
    body = forms.CharField(
        label=_("What was done, what it cost, what comes next (中文)"),
        widget=forms.Textarea({"rows": 10}),
    )
    body_en = forms.CharField(
        required=False, label=_("The same in English"), widget=forms.Textarea({"rows": 10})
    )
    corrects = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Corrects an earlier report"),
        help_text=_("A published report is never changed; the correction stands beside it."),
    )

    def __init__(self, *args: Any, reports: "Sequence[ProgressReport]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(r.pk, in_reader_language(r.title, r.title_en)) for r in reports]
        self.fields["corrects"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    @property
    def text(self) -> ReportText:
        """The words as the service takes them."""
        said = self.cleaned_data
        return ReportText(
            title=said["title"],
            body=said["body"],
            title_en=said["title_en"],
            body_en=said["body_en"],
            kind=ReportKind(said["kind"] or ReportKind.PERIODIC),
        )


class OfferForm(ChoosingForm):
    """A wish to offer. Of the fields below the kind only its own is read."""

    kind = forms.ChoiceField(
        label=_("What givers may wish"), choices=OfferKind.choices, widget=forms.RadioSelect
    )
    item = forms.ChoiceField(label=_("Budget line"), required=False)
    code = forms.CharField(
        max_length=3,
        required=False,
        label=_("ICD-10 category of the disease"),
        help_text=_("The letter and two places, such as Q21. Cases with it can be helped."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    label = forms.CharField(max_length=120, required=False, label=_("Name of the disease (中文)"))
    label_en = forms.CharField(
        max_length=120, required=False, label=_("Name of the disease (English)")
    )
    place = PlaceField(
        required=False, label=_("Region"), help_text=_("A county or a larger region.")
    )

    def __init__(self, *args: Any, lines: "Sequence[BudgetLine]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(line.pk), in_reader_language(line.label, line.label_en)) for line in lines]
        self.fields["item"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    @property
    def offer(self) -> Offer:
        """The wish as the service takes it."""
        said = self.cleaned_data
        kind = OfferKind(said["kind"])
        code = {
            OfferKind.CASE: "",
            OfferKind.DISEASE: said["code"],
            OfferKind.REGION: said["place"],
            OfferKind.ITEM: said["item"],
        }[kind]
        return Offer(kind, code, said["label"], said["label_en"])


def budget_of_forms(formset: forms.BaseFormSet[BudgetLineForm]) -> list[BudgetItem]:
    """The lines that were filled in, in their order."""
    return [
        BudgetItem(line["label"], line["amount"], line["label_en"])
        for line in (form.cleaned_data for form in formset)
        if line.get("label")
    ]


def initial_of(project: "Project") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A project as its forms first show it: the form's values and the lines'."""
    plan = plan_of(project)
    words = {name: getattr(project, name) for name in ProjectText.__dataclass_fields__}
    lines = [
        {"label": item.label, "label_en": item.label_en, "amount": _written(item.amount_minor)}
        for item in plan.budget
    ]
    return {
        **words,
        "plan_number": plan.plan_number,
        "goal": _written(plan.goal_minor),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
    }, lines


def _only_shown(form: forms.Form, names: Sequence[str]) -> None:
    for name in names:
        form.fields[name].widget.attrs["readonly"] = True


def _written(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
