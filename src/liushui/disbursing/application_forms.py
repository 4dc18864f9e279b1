"""Forms of applications, of rules of approval, and of what a bank sent back."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.files import MAX_BYTES
from liushui.base.forms import YuanField, in_reader_language
from liushui.disbursing.services import STEP_RIGHTS, PaymentAsked, ReturnSlip, RuleAsked
from liushui.parties.rights_in_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liushui.projects.models import BudgetLine

REFUSED_FIELDS = {
    "request_wrong": "purpose",
    "not_found": "budget_line",
    "file_empty": "paper",
    "file_too_large": "paper",
    "file_type_refused": "paper",
    "file_unreadable": "paper",
    "returned_wrong": "amount",
    "bank_reference_missing": "bank_ref",
    "return_slip_used": "bank_ref",
    "paid_in_future": "returned_at",
    "units_elsewhere": "amount",
    "approval_rule_wrong": "step_1",
    "approval_rule_over": "from_amount",
}
_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
STEPS = ("step_1", "step_2", "step_3")


class RequestForm(forms.Form):
    """What a receiver applies for under an agreement that was chosen before."""

    reference = forms.CharField(max_length=22, widget=forms.HiddenInput)
    amount = YuanField(label=_("Amount (yuan)"))
    purpose = forms.CharField(max_length=200, label=_("What for (中文)"), widget=_ONE_LINE)
    purpose_en = forms.CharField(
        max_length=300, required=False, label=_("What for (English)"), widget=_ONE_LINE
    )
    budget_line = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Budget line")
    )
    paper = forms.FileField(
        required=False,
        label=_("Plan or invoice"),
        help_text=_("A picture or a PDF, at most 10 MB. It is not public."),
        widget=forms.ClearableFileInput(
            {"accept": "image/jpeg,image/png,image/webp,application/pdf"}
        ),
    )

    def __init__(self, *args: Any, lines: "Iterable[BudgetLine]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_line(self, lines)

    @property
    def asked(self) -> PaymentAsked:
        """The application as the service takes it."""
        cleaned = self.cleaned_data
        paper = cleaned["paper"]
        return PaymentAsked(
            reference=cleaned["reference"],
            amount_minor=cleaned["amount"],
            purpose=cleaned["purpose"],
            purpose_en=cleaned["purpose_en"],
            budget_line_id=cleaned["budget_line"],
            paper=paper.read(MAX_BYTES + 1) if paper else None,
        )


class ReturnForm(forms.Form):
    """What the bank's slip says of money that it sent back."""

    amount = YuanField(label=_("Came back (yuan)"))
    bank_ref = forms.CharField(
        max_length=60, label=_("Number on the bank's slip"), widget=_ONE_LINE
    )
    returned_at = forms.DateTimeField(
        label=_("Came back at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = forms.CharField(max_length=200, label=_("Reason on the slip"), widget=_ONE_LINE)

    @property
    def slip(self) -> ReturnSlip:
        """The slip as the service takes it."""
        cleaned = self.cleaned_data
        return ReturnSlip(
            cleaned["amount"], cleaned["bank_ref"], cleaned["returned_at"], cleaned["why"]
        )


class RuleForm(forms.Form):
    """From which amount, over which region, which steps one after the other."""

    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))
    from_amount = YuanField(
        label=_("From (yuan)"), help_text=_("This amount and every larger one; 0 is every payment.")
    )
    region = forms.CharField(
        max_length=12,
        required=False,
        label=_("Region of the receiver"),
        help_text=_("The code of a province, city, county, town or village; empty is everywhere."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    step_1 = forms.ChoiceField(label=_("First step"))
    step_2 = forms.ChoiceField(required=False, label=_("Second step"))
    step_3 = forms.ChoiceField(required=False, label=_("Third step"))

    def __init__(
        self, *args: Any, organisations: "Sequence[tuple[int, str]]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        steps = [(right.value, str(WORDS[right])) for right in STEP_RIGHTS]
        for name in STEPS:
            optional = [] if name == "step_1" else [("", "—")]
            self.fields[name].choices = [*optional, *steps]  # type: ignore[attr-defined]

    @property
    def asked(self) -> RuleAsked:
        """The rule as the service takes it."""
        cleaned = self.cleaned_data
        steps = [cleaned[name] for name in STEPS if cleaned[name]]
        return RuleAsked(cleaned["from_amount"], steps, cleaned["region"].strip())


def choose_line(form: forms.Form, lines: "Iterable[BudgetLine]") -> None:
    """Let a form name one of these lines of a budget, or none."""
    form.fields["budget_line"].choices = [  # type: ignore[attr-defined]
        ("", "—"),
        *((line.pk, in_reader_language(line.label, line.label_en)) for line in lines),
    ]
