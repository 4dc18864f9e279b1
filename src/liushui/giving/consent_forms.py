"""What is filled in about givers' answers that came outside this site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.giving.services.consenting import PaperAnswers

REFUSED_FIELDS = {
    "paper_counts_nobody": "agreed",
    "paper_names_other": "gifts",
    "file_empty": "file",
    "file_too_large": "file",
    "file_type_refused": "file",
    "file_unreadable": "file",
    "file_damaged": "file",
}


class PaperForm(forms.Form):
    """The file that shows the answers, how many it shows, and how they came."""

    file = forms.FileField(label=_("File that shows the answers (PDF or picture)"))
    agreed = forms.IntegerField(label=_("Agreed"), min_value=0, max_value=10_000_000)
    refused = forms.IntegerField(label=_("Refused"), min_value=0, max_value=10_000_000)
    note = forms.CharField(
        max_length=300, label=_("How they were asked"), help_text=_("Name nobody.")
    )

    gifts = forms.CharField(
        label=_("Of these with an account: the number of a gift of each who agreed"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in a line. Who has an account and refuses, answers on this site."),
    )

    @property
    def said(self) -> PaperAnswers:
        """What was filled in."""
        said = self.cleaned_data
        return PaperAnswers(
            said["file"].read(),
            said["agreed"],
            said["refused"],
            said["note"],
            tuple(said["gifts"].upper().split()),
        )
