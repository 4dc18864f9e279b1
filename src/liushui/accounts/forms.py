"""What is typed to sign in. Phones and codes are judged by the services, not here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError


class PhoneForm(forms.Form):
    """The phone, and agreement to what it is used for."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        error_messages={"required": _("Please enter your mobile number.")},
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "autofocus": True}
        ),
    )
    agree = forms.BooleanField(
        label=_("I have read how my number is used, and agree."),
        error_messages={"required": _("Please read and tick this first.")},
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The code from the message."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Please enter the 6 digits from the message.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


def say(form: forms.Form, field: str, error: DomainError) -> None:
    """Put a service's refusal beside the field."""
    record_refusal(error)
    message, remedy = refusal_text(error)
    gap = "" if message.endswith("。") else " "
    form.add_error(field, f"{message}{gap}{remedy}")
