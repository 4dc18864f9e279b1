"""What a person types to find gifts again, to claim one of a list, or to decide on a claim."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.giving.services.claiming import WORDS_LIMIT, Details
from liushui.kernel.errors import DomainError
from liushui.kernel.ids import normal_phone
from liushui.kernel.money import Money, parse_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.parties.models import Organisation


class FindForm(forms.Form):
    """A number and a phone. A guest's reference needs no phone."""

    number = forms.CharField(
        label=_("Gift or certificate number"),
        required=False,
        max_length=64,
        help_text=_(
            "Such as LS-20260301-…, or the order number of the platform by which you gave."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=40,
        help_text=_("A code is sent to it. Without a number above, all gifts with it are found."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if normal_phone(said.get("number", "")):  # a phone in the other field is no number
            said["phone"] = said.get("phone") or said["number"]
            said["number"] = ""
        if not said.get("phone") and not said.get("number"):
            self.add_error(
                "number", _("Please write the number of the gift, or your mobile number.")
            )
        return said


class CodeForm(forms.Form):
    """The code from the message."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Please enter the 6 digits from the message.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ClaimForm(forms.Form):
    """A gift as its list should have it."""

    organisation = forms.ChoiceField(label=_("Who received it"))
    name = forms.CharField(
        label=_("Name under which you gave"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    amount = forms.CharField(
        label=_("Amount (yuan)"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Day of payment"),
        help_text=_("Three days more or less do not matter."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    words = forms.CharField(
        label=_("How you paid"),
        required=False,
        max_length=WORDS_LIMIT,
        help_text=_(
            "Which bank or platform, the last places of the account: what helps to find it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, bodies: "Sequence[Organisation]" = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (str(body.pk), in_reader_language(body.name, body.name_en)) for body in bodies
        ]

    def clean_amount(self) -> int:
        """In fen, above zero."""
        try:
            money = parse_yuan(self.cleaned_data["amount"])
        except DomainError as error:
            raise forms.ValidationError(gettext(error.message) % error.facts) from None
        if money <= Money(0):
            raise forms.ValidationError(_("Please write an amount above zero."))
        return money.minor

    def clean_on(self) -> Any:
        """No day to come."""
        day = self.cleaned_data["on"]
        if day > localdate() or day.year < _FIRST_YEAR:
            raise forms.ValidationError(_("Please choose the day on which you paid."))
        return day

    @property
    def details(self) -> Details:
        """As the service takes them."""
        said = self.cleaned_data
        return Details(
            organisation_id=int(said["organisation"]),
            name=said["name"],
            amount_minor=said["amount"],
            on=said["on"],
            words=said["words"],
        )


_FIRST_YEAR = 1990


class ClaimDecisionForm(forms.Form):
    """Which gift it is, or that it is none; and why."""

    reference = forms.CharField(required=False, max_length=24)
    why = forms.CharField(required=False, max_length=500)
