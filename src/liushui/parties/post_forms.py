"""What is filled in to give out posts. The services judge it; these only read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField
from liushui.parties.appointments import OPERATORS
from liushui.parties.rights_in_words import WORDS
from liushui.parties.services.posts import PostText
from liushui.places.forms import ChoosingForm, PlaceField

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "post_title_taken": "title",
    "post_title_missing": "title",
    "right_unknown": "rights",
    "right_of_operator": "rights",
    "post_outside_region": "place",
    "not_found": "place",
    "chart_goes_in_circle": "above",
    "holding_ends_too_early": "until",
    "delegation_too_long": "until",
    "post_held_otherwise": "person",
    "not_a_colleague": "person",
    "phone_unreadable": "phone",
}
SHEET_BYTES = 1_000_000

Choices = Sequence[tuple[int, str]]


class PostForm(ChoosingForm):
    """A post: its title, what it carries, where it reaches, whom it stands below."""

    title = forms.CharField(max_length=60, label=pgettext_lazy("of a post", "Title (中文)"))
    title_en = forms.CharField(
        max_length=80, required=False, label=pgettext_lazy("of a post", "Title (English)")
    )
    rights = forms.MultipleChoiceField(
        required=False,
        label=_("What the post may do"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(right.value, words) for right, words in WORDS.items() if right not in OPERATORS],
    )
    place = PlaceField(
        required=False,
        label=_("Region"),
        help_text=_(
            "Left empty, the post reaches the whole organisation. With a region it reaches only "
            "cases that lie there."
        ),
    )
    above = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Stands below")
    )

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["above"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]

    @property
    def text(self) -> PostText:
        """The post as the services take it."""
        cleaned = self.cleaned_data
        return PostText(
            title=cleaned["title"],
            title_en=cleaned["title_en"],
            rights=tuple(cleaned["rights"]),
            region_code=cleaned["place"],
            above_id=cleaned["above"],
        )


class InviteForm(forms.Form):
    """To whom a link is meant, and how long what it gives will last."""

    phone = forms.CharField(
        max_length=40,
        required=False,
        label=_("Mobile number"),
        help_text=_("With a number, only the person of this number can use the link."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    until = DayField(
        required=False,
        label=_("First day without the post"),
        help_text=_("Left empty, it is held until somebody ends it."),
    )


class ColleagueForm(forms.Form):
    """A colleague, chosen among those who serve the organisation."""

    person = forms.TypedChoiceField(coerce=int, label=_("Colleague"))

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *colleagues]  # type: ignore[attr-defined]


class AppointForm(ColleagueForm):
    """A colleague for a further post, from a day on."""

    since = DayField(label=pgettext_lazy("of a holding", "First day"))
    until = DayField(
        required=False,
        label=_("First day without the post"),
        help_text=_("Left empty, it is held until somebody ends it."),
    )


class DelegateForm(ColleagueForm):
    """A colleague who holds one's post too, for a while."""

    until = DayField(
        label=_("First day without the delegation"),
        help_text=_("At most 92 days from today."),
    )


class SheetForm(forms.Form):
    """A sheet of colleagues: a row each with phone, post and, if wanted, the day of the end."""

    sheet = forms.FileField(
        label=_("Sheet (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > SHEET_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return sheet
