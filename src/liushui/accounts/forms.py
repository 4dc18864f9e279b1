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


class PasswordSignInForm(forms.Form):
    """The phone and the password."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        error_messages={"required": _("Please enter your mobile number.")},
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "username",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Please enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class NewPasswordForm(forms.Form):
    """A password to be set."""

    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters: not only digits, and no well-known word."),
        error_messages={"required": _("Please enter a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AppCodeForm(forms.Form):
    """What the code app shows now."""

    app_code = forms.CharField(
        label=_("6 digits from your code app"),
        max_length=20,
        error_messages={"required": _("Please enter the 6 digits that the app shows.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class RecoveryForm(forms.Form):
    """One of the codes on paper."""

    recovery_code = forms.CharField(
        label=_("A recovery code"),
        max_length=40,
        error_messages={"required": _("Please enter a code from your list.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class NewNumberForm(forms.Form):
    """The number that shall be the account's from now on."""

    phone = forms.CharField(
        label=_("New mobile number"),
        max_length=40,
        error_messages={"required": _("Please enter your mobile number.")},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )


class PasskeyForm(forms.Form):
    """What the device answered, and what its owner calls it."""

    name = forms.CharField(
        label=_("Name of this device"),
        max_length=40,
        help_text=_("So that you know it again, for example: my phone."),
        error_messages={"required": _("Please name the device.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


def say(form: forms.Form, field: str, error: DomainError) -> None:
    """Put a service's refusal beside the field."""
    record_refusal(error)
    message, remedy = refusal_text(error)
    gap = "" if message.endswith("。") else " "
    form.add_error(field, f"{message}{gap}{remedy}")
