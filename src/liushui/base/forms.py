"""What forms of several modules share: amounts as people write them, refusals by their field."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language

from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.kernel.money import parse_yuan


class YuanField(forms.CharField):
    """An amount in yuan, with 元, commas or full-width digits; cleaned to whole fen."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: object) -> int | None:
        """The amount in fen; none for an optional field left empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text).minor
        except DomainError as error:
            raise forms.ValidationError(" ".join(refusal_text(error)), code=error.code) from error


class DayField(forms.DateField):
    """A calendar day, picked or written as 2026-07-18."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def show_refusal(form: forms.BaseForm, error: DomainError, fields: Mapping[str, str]) -> None:
    """Put a service's refusal beside the field that its code belongs to, else above the form.

    ``NotAllowed`` is raised again: no filling in can mend it, and its answer is 403.
    """
    if isinstance(error, NotAllowed):
        raise error
    record_refusal(error)
    field = fields.get(error.code)
    form.add_error(field if field in form.fields else None, " ".join(refusal_text(error)))


def in_reader_language(zh: str, en: str) -> str:
    """Of a text kept in two languages the reader's; 中文 where there is no English."""
    return en if en and (get_language() or "").startswith("en") else zh
