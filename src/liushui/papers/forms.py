"""What a person types to have papers again, to check one, or to have them made anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.documents.queries import MOST_BYTES
from liushui.kernel.ids import normal_phone


class FetchForm(forms.Form):
    """A number and a phone: both."""

    number = forms.CharField(
        label=_("Gift or certificate number"),
        max_length=64,
        help_text=_(
            "Such as LS-20260301-…, or the order number of the platform by which you gave."
        ),
        error_messages={"required": _("Please write the number of the gift or of its paper.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        help_text=_("The one that belongs to the gift. A code is sent to it."),
        error_messages={"required": _("Please write the mobile number of the gift.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if not normal_phone(phone):
            raise forms.ValidationError(
                _("This is not a mobile number that a code can be sent to.")
            )
        return phone


class CodeForm(forms.Form):
    """The code from the message."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Please enter the 6 digits from the message.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CheckForm(forms.Form):
    """A PDF to be looked at."""

    file = forms.FileField(
        label=_("The PDF"),
        help_text=_("Up to 1 MB. It is looked at and not kept."),
        error_messages={"required": _("Please choose the PDF that you have.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 1 MB. Scan the code on the paper instead.")
            )
        return file


class ReissueForm(forms.Form):
    """Why a gift's papers are made anew."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stays with the papers. Write no name, phone or other personal data."),
        error_messages={"required": _("Please say why the papers are made anew.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SpoiledForm(forms.Form):
    """Why no paper stands under a number."""

    number = forms.CharField(label=_("Number"), max_length=40)
    why = forms.CharField(
        label=_("Why no paper stands under it"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
