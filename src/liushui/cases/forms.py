"""The console's form for a case. It reads; the services decide."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import YuanField
from liushui.cases.queries import places_meant
from liushui.cases.services import CaseAsked, CaseText

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
Choices = Sequence[tuple[Any, str]]

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "case_name_missing": "name",
    "case_names_person": "public_line",
    "case_text_missing": "public_line",
    "need_wrong": "need",
}


class CaseForm(forms.Form):
    """One need of one person. A place that may be several is asked back as a choice."""

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
    place = forms.CharField(
        max_length=100,
        required=False,
        label=_("Place"),
        help_text=_("Its code or its name, as 东莞 石碣. The public sees no more than the county."),
        widget=_ONE_LINE,
    )
    place_code = forms.ChoiceField(
        required=False, label=_("Which one is meant"), widget=forms.RadioSelect
    )
    need = YuanField(label=_("Need (yuan)"), help_text=_("As the papers of the case show."))

    def __init__(
        self, *args: Any, organisations: Choices, projects: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        self.fields["project"].choices = projects  # type: ignore[attr-defined]
        self._meant = places_meant(str(self.data.get("place", "")))
        if len(self._meant) > 1:
            self.fields["place_code"].choices = self._meant  # type: ignore[attr-defined]
        else:
            del self.fields["place_code"]

    def clean(self) -> dict[str, Any]:
        """The place by one code, or the question which of several it is."""
        cleaned = self.cleaned_data
        if len(self._meant) == 1:
            cleaned["place_code"] = self._meant[0][0]
        elif self._meant and not cleaned.get("place_code"):
            self.add_error(
                "place", _("Several regions are called so. Choose one, or write what lies above.")
            )
        elif cleaned.get("place") and not self._meant:
            self.add_error("place", _("No region has this code or name."))
        return cleaned

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
            place_code=cleaned.get("place_code") or None,
        )
