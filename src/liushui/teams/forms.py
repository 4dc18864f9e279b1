"""What people fill in about teams and firms. They read; the services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.teams.services import WORD_LIMIT, FirmAsked, TeamAsked
from liushui.teams.services.founding import TITLE_LIMIT
from liushui.teams.states import TeamKind

Options = Sequence[tuple[str, str]]
PICTURES = "image/jpeg,image/png,image/webp,application/pdf"
_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
TEAM_REFUSED = {
    "team_title_missing": "title",
    "team_days_wrong": "ends_on",
    "amount_out_of_range": "goal",
    "not_in_firm": "firm",
}
FIRM_REFUSED = {
    "credit_code_wrong": "credit_code",
    "firm_known": "credit_code",
    "firm_request_open": "credit_code",
    "licence_missing": "licence_number",
    **dict.fromkeys(
        ("file_empty", "file_too_large", "file_type_refused", "file_unreadable"), "picture"
    ),
}


class TeamForm(forms.Form):
    """A team: its name, goal and last day, and whether the captain is shown."""

    title = forms.CharField(
        label=_("Name of the team"),
        max_length=TITLE_LIMIT,
        help_text=_("Everyone can read it. Name no person in it."),
        widget=_ONE_LINE,
    )
    kind = forms.ChoiceField(label=_("What kind of team"), choices=TeamKind.choices)
    firm = forms.ChoiceField(label=_("Your firm"), required=False)
    goal = YuanField(label=_("Goal together (yuan)"))
    ends_on = DayField(label=_("Last day of the team"))
    shows_captain = forms.BooleanField(
        label=_("Show my surname and stars as captain"), required=False
    )

    def __init__(self, *args: Any, firms: Options = (), whole: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if firms and whole:
            self.fields["firm"].choices = [("", _("Not for a firm")), *firms]  # type: ignore[attr-defined]
        else:
            del self.fields["firm"]
        if not whole:
            del self.fields["kind"]

    @property
    def asked(self) -> TeamAsked:
        """What was filled in, once it is valid."""
        said = self.cleaned_data
        return TeamAsked(
            title=said["title"],
            goal_minor=said["goal"],
            ends_on=said["ends_on"],
            kind=said.get("kind") or TeamKind.OTHER,
            shows_captain=said["shows_captain"],
            firm=said.get("firm", ""),
        )


class WordForm(forms.Form):
    """A word beside one's gift."""

    text = forms.CharField(
        label=_("A word for the wall"),
        max_length=WORD_LIMIT,
        help_text=_("The captain or the charity reads it first. Name no person in it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FirmForm(forms.Form):
    """What the business licence says."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=40, widget=_ONE_LINE
    )
    name = forms.CharField(label=_("Name of the firm"), max_length=120, widget=_ONE_LINE)
    licence_number = forms.CharField(
        label=_("Number of the business licence"), max_length=60, widget=_ONE_LINE
    )
    picture = forms.FileField(
        label=_("Picture of the business licence"),
        help_text=_("Only those who check it see it."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )

    @property
    def asked(self) -> FirmAsked:
        """What was filled in, once it is valid."""
        said = self.cleaned_data
        return FirmAsked(
            said["credit_code"], said["name"], said["licence_number"], said["picture"].read()
        )


class JoinForm(forms.Form):
    """The code that a firm gives its people."""

    code = forms.CharField(label=_("Code of your firm"), max_length=20, widget=_ONE_LINE)


class PoolForm(forms.Form):
    """Which firm pays for a pool."""

    pool = forms.TypedChoiceField(label=_("Matching pool"), coerce=int)
    credit_code = forms.CharField(
        label=_("Credit code of the firm"), max_length=18, widget=_ONE_LINE
    )

    def __init__(self, *args: Any, pools: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].choices = pools  # type: ignore[attr-defined]
