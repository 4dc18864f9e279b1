"""The forms of complaints: the public's, the one that finds an answer, and the console's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.projects.services.complaining import LONGEST
from liushui.projects.states import ToldHow

REFUSED_FIELDS = {
    "complaint_empty": "words",
    "answer_empty": "answer",
    "complaint_answered": "answer",
}
HELD, NOT_HELD = "yes", "no"
TOLD_BY_US = (ToldHow.PHONE, ToldHow.MESSAGE, ToldHow.MAIL)


class ComplaintForm(forms.Form):
    """What happened, and how its author is answered. No account is asked for."""

    words = forms.CharField(
        max_length=LONGEST,
        label=_("What happened"),
        help_text=_("What you saw, where and when. Only those who look into it read this."),
        widget=forms.Textarea({"rows": 8}),
    )
    contact = forms.CharField(
        max_length=120,
        label=_("How we can answer you"),
        help_text=_("A telephone number or a mail address. The organisation does not see it."),
        widget=forms.TextInput({"autocomplete": "tel"}),
    )


class CodeForm(forms.Form):
    """The code that was shown when the complaint was taken."""

    code = forms.CharField(
        max_length=20,
        label=_("Code of the complaint"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AnswerForm(forms.Form):
    """What was found, and whether it holds."""

    is_true = forms.ChoiceField(
        label=_("What was found"),
        choices=(
            (NOT_HELD, _("It does not hold")),
            (HELD, _("It holds: the project is suspended at once")),
        ),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        max_length=LONGEST,
        label=_("Answer"),
        help_text=_("The person who complained reads this with their code. Then tell them of it."),
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, *args: Any, is_own: bool = False, **kwargs: Any) -> None:
        """``is_own``: one of its own board answers, who does not see how to reach the author."""
        super().__init__(*args, **kwargs)
        if is_own:
            self.fields["answer"].help_text = _("The person who complained reads this.")


class ToldForm(forms.Form):
    """How the person who complained was told."""

    how = forms.ChoiceField(
        label=_("How you told them"),
        choices=[(one.value, one.label) for one in TOLD_BY_US],
        widget=forms.RadioSelect,
    )
