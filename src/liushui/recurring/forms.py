"""What a person fills in to give regularly, and to change it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liushui.giving.states import Display
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money, parse_yuan
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.recurring.states import Every

_MONTHS = [
    ("1", _("January")), ("2", _("February")), ("3", _("March")), ("4", _("April")),
    ("5", _("May")), ("6", _("June")), ("7", _("July")), ("8", _("August")),
    ("9", _("September")), ("10", _("October")), ("11", _("November")), ("12", _("December")),
]  # fmt: skip
_NAMES = {WECHAT: _("WeChat Pay"), ALIPAY: _("Alipay")}
LAST_DAY, LAST_MONTH = 31, 12


class RhythmForm(forms.Form):
    """How much, and on which day of a month or of a year."""

    amount = forms.CharField(
        label=_("How much each time (yuan)"),
        max_length=20,
        help_text=_("From 0.01 yuan, at most two decimals."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    day = forms.IntegerField(
        label=_("On which day"),
        min_value=1,
        max_value=LAST_DAY,
        help_text=_("From 1 to 31; a shorter month counts its last day."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    month = forms.TypedChoiceField(
        label=_("In which month"), choices=_MONTHS, coerce=int, required=False, empty_value=None
    )

    def clean_amount(self) -> Money:
        """The sum, above zero."""
        try:
            money = parse_yuan(self.cleaned_data["amount"])
        except DomainError as error:
            raise forms.ValidationError(words_of(error)) from None
        if money <= Money(0):
            raise forms.ValidationError(gettext("Please write an amount above zero."))
        return money

    def say(self, field: str | None, error: DomainError) -> None:
        """Put a refusal beside its field, in the reader's words."""
        self.add_error(field, words_of(error))


class BeginForm(RhythmForm):
    """A promise: the rhythm, how to be shown, who charges, and that the rules were read."""

    every = forms.ChoiceField(
        label=_("How often"), choices=Every.choices, widget=forms.RadioSelect, initial=Every.MONTH
    )
    display = forms.ChoiceField(
        label=_("How the list shows you"),
        choices=Display.choices,
        widget=forms.RadioSelect,
        initial=Display.ANONYMOUS,
    )
    provider = forms.ChoiceField(label=_("Charged by"), widget=forms.RadioSelect)
    read = forms.BooleanField(
        label=_("I have read the rules above and allow these charges until I end them."),
        error_messages={"required": _("Please read the rules above and tick this.")},
    )
    field_order = ("amount", "every", "day", "month", "provider", "display", "read")

    def __init__(self, *args: Any, providers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].help_text = _("Only for once a year.")
        field = self.fields["provider"]
        field.choices = [(name, _NAMES.get(name, name)) for name in providers]  # type: ignore[attr-defined]
        field.initial = providers[0]

    @property
    def chosen_month(self) -> int | None:
        """The month of a yearly gift; a monthly one has none, whatever stands in the field."""
        said: int | None = self.cleaned_data["month"]
        return said if self.cleaned_data["every"] == Every.YEAR else None


class ChangeForm(RhythmForm):
    """The same sum and day, to change; a monthly gift is not asked for a month."""

    def __init__(self, *args: Any, is_yearly: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_yearly:
            del self.fields["month"]


def words_of(error: DomainError) -> str:
    """A refusal in the reader's language: what happened and what to do."""
    remedy = gettext(error.remedy) if error.remedy else ""
    return " ".join((gettext(error.message) % error.facts, remedy)).strip()
