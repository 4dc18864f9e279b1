"""The forms of an application and of what an organisation keeps of itself. Services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField
from liushui.onboarding.services.accounts import AccountAsked
from liushui.onboarding.services.applying import Body, Contacts
from liushui.onboarding.services.boards import Member
from liushui.onboarding.states import Lane, Office
from liushui.parties.queries import organisation_kinds
from liushui.parties.services import Paper
from liushui.places.forms import ChoosingForm, PlaceField

PICTURES = "image/jpeg,image/png,image/webp"
_ONE_LINE = {"autocomplete": "off"}
REFUSED_FIELDS = {
    "credit_code_wrong": "credit_code",
    "body_applied": "credit_code",
    "certificate_days_wrong": "valid_until",
    "account_number_wrong": "number",
    "account_holder_wrong": "holder_name",
    "phone_unreadable": "colleague_phone",
    "colleague_is_you": "colleague_phone",
    "website_unreadable": "website",
    "member_name_missing": "name",
    "offices_missing": "offices",
    "second_representative": "is_legal_representative",
    "occasion_missing": "occasion",
    "reasons_missing": "reasons",
    **dict.fromkeys(
        ("picture_expected", "file_empty", "file_too_large", "file_type_refused",
         "file_unreadable"), "picture",
    ),
}  # fmt: skip


def _line(label: Any, length: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, help_text=hint,
        widget=forms.TextInput(attrs=_ONE_LINE),
    )  # fmt: skip


class BodyForm(ChoosingForm):
    """What the registration certificate says."""

    credit_code = _line(
        _("Unified social credit code"), 18, hint=_("The 18 places on the certificate.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    name = _line(_("Full name"), 120)
    name_en = _line(_("Name in English"), 160, required=False)
    short_name = _line(_("Short name"), 40, required=False)
    short_name_en = _line(_("Short name in English"), 80, required=False)
    registered_on = DayField(label=_("Registered on"))
    charity_since = DayField(
        label=_("A charity since"),
        help_text=_("The day of registration or recognition as a charity. A year must be full."),
    )
    is_provincial = forms.BooleanField(
        required=False, label=_("Registered at province level or above")
    )
    revoked_on = DayField(
        required=False,
        label=_("If its public certificate was ever revoked: on which day"),
        help_text=_("Empty: it never was. After five years one may apply again."),
    )
    place = PlaceField(required=False, label=_("Where it lies"))

    def __init__(self, *args: Any, is_begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = organisation_kinds()  # type: ignore[attr-defined]
        if is_begun:
            del self.fields["credit_code"]

    @property
    def body(self) -> Body:
        """The body, as the service takes it."""
        said = dict(self.cleaned_data)
        return Body(
            credit_code=said.pop("credit_code", ""),
            place_code=said.pop("place"),
            **{name: said[name] for name in said if name in Body.__dataclass_fields__},
        )


class PaperForm(forms.Form):
    """One certificate with its picture; one that stands may be left as it is."""

    number = _line(_("Number"), 60)
    issued_by = _line(_("Issued by"), 80)
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

    def __init__(self, *args: Any, kind: str, is_shown: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["picture"].required = not is_shown

    @property
    def paper(self) -> Paper:
        """The certificate, as the service takes it."""
        said = dict(self.cleaned_data)
        picture = said.pop("picture")
        return Paper(kind=self.kind, picture=picture.read() if picture else b"", **said)


class AccountForm(forms.Form):
    """A bank account in the organisation's own name."""

    holder_name = _line(_("Account name"), 120, hint=_("It must be the organisation's full name."))
    bank = _line(_("Bank and branch"), 120)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        help_text=_("It is kept sealed; pages show its last four places."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_ONE_LINE}),
    )

    @property
    def asked(self) -> AccountAsked:
        """The account, as the service takes it."""
        return AccountAsked(**self.cleaned_data)


class ChangeAccountForm(AccountForm):
    """Another account in the place of the one in force."""

    why = _line(_("Why"), 300, hint=_("Your colleagues read it. Name nobody."))


class ContactsForm(forms.Form):
    """How donors reach it, and who approves payments."""

    contact_phone = forms.CharField(
        required=False,
        max_length=20,
        label=_("Public telephone"),
        widget=forms.TextInput(attrs={"inputmode": "tel", **_ONE_LINE}),
    )
    contact_email = forms.EmailField(required=False, max_length=120, label=_("Public mail address"))
    website = forms.URLField(
        required=False, max_length=200, label=_("Website"), assume_scheme="https"
    )
    colleague_phone = forms.CharField(
        required=False,
        max_length=20,
        label=_("Mobile number of the colleague who approves payments"),
        help_text=_("Money leaves by two people only. The number is kept sealed."),
        widget=forms.TextInput(attrs={"inputmode": "tel", **_ONE_LINE}),
    )

    @property
    def contacts(self) -> Contacts:
        """The contacts, as the service takes them."""
        return Contacts(**self.cleaned_data)


class MemberForm(forms.Form):
    """One person of the board list."""

    name = _line(_("Name"), 60)
    offices = forms.MultipleChoiceField(
        label=_("Offices"),
        choices=Office.choices,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    is_legal_representative = forms.BooleanField(required=False, label=_("Legal representative"))
    is_mainland = forms.BooleanField(
        required=False, initial=True, label=_("Resident of the mainland")
    )
    is_full_time = forms.BooleanField(
        required=False, label=_("Works full time for the organisation")
    )
    employer = _line(_("Works for"), 120, required=False, hint=_("The full name; empty: nobody."))
    group = _line(
        _("Group of related organisations"), 120, required=False,
        hint=_("The same word for all whose employers are related."),
    )  # fmt: skip
    kin_of = forms.TypedChoiceField(
        label=_("Near kin of"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin_of"].choices = [("", _("nobody on this list")), *others]  # type: ignore[attr-defined]

    @property
    def member(self) -> Member:
        """The person, as the service takes them."""
        return Member(**self.cleaned_data)


class WelcomeForm(forms.Form):
    """Whom the operator asks in."""

    name = _line(_("Organisation"), 120)
    lane = forms.ChoiceField(
        label=_("Way in"), choices=Lane.choices, initial=Lane.ORDINARY, widget=forms.RadioSelect
    )
    occasion = _line(
        _("Emergency"),
        200,
        required=False,
        hint=_("For the quick lane: as the authorities name it."),
    )


class AnswerForm(forms.Form):
    """An operator's answer in words."""

    reasons = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Reasons"),
        help_text=_("Whoever applied reads them. Needed for returning and refusing."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
