"""What is written into the registers of breaches and assessments."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField
from liushui.privacy.services import Assessed, BreachTold
from liushui.privacy.states import Step

_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_AREA = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
_MINUTE = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def _minute(label: object) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=_MINUTE, input_formats=_FORMATS)  # type: ignore[arg-type]


class _OfBody(forms.Form):
    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))

    def __init__(self, *args: object, bodies: Sequence[tuple[int, str]], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]


class BreachForm(_OfBody):
    """What PIPL 57 asks for."""

    noticed_at = _minute(_("When it was noticed"))
    happened_on = DayField(label=_("Day on which it happened, if known"), required=False)
    what = forms.CharField(
        max_length=4000, widget=_AREA, label=_("What happened, and why"),
        help_text=_("No name of anybody whose data are concerned."),
    )  # fmt: skip
    kinds = forms.CharField(
        max_length=200, widget=_LINE, label=_("Which values"),
        help_text=_("Kinds only, such as name and amount. No value itself."),
    )  # fmt: skip
    whose = forms.CharField(
        max_length=200, widget=_LINE, label=_("Whose data"),
        help_text=_("A group, such as givers of May."),
    )  # fmt: skip
    people_count = forms.IntegerField(min_value=0, label=_("How many people"))
    harm = forms.CharField(max_length=4000, widget=_AREA, label=_("What may follow for them"))

    @property
    def told(self) -> BreachTold:
        """What was written, as the service takes it."""
        said = dict(self.cleaned_data)
        said.pop("organisation")
        return BreachTold(**said)


class StepForm(forms.Form):
    """Something that was done, or somebody who was told."""

    kind = forms.ChoiceField(choices=Step.choices, label=_("What was done"))
    done_at = _minute(_("When"))
    words = forms.CharField(
        max_length=4000, widget=_AREA, label=_("What exactly, and whom"),
        help_text=_("Which authority and by which way, or how the people were told."),
    )  # fmt: skip


class AssessmentForm(_OfBody):
    """The three parts of PIPL 56, or a paper with them."""

    title = forms.CharField(max_length=200, widget=_LINE, label=_("What was assessed"))
    made_on = DayField(label=_("Day"))
    purpose = forms.CharField(
        required=False, max_length=8000, widget=_AREA,
        label=_("Purpose and way: lawful, fair and necessary?"),
    )  # fmt: skip
    risk = forms.CharField(
        required=False, max_length=8000, widget=_AREA,
        label=_("What it means for people, and what can go wrong"),
    )  # fmt: skip
    measures = forms.CharField(
        required=False, max_length=8000, widget=_AREA,
        label=_("What protects them, and whether it fits the risk"),
    )  # fmt: skip
    paper = forms.FileField(
        required=False, label=_("Or the paper"), help_text=_("A PDF or a picture, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )  # fmt: skip

    @property
    def told(self) -> Assessed:
        """What was written, as the service takes it."""
        said = dict(self.cleaned_data)
        said.pop("organisation")
        paper = said.pop("paper")
        return Assessed(**said, paper=paper.read() if paper else None)
