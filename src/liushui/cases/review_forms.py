"""What a level fills in about a case, and what makes a route."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.cases.review_routes import RouteAsked
from liushui.cases.states import ReviewLevel

# Where each refusal is shown.
REFUSED_FIELDS = {
    "review_unexplained": "note",
    "file_empty": "evidence",
    "file_too_large": "evidence",
    "file_type_refused": "evidence",
    "file_unreadable": "evidence",
}


class LookForm(forms.Form):
    """What was found, its proof, and whether the case goes on or back."""

    note = forms.CharField(
        max_length=500, label=_("What was found"), help_text=_("Name nobody."),
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    evidence = forms.FileField(
        required=False, label=_("Proof (PDF or picture)"),
        help_text=_("Read by those who work on the case; each reading is recorded."),
    )  # fmt: skip
    word = forms.ChoiceField(
        label=_("It goes"),
        choices=[("pass", _("on to the next level")), ("back", _("back to be mended"))],
        widget=forms.RadioSelect,
        initial="pass",
    )


class RouteForm(forms.Form):
    """The levels, those that the quick lane leaves out, and the days of each."""

    levels = forms.MultipleChoiceField(
        label=_("Levels that look at each case"),
        choices=ReviewLevel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    quick = forms.MultipleChoiceField(
        label=_("Left out by the quick lane"),
        choices=ReviewLevel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    days = forms.IntegerField(
        label=_("Days that each level has"), min_value=1, max_value=60, initial=5
    )

    @property
    def asked(self) -> RouteAsked:
        said = self.cleaned_data
        return RouteAsked(said["levels"], said["quick"], said["days"])
