"""The console's forms for uses: what one would be, one report, and the second person's word."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.files import MAX_BYTES
from liushui.base.forms import DayField, YuanField, in_reader_language
from liushui.disbursing.services import UseReport, UseSlip
from liushui.ledger.services.designations import Pin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from liushui.cases.models import Case
    from liushui.projects.models import BudgetLine

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_FILES = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "used_wrong": "amount",
    "more_than_arrived": "amount",
    "use_text_missing": "label",
    "use_in_future": "happened_on",
    "case_not_payable": "case_number",
    "file_empty": "voucher",
    "file_too_large": "voucher",
    "file_type_refused": "voucher",
    "file_unreadable": "voucher",
    "photo_not_picture": "photo",
    "pin_without_reason": "pin_why",
    "pin_not_eligible": "pin",
    "bank_reference_missing": "bank_ref",
    "bank_reference_used": "bank_ref",
    "paid_in_future": "paid_on",
    "use_slip_missing": "bank_ref",
    "use_slip_unclear": "bank_ref",
    "use_slip_stays": "bank_ref",
}


class SlipForm(forms.Form):
    """How a use was paid."""

    bank_ref = forms.CharField(
        max_length=60,
        required=False,
        label=_("The bank's number"),
        help_text=_("From the slip of the payment. One number pays one use."),
        widget=_ONE_LINE,
    )
    paid_on = DayField(required=False, label=_("Day on the bank's slip"))
    in_cash = forms.BooleanField(required=False, label=_("It was paid in cash"))

    @property
    def slip(self) -> UseSlip:
        """How it was paid, as the services take it."""
        said = self.cleaned_data
        return UseSlip(said["bank_ref"], said["paid_on"], said["in_cash"])


class LookForm(forms.Form):
    """What a use would be, to see which funds would pay for it."""

    amount = YuanField(label=_("Amount (yuan)"))
    budget_line = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Budget line")
    )
    case_number = forms.ChoiceField(required=False, label=_("For the case"))
    region = forms.ChoiceField(required=False, label=_("Region"))

    def __init__(
        self,
        *args: Any,
        lines: "Iterable[BudgetLine]",
        cases: "Iterable[Case]",
        regions: "Sequence[tuple[str, str]]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _list_lines_and_cases(self, lines, cases)
        if regions:
            choices = [("", "—"), *regions]
            self.fields["region"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["region"]


class UseForm(SlipForm):
    """One use out of a purse that was chosen before."""

    field_order = (
        "reference", "amount", "label", "label_en", "payee_label", "happened_on", "voucher",
        "bank_ref", "paid_on", "in_cash",
    )  # fmt: skip

    reference = forms.CharField(max_length=22, widget=forms.HiddenInput)
    amount = YuanField(label=_("Amount (yuan)"))
    label = forms.CharField(max_length=120, label=_("What was bought (中文)"), widget=_ONE_LINE)
    label_en = forms.CharField(
        max_length=200, required=False, label=_("What was bought (English)"), widget=_ONE_LINE
    )
    payee_label = forms.CharField(
        max_length=80,
        label=_("Who was paid"),
        help_text=_("It is public: a shop or a hospital, never the name of a person helped."),
        widget=_ONE_LINE,
    )
    happened_on = DayField(label=_("Day on the voucher"))
    budget_line = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Budget line")
    )
    case_number = forms.ChoiceField(required=False, label=_("For the case"))
    region = forms.ChoiceField(
        required=False,
        label=_("Region"),
        help_text=_("For uses without a case: what was given for a region may then pay."),
    )
    pin = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Pay first out of"),
        help_text=_("Left empty, the published rule chooses: most wishes first."),
    )
    pin_why = forms.CharField(
        max_length=300, required=False, label=_("Why this fund first"), widget=_ONE_LINE
    )
    voucher = forms.FileField(
        label=_("Voucher"),
        help_text=_("A picture or a PDF, at most 10 MB. It is not public."),
        widget=forms.ClearableFileInput(_FILES),
    )
    photo = forms.FileField(
        required=False,
        label=_("Photo"),
        help_text=_("Place and device are removed from it."),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    photo_is_public = forms.BooleanField(
        required=False,
        label=_("The photo may be public"),
        help_text=_("Only if nobody who was helped can be recognised in it."),
    )

    def __init__(
        self,
        *args: Any,
        lines: "Iterable[BudgetLine]",
        cases: "Iterable[Case]",
        regions: "Sequence[tuple[str, str]]" = (),
        funds: "Sequence[tuple[int, str]]" = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose(regions, funds)
        _list_lines_and_cases(self, lines, cases)

    def _choose(
        self, regions: "Sequence[tuple[str, str]]", funds: "Sequence[tuple[int, str]]"
    ) -> None:
        """Regions and funds are asked for only where there are any."""
        for name, options in (("region", regions), ("pin", funds)):
            if options:
                choices = [("", "—"), *options]
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if not funds:
            del self.fields["pin_why"]

    @property
    def report(self) -> UseReport:
        """The use as the service takes it."""
        cleaned = self.cleaned_data
        return UseReport(
            reference=cleaned["reference"],
            amount_minor=cleaned["amount"],
            label=cleaned["label"],
            label_en=cleaned["label_en"],
            payee_label=cleaned["payee_label"],
            happened_on=cleaned["happened_on"],
            budget_line_id=cleaned["budget_line"],
            case_number=cleaned["case_number"],
            region=cleaned.get("region", ""),
            pin=Pin(cleaned["pin"], cleaned["pin_why"]) if cleaned.get("pin") else None,
            voucher=_bytes(cleaned["voucher"]) or b"",
            photo=_bytes(cleaned["photo"]),
            photo_is_public=cleaned["photo_is_public"],
            slip=self.slip,
        )


def _list_lines_and_cases(
    form: forms.Form, lines: "Iterable[BudgetLine]", cases: "Iterable[Case]"
) -> None:
    form.fields["budget_line"].choices = [  # type: ignore[attr-defined]
        ("", "—"),
        *((line.pk, in_reader_language(line.label, line.label_en)) for line in lines),
    ]
    form.fields["case_number"].choices = [  # type: ignore[attr-defined]
        ("", "—"),
        *(
            (c.number, f"{c.number} {in_reader_language(c.kind_label, c.kind_label_en)}")
            for c in cases
        ),
    ]


def _bytes(upload: "UploadedFile[bytes] | None") -> bytes | None:
    """What came, up to one byte more than is kept: enough to be refused as too large."""
    return upload.read(MAX_BYTES + 1) if upload else None
