"""What a person fills in to have a gift go back."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField, YuanField
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.refund_asking import Asked
from liushui.kernel.money import Money

WHOLE_PROJECT = (RefundClass.CANCELLED, RefundClass.UNLAWFUL)
# Where each refusal is shown.
REFUSED_FIELDS = {
    "refund_too_much": "amount",
    "amount_out_of_range": "amount",
    "refund_too_late": "kind",
    "refund_not_offered": "kind",
    "refund_rule_by_law": "window_days",
    "reason_missing": "why",
    "bank_number_missing": "outside_ref",
}


class RefundForm(forms.Form):
    """Why, and how much; empty: all that can go back."""

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    amount = YuanField(
        label=_("How much shall go back (yuan)"),
        required=False,
        max_length=20,
        help_text=_("Leave it empty for all that can go back."),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was filled in."""
        minor = self.cleaned_data["amount"]
        kind = RefundClass(self.cleaned_data["kind"])
        return Asked(kind, None if minor is None else Money(minor))


class StartForm(RefundForm):
    """The charity begins one: of which gift."""

    gift = forms.CharField(label=_("Reference of the gift"), max_length=24)
    field_order = ("gift", "kind", "amount")


class MassForm(forms.Form):
    """All gifts of a project."""

    project = forms.CharField(label=_("Number of the project"), max_length=20)
    kind = forms.ChoiceField(
        label=pgettext_lazy("a refund", "Why"),
        choices=[(kind.value, kind.label) for kind in WHOLE_PROJECT],
        widget=forms.RadioSelect,
        initial=RefundClass.CANCELLED,
    )
    why = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Givers and auditors read it. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RuleForm(forms.Form):
    """What holds for one class from a day on."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    kind = forms.ChoiceField(label=_("Class"), choices=RefundClass.choices)
    window_days = forms.IntegerField(
        label=_("Days after payment"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("Empty: no end."),
    )
    is_offered = forms.BooleanField(label=_("Givers may ask for it themselves"), required=False)
    since = DayField(label=pgettext_lazy("a rule", "From"))

    def __init__(
        self, *args: Any, organisations: list[tuple[int, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        self.fields["since"].initial = today
