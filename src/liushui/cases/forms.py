"""The console's form for a case. It reads; the services decide."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import YuanField
from liushui.cases.services import CaseAsked, CaseText
from liushui.places.forms import ChoosingForm, PlaceField

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
Choices = Sequence[tuple[Any, str]]

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "case_name_missing": "name",
    "case_names_person": "public_line",
    "case_text_missing": "public_line",
    "need_wrong": "need",
    "disease_wrong": "disease_code",
}


class CaseForm(ChoosingForm):
    """One need of one person."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))
    project = forms.ChoiceField(label=_("Project"))
    name = forms.CharField(
        max_length=60,
        label=_("Name of the person"),
        help_text=_("It is sealed. The public sees the surname and stars."),
        widget=_ONE_LINE,
    )
    kind_label = forms.CharField(max_length=40, label=_("Kind of need (中文)"), widget=_ONE_LINE)
    kind_label_en = forms.CharField(
        max_length=80, required=False, label=_("Kind of need (English)"), widget=_ONE_LINE
    )
    public_line = forms.CharField(
        max_length=160,
        label=_("One line for the public (中文)"),
        help_text=_("No name, address or number of the person."),
        widget=_ONE_LINE,
    )
    public_line_en = forms.CharField(
        max_length=300,
        required=False,
        label=_("One line for the public (English)"),
        widget=_ONE_LINE,
    )
    disease_code = forms.CharField(
        max_length=3,
        required=False,
        label=_("Disease, by its ICD-10 category"),
        help_text=_("Such as Q21. Gifts for this disease may then help; it is never shown."),
        widget=_ONE_LINE,
    )
    place = PlaceField(
        required=False,
        label=_("Place"),
        help_text=_("The public sees no more than the county."),
    )
    need = YuanField(label=_("Need (yuan)"), help_text=_("As the papers of the case show."))

    def __init__(
        self, *args: Any, organisations: Choices, projects: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        self.fields["project"].choices = projects  # type: ignore[attr-defined]

    @property
    def asked(self) -> CaseAsked:
        """The case as the service takes it."""
        cleaned = self.cleaned_data
        words = CaseText.__dataclass_fields__
        return CaseAsked(
            key=cleaned["key"],
            project_number=cleaned["project"],
            organisation_id=cleaned["organisation"],
            name=cleaned["name"],
            text=CaseText(**{name: cleaned[name] for name in words}),
            need_minor=cleaned["need"],
            place_code=cleaned["place"] or None,
            disease_code=cleaned["disease_code"].strip().upper(),
        )
