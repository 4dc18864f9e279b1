"""The forms of partners and of the federation. They read; the services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField
from liushui.parties.services.partnering import PartnerAsked

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
REFUSED_FIELDS = {
    "credit_code_wrong": "credit_code",
    "partner_is_yourself": "credit_code",
    "partner_days_wrong": "ends_on",
    "partner_known": "agreement_number",
    "partner_says_too_little": "assessment",
    "circle_of_bodies": "superior",
    "too_many_levels": "superior",
    **dict.fromkeys(
        ("file_empty", "file_too_large", "file_type_refused", "file_unreadable"), "agreement"
    ),
}


class PartnerForm(forms.Form):
    """A partner that acts under this charity."""

    name = forms.CharField(max_length=120, label=_("Full name"), widget=_ONE_LINE)
    name_en = forms.CharField(
        max_length=160, required=False, label=_("Name in English"), widget=_ONE_LINE
    )
    credit_code = forms.CharField(
        max_length=18, label=_("Unified social credit code"), widget=_ONE_LINE
    )
    assessed_on = DayField(label=_("Assessed on"))
    assessment = forms.CharField(
        max_length=1000,
        label=_("Assessment"),
        help_text=_("What was looked at, and what was found. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agreement_number = forms.CharField(
        max_length=60, label=_("Number of the agreement"), widget=_ONE_LINE
    )
    starts_on = DayField(label=pgettext_lazy("of an agreement", "First day"))
    ends_on = DayField(label=pgettext_lazy("of an agreement", "Last day"))
    agreement = forms.FileField(
        label=_("The signed agreement"),
        help_text=_("A PDF or a picture. Your own people can read it, nobody else."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    @property
    def asked(self) -> PartnerAsked:
        """The partner, as the service takes it."""
        said = dict(self.cleaned_data)
        return PartnerAsked(**(said | {"agreement": said["agreement"].read()}))


class SuperiorForm(forms.Form):
    """Under whom the organisation is to stand."""

    superior = forms.CharField(
        max_length=18,
        label=_("Credit code of the organisation above"),
        widget=_ONE_LINE,
    )
