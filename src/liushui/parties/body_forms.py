"""The forms by which a body shows itself. They read; the services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField
from liushui.parties.models import CertificateKind
from liushui.parties.services import Line, Paper, Profile
from liushui.places.forms import ChoosingForm, PlaceField

PICTURES = "image/jpeg,image/png,image/webp"
REFUSED_FIELDS = {
    "website_unreadable": "website",
    "certificate_days_wrong": "valid_until",
    "certificate_known": "number",
    **dict.fromkeys(
        ("picture_expected", "file_empty", "file_too_large", "file_type_refused",
         "file_unreadable"), "picture",
    ),
}  # fmt: skip
_ONE_LINE = {"autocomplete": "off"}


class ProfileForm(ChoosingForm):
    """What the body says of itself."""

    about = forms.CharField(
        required=False,
        max_length=2000,
        label=_("About (中文)"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    about_en = forms.CharField(
        required=False,
        max_length=4000,
        label=_("About (English)"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = PlaceField(
        required=False, label=_("Where it lies"), help_text=_("As near as you like to say.")
    )
    website = forms.CharField(
        required=False,
        max_length=200,
        label=_("Website"),
        widget=forms.TextInput(attrs={"inputmode": "url", **_ONE_LINE}),
    )
    contact_phone = forms.CharField(
        required=False,
        max_length=20,
        label=_("Public telephone"),
        widget=forms.TextInput(attrs={"inputmode": "tel", **_ONE_LINE}),
    )
    picture = forms.FileField(
        required=False,
        label=_("Logo"),
        help_text=_("JPEG, PNG or WebP. It is drawn anew: nothing hidden in the file is kept."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    without_logo = forms.BooleanField(required=False, label=_("Show no logo"))

    @property
    def profile(self) -> Profile:
        """The words, as the service takes them."""
        cleaned = self.cleaned_data
        words = ("about", "about_en", "website", "contact_phone")
        return Profile(**{name: cleaned[name] for name in words}, place_code=cleaned["place"])


class LineForm(forms.Form):
    """One public way to reach the body; left empty, there is none."""

    label = forms.CharField(required=False, max_length=40, label=_("Office (中文)"))
    label_en = forms.CharField(required=False, max_length=80, label=_("Office (English)"))
    phone = forms.CharField(required=False, max_length=20, label=_("Telephone"))
    email = forms.EmailField(
        required=False, max_length=120, label=pgettext_lazy("an address", "Mail")
    )

    @property
    def line(self) -> Line:
        """The line, as the service takes it."""
        return Line(**self.cleaned_data)


class CertificateForm(forms.Form):
    """A certificate with its picture."""

    kind = forms.ChoiceField(choices=CertificateKind.choices, label=_("Kind"))
    number = forms.CharField(
        max_length=60, label=_("Number"), widget=forms.TextInput(attrs=_ONE_LINE)
    )
    issued_by = forms.CharField(max_length=80, label=_("Issued by"))
    valid_from = DayField(label=pgettext_lazy("of a certificate", "First day"))
    valid_until = DayField(
        required=False,
        label=pgettext_lazy("of a certificate", "Last day"),
        help_text=_("Empty: it has no end."),
    )
    picture = forms.FileField(
        label=_("Picture of the certificate"),
        help_text=_("Everyone will see it. JPEG, PNG or WebP."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )

    @property
    def paper(self) -> Paper:
        """The certificate, as the service takes it."""
        cleaned = dict(self.cleaned_data)
        return Paper(**(cleaned | {"picture": cleaned["picture"].read()}))
