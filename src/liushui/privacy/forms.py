"""What people write about their own data. It reads; the services decide."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField
from liushui.privacy.services import Giving

_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_AREA = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})


class NameForm(forms.Form):
    """The name as it should be."""

    name = forms.CharField(
        max_length=60,
        label=_("Right name"),
        widget=_LINE,
        error_messages={"required": _("Write the name.")},
    )


class EraseForm(forms.Form):
    """That it cannot be undone was read."""

    sure = forms.BooleanField(
        label=_("I know that nothing can bring these data back."),
        error_messages={"required": _("Please read and tick this first.")},
    )


class QuestionForm(forms.Form):
    """A question, and to whom."""

    to = forms.ChoiceField(label=_("To"))
    words = forms.CharField(
        label=_("Your question"),
        error_messages={"required": _("Write your question.")},
        widget=_AREA,
        help_text=_("Only those who answer can read it, and each reading is recorded."),
    )

    def __init__(self, *args: object, bodies: Sequence[tuple[str, str]], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["to"].choices = bodies  # type: ignore[attr-defined]

    @property
    def organisation_id(self) -> int | None:
        """Whom it goes to; none: whoever runs this site."""
        return int(self.cleaned_data["to"]) if self.cleaned_data["to"] else None


class ChildForm(forms.Form):
    """A child in the asker's care."""

    name = forms.CharField(
        max_length=60,
        label=_("Name of the child"),
        widget=_LINE,
        error_messages={"required": _("Write the name.")},
    )
    born_on = DayField(label=_("Birthday"))
    agree = forms.BooleanField(
        label=_("I am the guardian. I have read how the child's data are used, and agree."),
        error_messages={"required": _("Please read and tick this first.")},
    )


class AnswerForm(forms.Form):
    """The answer to a question, or the reasons of a refusal."""

    words = forms.CharField(
        label=_("Answer"),
        widget=_AREA,
        error_messages={"required": _("Write an answer. A refusal must say its reasons.")},
    )
    is_refusal = forms.BooleanField(
        required=False, label=_("This is a refusal; the reasons stand above.")
    )


class PaperForm(forms.Form):
    """Who asked by letter or at the desk to be erased."""

    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))
    number = forms.CharField(
        max_length=40,
        label=_("Case number or gift reference"),
        help_text=_("The name is not asked for and not shown."),
        widget=_LINE,
    )
    sure = forms.BooleanField(
        label=_("The request is signed, I have seen who asks, and the paper is filed."),
        error_messages={"required": _("Please read and tick this first.")},
    )

    def __init__(self, *args: object, bodies: Sequence[tuple[int, str]], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]


class GivenForm(forms.Form):
    """A line of the register of data given to others."""

    organisation = forms.TypedChoiceField(coerce=int, label=_("Organisation"))
    receiver = forms.CharField(max_length=120, label=_("Given to"), widget=_LINE)
    purpose = forms.CharField(max_length=200, label=_("What for"), widget=_LINE)
    kinds = forms.CharField(
        max_length=200,
        label=_("Which values"),
        help_text=_("Kinds only, such as name and amount. No value itself."),
        widget=_LINE,
    )
    people_count = forms.IntegerField(min_value=1, label=_("How many people"))
    ground = forms.CharField(
        max_length=200, label=_("On which ground"), help_text=_("Consent, contract or law."),
        widget=_LINE,
    )  # fmt: skip
    given_on = DayField(label=_("Day"))
    until = DayField(label=_("May be kept until"), required=False)

    def __init__(self, *args: object, bodies: Sequence[tuple[int, str]], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]

    @property
    def giving(self) -> Giving:
        """What was written, as the service takes it."""
        said = dict(self.cleaned_data)
        said.pop("organisation")
        return Giving(**said)


class WhyForm(forms.Form):
    """Which duty needs what is locked away."""

    why = forms.CharField(
        max_length=300,
        label=_("Which duty needs it"),
        help_text=_("The law or the order, with its number. No name."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Say which duty needs it.")},
    )
