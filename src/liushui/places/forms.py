"""The field by which a form asks for a region: without scripts, by keyboard, step by step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from liushui.places.picking import Picker, picker_of


class PlaceInput(forms.TextInput):
    """Reads all that ``places/picker.html`` posts under one name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picker:
        """What was posted so far."""
        del files
        return picker_of(data, name)


class PlaceField(forms.Field):
    """One region by its code, "" if none was chosen. Show it by ``places/picker.html``."""

    widget = PlaceInput

    def prepare_value(self, value: Any) -> Picker:
        """What the template shows: where one stands. An initial value is a code."""
        return value if isinstance(value, Picker) else Picker("place", code=value or "")

    def clean(self, value: Any) -> str:
        """The code. A text that may mean several regions, or none, is refused."""
        picker = self.prepare_value(value)
        if picker.error:
            raise ValidationError(picker.error, code="place_unclear")
        if self.required and not picker.code:
            raise ValidationError(self.error_messages["required"], code="required")
        return picker.code


class ChoosingForm(forms.Form):
    """A form with places: while one of them is being chosen, nothing is judged or sent."""

    @property
    def is_choosing(self) -> bool:
        """Whether the button pressed asks for the next step of a place."""
        return self.is_bound and any(
            self[name].value().is_choosing
            for name, field in self.fields.items()
            if isinstance(field, PlaceField)
        )

    @property
    def errors(self) -> ErrorDict:
        """Nothing yet, while choosing."""
        return ErrorDict() if self.is_choosing else super().errors

    def is_valid(self) -> bool:
        """Whether the whole form was sent, and holds."""
        return not self.is_choosing and super().is_valid()
