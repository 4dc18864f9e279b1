"""The forms of a project's end, and of its tags."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.projects.states import SurplusBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.projects.models import Project

REFUSED_FIELDS = {
    "surplus_not_there": "to",
    "surplus_unexplained": "why",
    "tags_wrong": "labels",
}


class SurplusForm(forms.Form):
    """Where what is left goes, and why."""

    to = forms.ChoiceField(label=_("Project that gets it"))
    basis = forms.ChoiceField(
        label=_("On what it rests"), choices=SurplusBasis.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(
        max_length=300,
        label=_("Why it goes there"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The public reads this."),
    )

    def __init__(self, *args: Any, projects: "Sequence[Project]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{in_reader_language(one.title, one.title_en)} {one.number}")
            for one in projects
        ]


class TagsForm(forms.Form):
    """The tags of a project as words."""

    labels = forms.CharField(
        max_length=300,
        required=False,
        label=_("Tags"),
        help_text=_("Words with a comma between them, eight at most."),
    )

    @property
    def words(self) -> list[str]:
        """One word each, however the commas were written."""
        text = str(self.cleaned_data["labels"])
        for mark in ("，", "、", ";", "；"):
            text = text.replace(mark, ",")
        return text.split(",")


class PeriodForm(forms.Form):
    """Between which days projects began."""

    first = forms.DateField(
        required=False,
        label=_("Began on or after"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        required=False,
        label=_("Began on or before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
