"""What a person says when bringing a list of gifts, and of its rows afterwards."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.giving.services.bringing import Said
from liushui.giving.services.planning import Treat
from liushui.giving.sheets.reading import FIELDS
from liushui.giving.states import DoubtAnswer
from liushui.kernel.errors import DomainError
from liushui.kernel.money import parse_yuan

if TYPE_CHECKING:
    from liushui.giving.models import GiftImport, ImportSource
    from liushui.projects.models import Project

MOST_BYTES = 24 * 1024 * 1024
ENDINGS = (".xlsx", ".csv")
LABELS = {
    "donor": _("Column of donors"),
    "amount": _("Column of amounts"),
    "day": _("Column of days"),
    "phone": _("Column of phones"),
    "number": _("Column of order numbers"),
}


class SaidForm(forms.Form):
    """What is said of a list besides the list itself."""

    source = forms.CharField(
        label=_("Channel"),
        required=False,
        max_length=60,
        help_text=_("Which platform, bank or desk it comes from. Its columns are remembered."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    told_count = forms.IntegerField(
        label=_("Gifts, as the channel says"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("From its letter or its page. If it differs, nothing is booked."),
    )
    told_sum = forms.CharField(
        label=_("Sum in yuan, as the channel says"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Day of gifts without one"),
        required=False,
        help_text=_("Otherwise the list's own day counts, or today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_told_sum(self) -> int | None:
        """In fen, ``None`` where nothing was typed."""
        text = self.cleaned_data["told_sum"].strip()
        if not text:
            return None
        try:
            return parse_yuan(text).minor
        except DomainError as error:
            raise forms.ValidationError(gettext(error.message) % error.facts) from None

    @property
    def said(self) -> Said:
        """As the services take it."""
        said = self.cleaned_data
        return Said(
            source=said.get("source", ""),
            columns={name: said[name] for name in FIELDS if said.get(name)},
            worksheet=said.get("worksheet", ""),
            on=said.get("on"),
            treat=said.get("treat", ""),
            told_count=said.get("told_count"),
            told_minor=said.get("told_sum"),
        )


class BringForm(SaidForm):
    """A file and the project that received its gifts."""

    project = forms.ChoiceField(label=_("Project that received the gifts"))
    file = forms.FileField(
        label=_("The list"),
        help_text=_("An .xlsx or .csv file as the channel gives it, up to 24 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    field_order = ("file", "project", "source", "told_count", "told_sum", "on")

    def __init__(self, *args: Any, projects: "Sequence[Project]" = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{one.number} {in_reader_language(one.title, one.title_en)}")
            for one in projects
        ]

    def clean_file(self) -> Any:
        """Only what we read, and no more than a page takes."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("Choose an .xlsx or a .csv file."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 24 MB. Split it."))
        return file


class LookForm(SaidForm):
    """The same list, to be read another way. Columns are picked from the headings found in it."""

    worksheet = forms.CharField(
        label=_("Worksheet"),
        required=False,
        max_length=100,
        help_text=_("Only if several hold gifts."),
    )
    treat = forms.ChoiceField(
        label=_("If it resembles a list imported before"),
        required=False,
        choices=[
            ("", _("Ask me")),
            (Treat.REISSUE.value, _("It is that list, corrected")),
            (Treat.NEW.value, _("It is another list")),
        ],
    )

    def __init__(self, *args: Any, headings: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("By its heading")), *((text, text) for text in dict.fromkeys(headings))]
        for name in FIELDS if headings else ():
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], required=False, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        """Donor and amount together or neither; columns only of a channel that has a name."""
        said: dict[str, Any] = super().clean() or {}
        named = [name for name in FIELDS if said.get(name)]
        for name in ("donor", "amount"):
            if named and name not in named and name in self.fields:
                self.add_error(name, _("Please choose this column as well."))
        if named and not said.get("source"):
            self.add_error("source", _("Please name the channel whose columns these are."))
        return said


def looked_at(one: "GiftImport") -> Mapping[str, Any]:
    """What was said of the list so far, to begin with."""
    source: ImportSource | None = one.source
    columns: Mapping[str, str] = source.columns if source else {}
    told = one.told_minor
    return {
        "source": source.name if source else "",
        "told_count": one.told_count,
        "told_sum": "" if told is None else f"{told // 100}.{told % 100:02d}",
        "on": one.on,
        "worksheet": one.worksheet,
        "treat": one.treat,
        **columns,
    }


class DoubtsForm(forms.Form):
    """Answers to rows in doubt: ``doubt-7``, and ``rest`` for all that are open."""

    rest = forms.ChoiceField(
        required=False, choices=[(DoubtAnswer.SAME.value, ""), (DoubtAnswer.ANOTHER.value, "")]
    )

    @property
    def answers(self) -> dict[int, str]:
        """By the doubt's number; what is no number is passed over."""
        named = {name.removeprefix("doubt-"): said for name, said in self.data.items()
                 if name.startswith("doubt-")}  # fmt: skip
        return {int(number): str(said) for number, said in named.items() if number.isdecimal()}
