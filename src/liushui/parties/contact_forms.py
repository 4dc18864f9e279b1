"""The form that leads to a person by a number, so that nobody leafs through names."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """A phone, a gift's reference or a case's number."""

    number = forms.CharField(
        label=_("Phone, gift reference or case number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
