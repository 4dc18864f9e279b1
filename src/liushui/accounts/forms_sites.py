"""What is typed to register a site. Addresses are judged by the service, not here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.accounts.issuer.scopes import PHONE, PROFILE, SCOPES


class SiteForm(forms.Form):
    """A site: whose, what it is called, where people come back to, what it may ask for."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    name = forms.CharField(
        label=_("Name of the site"),
        max_length=60,
        help_text=_("People see it when they are asked whether the site may sign them in."),
    )
    addresses = forms.CharField(
        label=_("Return addresses"),
        max_length=2000,
        help_text=_("Whole https addresses, one a line. People are sent nowhere else."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may ask people for"),
        required=False,
        choices=[(scope, SCOPES[scope]) for scope in (PROFILE, PHONE)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each person may refuse each of these."),
    )

    def __init__(self, *words: Any, organisations: Sequence[Any], **more: Any) -> None:
        super().__init__(*words, **more)
        choices = [(str(body.pk), body.name) for body in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
