"""The forms of duties and days. They read; the services decide."""

import re
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
Options = Sequence[tuple[str, str]]
RESPONSE_FIELDS = {"day_ahead": "on", "duty_reason_missing": "why"}
DONE_FIELDS = {
    "day_ahead": "on",
    "place_of_publication_missing": "address",
    "audit_missing": "is_audited",
}
WAIVER_FIELDS = {"waiver_day_wrong": "until", "duty_reason_missing": "why"}
HAPPENING_FIELDS = {"day_ahead": "on", "duty_reason_missing": "title"}
_DAY = re.compile(r"(?:([0-9]{4})[-./年])?([0-9]{1,2})[-./月]([0-9]{1,2})日?")


class DoneForm(forms.Form):
    """That a duty was done, and where it can be read."""

    on = DayField(label=_("Day on which it was done"))
    address = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=300,
        label=_("Where the public reads it"),
        help_text=_("An address that begins with https://"),
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label=_("Or how it was handed in"),
        help_text=_("Name nobody."),
        widget=_ONE_LINE,
    )
    is_audited = forms.BooleanField(required=False, label=_("The financial report is audited"))


class ResponseEndForm(forms.Form):
    """That the response to an emergency ended."""

    on = DayField(label=_("Last day of the response"))
    why = forms.CharField(
        max_length=300, label=_("By which notice"), help_text=_("Name nobody."), widget=_ONE_LINE
    )


class WaiverForm(forms.Form):
    """That a duty is let go; of what takes a project down with the day on which that ends."""

    until = DayField(
        label=_("Asked for again from"),
        help_text=_("After today, at most three months on. The time runs anew from this day."),
    )
    why = forms.CharField(
        max_length=300, label=_("Why"), help_text=_("Name nobody."), widget=_ONE_LINE
    )

    def __init__(self, *args: object, has_day: bool, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.auto_id = "waive_%s"
        if not has_day:
            del self.fields["until"]


class HappeningForm(forms.Form):
    """Something that opens a duty."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    kind = forms.ChoiceField(label=_("What happened"))
    on = DayField(label=_("Day on which it happened"))
    title = forms.CharField(
        max_length=120,
        label=_("In a few words"),
        help_text=_("It is public with the duty. Name no person."),
        widget=_ONE_LINE,
    )

    def __init__(self, *args: object, bodies: Options, kinds: Options, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class DaysField(forms.CharField):
    """Days of one year, one a line or with commas: 2027-01-01, 1-2, 10月1日."""

    widget = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})

    def clean(self, value: object) -> list[tuple[int, int, int]]:
        """(year or 0, month, day) of each; what is none is named."""
        found = []
        for word in re.split(r"[\s,，、;；]+", super().clean(value)):
            if not word:
                continue
            read = _DAY.fullmatch(word)
            if read is None:
                raise forms.ValidationError(gettext("“%(word)s” is no day.") % {"word": word[:20]})
            found.append((int(read[1] or 0), int(read[2]), int(read[3])))
        return found


class YearOfDaysForm(forms.Form):
    """The State Council's list of one year."""

    year = forms.IntegerField(min_value=2000, max_value=2200, label=_("Year"))
    off = DaysField(
        label=_("Days off, Monday to Friday"), help_text=_("One a line, such as 2027-01-01.")
    )
    worked = DaysField(
        required=False, label=_("Saturdays and Sundays that are worked"),
    )  # fmt: skip
    source = forms.CharField(
        max_length=200,
        label=_("Source"),
        help_text=_("Number and day of the State Council's notice."),
        widget=_ONE_LINE,
    )

    def clean(self) -> dict[str, object]:
        """Every day with its year; a day of another year, or that no year has, is refused."""
        said = super().clean() or {}
        for name in ("off", "worked"):
            if "year" in said and name in said:
                said[name] = self._days(name, int(said["year"]), said[name])
        return said

    def _days(self, name: str, year: int, told: Sequence[tuple[int, int, int]]) -> tuple[date, ...]:
        found = set()
        for own, month, day in told:
            try:
                found.add(date(own or year, month, day))
            except ValueError:
                word = gettext("“%(word)s” is no day.") % {"word": f"{month}-{day}"}
                self.add_error(name, word)
        return tuple(sorted(found))


class LineForm(forms.Form):
    """One line of the site's own income or spending."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("income", _("Income")), ("spending", _("Spending"))]
    )
    label = forms.CharField(max_length=80, label=_("What, in 中文"), widget=_ONE_LINE)
    label_en = forms.CharField(max_length=120, label=_("What, in English"), widget=_ONE_LINE)
    amount = YuanField(label=_("Amount (yuan)"))
    is_correction = forms.BooleanField(
        required=False, label=_("It takes back a line that was wrong")
    )


class FiguresForm(forms.Form):
    """A charity's figures of a year, as its audited report has them."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    year = forms.IntegerField(min_value=2016, max_value=2200, label=_("Year"))
    spending = YuanField(label=_("Spent on charity"))
    administration = YuanField(label=_("Administration"))
    outlay = YuanField(label=_("All spending"))
    income_before = YuanField(label=_("Income of the year before"))
    income_average = YuanField(
        required=False, label=_("Average income of the three years before"),
        help_text=_("Only if the charity goes by it."),
    )  # fmt: skip
    assets_before = YuanField(label=_("Net assets at the end of the year before"))
    assets_average = YuanField(
        required=False, label=_("Average net assets of the three years before"),
        help_text=_("Only if the charity goes by it."),
    )  # fmt: skip
    raised = YuanField(label=_("Income from raising"))
    raising_cost = YuanField(label=_("Cost of raising"))

    def __init__(self, *args: object, bodies: Options, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
