"""The form of a report on a payment, and of its judgement. They read; the services decide."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.files import MAX_BYTES
from liushui.base.forms import DayField, in_reader_language
from liushui.disbursing.services import PhotoTold, ReportTold
from liushui.disbursing.states import PhotoConsent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from liushui.disbursing.queries import Counted

REFUSED_FIELDS = {
    "report_text_missing": "body",
    "report_time_wrong": "covers_to",
    "photos_too_many": "photos",
    "report_not_picture": "photos",
    "file_empty": "photos",
    "file_too_large": "photos",
    "file_type_refused": "photos",
    "file_unreadable": "photos",
}
_MOST_COUNTED = 10**15


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files; cleaned to a list of what came."""

    def clean(self, value: Any, initial: Any = None) -> "Sequence[UploadedFile[bytes]]":
        given = value if isinstance(value, (list, tuple)) else [value] if value else []
        return [super(_FilesField, self).clean(one, initial) for one in given]


class ReportForm(forms.Form):
    """What was done with a payment. Amounts are not asked for: they are gathered from uses."""

    covers_from = DayField(label=pgettext_lazy("a report covers", "From"))
    covers_to = DayField(label=pgettext_lazy("a report covers", "To"))
    body = forms.CharField(
        max_length=4000,
        label=_("What was done (中文)"),
        help_text=_("Everyone can read it once it is accepted. Name nobody who was helped."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    body_en = forms.CharField(
        max_length=8000,
        required=False,
        label=_("What was done (English)"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    photos = _FilesField(
        required=False,
        label=_("Pictures"),
        help_text=_("At most 12. Place and device are removed from them."),
        widget=_ManyFiles({"accept": "image/jpeg,image/png,image/webp"}),
    )
    consent = forms.ChoiceField(
        choices=PhotoConsent.choices,
        initial=PhotoConsent.INSIDE,
        label=_("Who may see the pictures"),
        help_text=_("Without a word on the faces in them they stay between the organisations."),
    )

    def __init__(self, *args: Any, counted: "Sequence[Counted]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indicators: Mapping[str, int] = {
            f"indicator_{one.indicator.pk}": one.indicator.pk for one in counted
        }
        for one in counted:
            name = in_reader_language(one.indicator.label, one.indicator.label_en)
            unit = in_reader_language(one.indicator.unit, one.indicator.unit_en)
            self.fields[f"indicator_{one.indicator.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=_MOST_COUNTED,
                label=_("%(name)s (%(unit)s)") % {"name": name, "unit": unit},
                help_text=_("In this time. Wanted in all: %(target)s; counted so far: %(value)s.")
                % {"target": one.indicator.target, "value": one.value},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def told(self) -> ReportTold:
        """The report as the service takes it."""
        asked = self.cleaned_data
        return ReportTold(
            covers_from=asked["covers_from"],
            covers_to=asked["covers_to"],
            body=asked["body"],
            body_en=asked["body_en"],
            values={key: asked[name] for name, key in self._indicators.items()},
            photos=[
                PhotoTold(upload.read(MAX_BYTES + 1), asked["consent"])
                for upload in asked["photos"]
            ],
        )
