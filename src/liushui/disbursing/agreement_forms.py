"""The form of an agreement, with its tranches and counts as lines parted by semicolons."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.base.refusals import refusal_text
from liushui.disbursing.services import AgreementTerms, IndicatorAsked, TrancheAsked
from liushui.kernel.errors import DomainError
from liushui.kernel.money import parse_yuan

MOST_LINES = 12
_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_PARTS = re.compile(r"[;；]")


class TermsField(forms.CharField):
    """Text of some lines, cleaned to the parts of each."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})

    def clean(self, value: object) -> Sequence[Sequence[str]]:
        """The parts of each line that says something, at most twelve lines."""
        lines = [line for line in str(super().clean(value) or "").splitlines() if line.strip()]
        return [[part.strip() for part in _PARTS.split(line)] for line in lines[:MOST_LINES]]


def yuan_in(text: str) -> int:
    """The amount in fen that a part of a line says."""
    try:
        return parse_yuan(text).minor
    except DomainError as error:
        raise forms.ValidationError(" ".join(refusal_text(error)), code=error.code) from error


class AgreementForm(forms.Form):
    """A signed agreement; its purse was chosen before."""

    to_org = forms.CharField(
        max_length=18,
        label=_("Receiver's credit code"),
        help_text=_("The 18 places on its certificate."),
        widget=_ONE_LINE,
    )
    purpose = forms.CharField(max_length=200, label=_("What for (中文)"), widget=_ONE_LINE)
    purpose_en = forms.CharField(
        max_length=300, required=False, label=_("What for (English)"), widget=_ONE_LINE
    )
    ceiling = YuanField(label=_("At most (yuan)"))
    signed_on = DayField(label=_("Signed on"))
    report_days = forms.IntegerField(
        min_value=1,
        max_value=366,
        required=False,
        initial=AgreementTerms().report_days,
        label=_("Days from a payment to its report"),
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )
    tranches = TermsField(
        required=False,
        label=_("Tranches"),
        help_text=_(
            "One a line: the amount in yuan; after a semicolon what was agreed besides. "
            "Each opens when the report before it is accepted. Empty: paid as it comes."
        ),
    )
    indicators = TermsField(
        required=False,
        label=_("What is counted"),
        help_text=_("One a line: what; unit; how many. For example 乘车学生；人；418"),
    )

    def clean_tranches(self) -> "Sequence[TrancheAsked]":
        """The amounts and what goes with each."""
        return [
            TrancheAsked(yuan_in(parts[0]), *parts[1:3]) for parts in self.cleaned_data["tranches"]
        ]

    def clean_indicators(self) -> "Sequence[IndicatorAsked]":
        """Words, unit and number of each."""
        found = []
        for parts in self.cleaned_data["indicators"]:
            if len(parts) < 3 or not parts[2].isascii() or not parts[2].isdigit():  # noqa: PLR2004 - what, unit, how many
                raise forms.ValidationError(_("Write what, its unit and how many."))
            found.append(IndicatorAsked(parts[0], parts[1], int(parts[2][:15]), *parts[3:5]))
        return found

    @property
    def terms(self) -> AgreementTerms:
        """What the receiver owes in return, as the service takes it."""
        cleaned = self.cleaned_data
        days = cleaned["report_days"] or AgreementTerms().report_days
        return AgreementTerms(days, cleaned["indicators"], cleaned["tranches"])
