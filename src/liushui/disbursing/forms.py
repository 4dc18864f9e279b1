"""The console's forms for agreements, payments and uses. They read; the services decide."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import YuanField, in_reader_language
from liushui.ledger.services.designations import Pin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liushui.disbursing.models import Agreement

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_FILES = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "agreement_text_missing": "purpose",
    "ceiling_wrong": "ceiling",
    "agreement_with_itself": "to_org",
    "agreement_in_circle": "to_org",
    "not_found": "to_org",
    "signed_in_future": "signed_on",
    "disbursed_wrong": "amount",
    "ceiling_exceeded": "amount",
    "disbursement_text_missing": "purpose",
    "agreement_ended": "agreement",
    "bank_reference_missing": "bank_ref",
    "bank_reference_used": "bank_ref",
    "paid_in_future": "paid_at",
    "paid_long_ago": "paid_at",
    "pin_without_reason": "pin_why",
    "pin_not_eligible": "pin",
    "patients_money_stays": "wish",
    "agreement_terms_wrong": "tranches",
    "tranche_shut": "agreement",
    "tranche_too_small": "amount",
}


class DraftForm(forms.Form):
    """A payment under an agreement, to be approved by another person."""

    reference = forms.CharField(max_length=22, widget=forms.HiddenInput)
    agreement = forms.ChoiceField(label=_("Under which agreement"))
    wish = forms.ChoiceField(
        required=False,
        label=_("For what givers wished"),
        help_text=_("What was given for it pays first; the wish goes on with the money."),
    )
    amount = YuanField(label=_("Amount (yuan)"))
    budget_line = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Budget line")
    )
    purpose = forms.CharField(
        max_length=200,
        label=_("What for (中文)"),
        help_text=_("Givers will read it."),
        widget=_ONE_LINE,
    )
    purpose_en = forms.CharField(
        max_length=300, required=False, label=_("What for (English)"), widget=_ONE_LINE
    )

    def __init__(
        self,
        *args: Any,
        agreements: "Iterable[Agreement]",
        wishes: "Sequence[tuple[str, str]]" = (),
        lines: "Sequence[tuple[int, str]]" = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget_line"].choices = [("", "—"), *lines]  # type: ignore[attr-defined]
        if wishes:
            self.fields["wish"].choices = [("", "—"), *wishes]  # type: ignore[attr-defined]
        else:
            del self.fields["wish"]
        self.fields["agreement"].choices = [  # type: ignore[attr-defined]
            (agreement.number, _named(agreement)) for agreement in agreements
        ]


class PinForm(forms.Form):
    """The fund that the second person lets pay first, and why; empty, the rule chooses."""

    pin = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    pin_why = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, funds: "Iterable[int]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].choices = [("", ""), *((one, one) for one in funds)]  # type: ignore[attr-defined]

    @property
    def named(self) -> Pin | None:
        """The pin as the service takes it."""
        if not self.is_valid() or self.cleaned_data["pin"] is None:
            return None
        return Pin(self.cleaned_data["pin"], self.cleaned_data["pin_why"])


class OrderForm(forms.Form):
    """The payment order that was sent to the bank."""

    order_ref = forms.CharField(
        max_length=60,
        label=_("Number of the payment order"),
        help_text=_("As your bank's system shows it."),
        widget=_ONE_LINE,
    )


class PayForm(forms.Form):
    """What the bank's slip says."""

    bank_ref = forms.CharField(
        max_length=60, label=_("Number on the bank's slip"), widget=_ONE_LINE
    )
    paid_at = forms.DateTimeField(
        label=_("Paid at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _named(agreement: "Agreement") -> str:
    receiver = in_reader_language(agreement.to_org.name, agreement.to_org.name_en)
    purpose = in_reader_language(agreement.purpose, agreement.purpose_en)
    return f"{agreement.number} {receiver} · {purpose}"
