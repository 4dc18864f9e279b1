"""The console's forms for instructions. They read; the services decide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.books.services import ACTS, Asked
from liushui.books.states import Cause

if TYPE_CHECKING:
    from datetime import date

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
Options = Sequence[tuple[str, str]]

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "instruction_reason_missing": "why",
    "gift_not_ours": "gift",
    "fund_not_ours": "fund",
    "day_not_yet": "happened_on",
    "amount_out_of_range": "amount",
    "not_enough_free": "amount",
}


class InstructionForm(forms.Form):
    """The fields that one kind of instruction asks for."""

    reference = forms.CharField(max_length=22, widget=forms.HiddenInput)
    movement = forms.IntegerField(required=False, widget=forms.HiddenInput)
    gift = forms.CharField(
        max_length=24,
        label=_("Number of the gift"),
        help_text=_("It stands on the giver's certificate and in your list of gifts."),
        widget=_ONE_LINE,
    )
    fund = forms.TypedChoiceField(label=_("Out of which fund"), coerce=int)
    to_fund = forms.TypedChoiceField(label=_("Into which fund"), coerce=int)
    amount = YuanField(label=_("Amount (yuan)"))
    cause = forms.ChoiceField(
        label=_("Why the law asks for it"),
        choices=[(c.value, c.label) for c in Cause if c.value],
        widget=forms.RadioSelect,
    )
    outside_ref = forms.CharField(
        max_length=64,
        label=_("Number of the bank or the payment service"),
        widget=_ONE_LINE,
    )
    happened_on = DayField(label=_("Day on which it happened"))
    why = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("Name nobody. Colleagues and auditors read it."),
        widget=_ONE_LINE,
    )

    def __init__(self, *args: Any, kind: str, funds: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        act = ACTS[kind]
        for name in ("gift", "fund", "to_fund", "amount", "cause", "outside_ref", "movement"):
            if name not in act.asks | act.leaves:
                del self.fields[name]
            elif name in act.leaves:
                self.fields[name].required = False
        for name in ("fund", "to_fund"):
            if name in self.fields:
                self.fields[name].choices = funds  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was filled in, once it is valid."""
        said = self.cleaned_data
        day: date = said["happened_on"]
        return Asked(
            reference=said["reference"],
            kind=self.kind,
            why=said["why"],
            happened_on=day,
            cause=said.get("cause") or "",
            gift=(said.get("gift") or "").strip().upper(),
            fund_id=said.get("fund") or None,
            to_fund_id=said.get("to_fund") or None,
            movement_id=said.get("movement"),
            amount_minor=said.get("amount"),
            outside_ref=said.get("outside_ref") or "",
        )
