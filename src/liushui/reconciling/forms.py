"""What people fill in about accounts, statements, differences and cash boxes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.kernel.money import Money
from liushui.reconciling.services.accounts import NewAccount
from liushui.reconciling.services.clearing import Proposed
from liushui.reconciling.services.counter import Handed
from liushui.reconciling.states import AccountKind, Act

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_DIGITS = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
Options = Sequence[tuple[Any, str]]

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "account_number_wrong": "number",
    "account_known": "number",
    "statement_unreadable": "file",
    "statement_row_unreadable": "file",
    "statement_of_another": "file",
    "statement_foreign": "file",
    "statement_days_wrong": "first_day",
    "statement_days_missing": "first_day",
    "difference_reason_missing": "why",
    "cheque_number_wrong": "cheque_number",
    "amount_out_of_range": "amount",
    "name_missing": "name",
    "till_known": "name",
    "count_differs": "why",
    "counts_differ": "counted",
}


class AccountForm(forms.Form):
    """An account to be written down."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Kind of account"), choices=AccountKind.choices, widget=forms.RadioSelect
    )
    number = forms.CharField(
        max_length=48,
        label=_("Number"),
        help_text=_("Of the bank account, or of the merchant at the payment service."),
        widget=_ONE_LINE,
    )
    holder_name = forms.CharField(max_length=120, label=_("In whose name"), widget=_ONE_LINE)
    keeper = forms.CharField(
        max_length=120, required=False, label=_("Bank and branch"), widget=_ONE_LINE
    )
    takes_transfers = forms.BooleanField(
        required=False, label=_("Show it to donors who give by bank transfer")
    )
    since = DayField(label=_("Compare it from this day on"))

    def __init__(self, *args: Any, bodies: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
        self.fields["organisation"].initial = bodies[0][0] if bodies else None

    @property
    def asked(self) -> NewAccount:
        said = self.cleaned_data
        return NewAccount(
            kind=said["kind"],
            number=said["number"],
            holder_name=said["holder_name"],
            keeper=said["keeper"],
            takes_transfers=said["takes_transfers"],
            since=said["since"],
        )


class StatementForm(forms.Form):
    """A statement's file, and for which days it is, where it does not say so itself."""

    file = forms.FileField(
        label=_("Statement"),
        help_text=_(
            "CSV, XLSX or XLS of the bank, camt.053, or a payment service's bill of payments or of"
            " movements. Its names are kept sealed, the file itself is not kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.xml,.zip"}),
    )
    first_day = DayField(
        required=False,
        label=_("First day"),
        help_text=_("Where days at its ends had no line, say for which days the file is."),
    )
    last_day = DayField(required=False, label=_("Last day"))


class DifferenceForm(forms.Form):
    """What somebody makes of a difference: an explanation, or what shall be booked."""

    act = forms.ChoiceField(label=_("What to do"), widget=forms.RadioSelect)
    project = forms.ChoiceField(
        label=_("For which project"), required=False, help_text=_("Only for a gift to a project.")
    )
    why = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("Name nobody. Colleagues and auditors read it."),
        widget=_ONE_LINE,
    )

    EXPLAIN = "explain"

    def __init__(self, *args: Any, acts: Sequence[Act], projects: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(act.value, act.label) for act in acts]
        choices.append((self.EXPLAIN, _("Explain it; nothing is booked")))
        self.fields["act"].choices = choices  # type: ignore[attr-defined]
        self.fields["act"].initial = choices[0][0]
        self.fields["project"].choices = [("", _("none")), *projects]  # type: ignore[attr-defined]
        if Act.GIFT not in acts:
            del self.fields["project"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("act") == Act.GIFT and not said.get("project"):
            self.add_error("project", _("Please choose the project."))
        return said

    @property
    def proposed(self) -> Proposed:
        said = self.cleaned_data
        project = said.get("project", "") if said["act"] == Act.GIFT else ""
        return Proposed(said["act"], said["why"], project)


class TillForm(forms.Form):
    """A cash box to be opened."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    name = forms.CharField(
        max_length=60,
        label=_("Name of the box"),
        help_text=_("Where it stands, such as: reception."),
        widget=_ONE_LINE,
    )

    def __init__(self, *args: Any, bodies: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
        self.fields["organisation"].initial = bodies[0][0] if bodies else None


class HandedForm(forms.Form):
    """Cash or a cheque that is handed over now."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    project = forms.ChoiceField(label=_("For which project"))
    amount = YuanField(label=_("Amount (yuan)"))
    name = forms.CharField(
        max_length=40,
        required=False,
        label=_("Name of the donor"),
        help_text=_("Kept sealed; lists show the surname and stars. Empty: a donor."),
        widget=_ONE_LINE,
    )
    cheque_number = forms.CharField(
        max_length=24,
        required=False,
        label=_("Number of the cheque"),
        help_text=_("Empty for cash. A cheque counts once the bank has honoured it."),
        widget=_DIGITS,
    )

    def __init__(self, *args: Any, projects: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects  # type: ignore[attr-defined]

    @property
    def handed(self) -> Handed:
        said = self.cleaned_data
        return Handed(
            said["key"], said["project"], Money(said["amount"]), said["name"], said["cheque_number"]
        )


class CountForm(forms.Form):
    """What was counted."""

    counted = YuanField(label=_("What lies in the box (yuan)"))
    why = forms.CharField(
        max_length=300,
        required=False,
        label=_("Why it is not what was taken"),
        help_text=_("Only where it differs."),
        widget=_ONE_LINE,
    )


class SecondCountForm(forms.Form):
    """What the second person counted, without having seen the first figure."""

    counted = YuanField(label=_("What lies in the box (yuan)"))


class SenderForm(forms.Form):
    """In whose name a transfer will come."""

    sender = forms.CharField(
        max_length=60,
        label=_("In whose name the transfer comes"),
        help_text=_("Of the name only a mark is kept by which it is found again."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
