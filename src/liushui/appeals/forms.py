"""The forms of personal appeals. They read; services decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.appeals.services.publishing import Change
from liushui.appeals.services.verifying import Looked
from liushui.appeals.services.vouching import WitnessAsked
from liushui.appeals.services.writing import NeedAsked, PersonAsked, ProviderAsked
from liushui.appeals.states import (
    Asker,
    CheckStep,
    MeansKind,
    NeedKind,
    Outcome,
    ProviderKind,
    RestWay,
)
from liushui.base.forms import DayField, YuanField

PAPERS = "application/pdf,image/jpeg,image/png,image/webp"
_ONE_LINE = {"autocomplete": "off"}
_FILES = ("file_empty", "file_too_large", "file_type_refused", "file_unreadable")
REFUSED_FIELDS = {
    "charity_not_taking": "charity",
    "person_unnamed": "identity",
    "minor_needs_guardian": "asker",
    "relation_missing": "relation",
    "words_name_person": "story",
    "appeal_text_missing": "story",
    "account_not_providers": "account_holder",
    "account_unreadable": "account",
    "cap_wrong": "cap",
    "term_wrong": "term_days",
    "appeal_cap_below_taken": "cap",
    "witness_wrong": "phone",
    "check_words_missing": "words",
    "evidence_missing": "paper",
    "appeal_reason_missing": "why",
    "payout_wrong": "label",
    "payout_too_much": "amount",
    "code_wrong": "code",
    **dict.fromkeys(_FILES, "paper"),
}


def _line(label: Any, length: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, help_text=hint,
        widget=forms.TextInput(attrs=_ONE_LINE),
    )  # fmt: skip


def _text(label: Any, length: int, rows: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, help_text=hint, widget=forms.Textarea({"rows": rows})
    )


def _paper(label: Any, *, required: bool, hint: Any) -> forms.FileField:
    return forms.FileField(
        label=label, required=required, help_text=hint,
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )  # fmt: skip


class AskForm(forms.Form):
    """Through which charity."""

    charity = forms.ChoiceField(label=_("Through which charity"))

    def __init__(self, *args: Any, charities: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unsaid = [("", _("Please choose one"))] if len(charities) > 1 else []
        self.fields["charity"].choices = [*unsaid, *charities.items()]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Who needs help, and who asks."""

    asker = forms.ChoiceField(label=_("Who asks"), choices=Asker.choices, widget=forms.RadioSelect)
    name = _line(
        _("Name of the person who needs help"), 40, hint=_("Sealed. The public reads a mask.")
    )
    identity = _line(
        _("Number of the identity card"), 24, hint=_("Sealed; only those who verify read it.")
    )
    phone = _line(_("Mobile number of the person"), 20, required=False, hint=_("Sealed."))
    relation = _line(
        _("What you are to the person"), 40, required=False, hint=_("If you ask for another.")
    )
    is_minor = forms.BooleanField(required=False, label=_("The person is under 18"))
    shows_name = forms.BooleanField(
        required=False,
        label=_("The person wishes the full name to be shown"),
        help_text=_("Otherwise the public reads the surname and stars. Never for a minor."),
    )

    @property
    def asked(self) -> PersonAsked:
        said = self.cleaned_data
        return PersonAsked(**{**said, "asker": Asker(said["asker"])})


class NeedForm(forms.Form):
    """What the public reads."""

    kind = forms.ChoiceField(label=_("What is it"), choices=NeedKind.choices)
    title = _line(_("Title"), 60, hint=_("What is needed, in one line, without a name."))
    summary = _line(_("In short"), 200, hint=_("Who, what happened, what it costs."))
    story = _text(
        _("What happened"), 4000, 10, _("Plain words. No name, address or number of anybody.")
    )

    @property
    def asked(self) -> NeedAsked:
        said = self.cleaned_data
        return NeedAsked(**{**said, "kind": NeedKind(said["kind"])})


class ProviderForm(forms.Form):
    """Who is paid, the costs, and how much is asked for."""

    kind = forms.ChoiceField(label=_("Who is paid"), choices=ProviderKind.choices)
    name = _line(_("Full name of the hospital or school"), 80)
    account_holder = _line(
        _("Holder of its account"), 80, hint=_("The same name: nothing is paid to a person.")
    )
    bank = _line(_("Bank and branch"), 80)
    account = _line(_("Account number"), 40, hint=_("Sealed; the public reads nothing of it."))
    cost = YuanField(label=_("Costs as the provider estimates (yuan)"))
    paper = _paper(
        _("Its estimate"), required=False, hint=_("A paper of the provider: picture or PDF.")
    )
    cap = YuanField(
        label=_("Asked for at most (yuan)"),
        help_text=_("The costs less what insurance and others pay. More is never taken."),
    )
    term_days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=180)
    rest_way = forms.ChoiceField(
        label=_("If some is left"), choices=RestWay.choices, widget=forms.RadioSelect
    )

    @property
    def asked(self) -> ProviderAsked:
        said = self.cleaned_data
        paper = said["paper"]
        return ProviderAsked(
            kind=ProviderKind(said["kind"]),
            name=said["name"],
            account_holder=said["account_holder"],
            bank=said["bank"],
            account=said["account"],
            cost_minor=said["cost"],
            cap_minor=said["cap"],
            term_days=said["term_days"],
            rest_way=RestWay(said["rest_way"]),
            estimate=paper.read() if paper else None,
        )


class MeansForm(forms.Form):
    """What the family has, and what aid it got or asked for: none is an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in MeansKind:
            self.fields[kind.value] = YuanField(
                label=_("%(what)s (yuan)") % {"what": kind.label},
                help_text=_("0 if there is none."),
            )
            self.fields[f"{kind.value}_words"] = _line(
                _("What exactly"), 120, required=False, hint=_("The public reads it.")
            )

    @property
    def said(self) -> Mapping[MeansKind, tuple[int, str]]:
        cleaned = self.cleaned_data
        return {
            kind: (cleaned[kind.value] or 0, cleaned[f"{kind.value}_words"]) for kind in MeansKind
        }


class WitnessForm(forms.Form):
    """Somebody who vouches."""

    name = _line(pgettext_lazy("of somebody who vouches", "Name"), 40, hint=_("Sealed."))
    relation = _line(_("What they are to the person"), 40, hint=_("Such as neighbour or teacher."))
    phone = _line(
        _("Their mobile number"), 20, hint=_("Sealed. They confirm with a code sent to it.")
    )

    @property
    def asked(self) -> WitnessAsked:
        return WitnessAsked(**self.cleaned_data)


class VouchForm(forms.Form):
    """The code that came to the phone of whoever vouches."""

    code = _line(_("Code from the message"), 12)


class CheckForm(forms.Form):
    """What somebody looked at."""

    step = forms.ChoiceField(label=_("What you looked at"), choices=CheckStep.choices)
    outcome = forms.ChoiceField(
        label=_("What was found"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    words = _line(
        _("In words"), 200, hint=_("The public reads it: what you saw and where. Name nobody.")
    )
    looked_on = DayField(label=_("Day on which you looked"))
    paper = _paper(
        _("Paper or picture"), required=False, hint=_("Needed for what is verified; not public.")
    )

    @property
    def looked(self) -> Looked:
        said = self.cleaned_data
        paper = said["paper"]
        return Looked(
            step=CheckStep(said["step"]),
            outcome=Outcome(said["outcome"]),
            words=said["words"],
            looked_on=said["looked_on"],
            evidence=paper.read() if paper else None,
        )


class ChangeForm(forms.Form):
    """What the public shall read from now on."""

    title = _line(_("Title"), 60)
    summary = _line(_("In short"), 200)
    story = _text(_("What happened"), 4000, 10)
    cap = YuanField(label=_("Asked for at most (yuan)"))
    ends_on = DayField(label=_("Last day"))
    why = _line(_("Why it changes"), 200, hint=_("The public reads it."))

    @property
    def change(self) -> Change:
        said = dict(self.cleaned_data)
        return Change(cap_minor=said.pop("cap"), **said)


class BillForm(forms.Form):
    """A bill of the provider."""

    amount = YuanField(label=_("Sum (yuan)"))
    label = _line(_("What it pays"), 120, hint=_("The public reads it. Name nobody."))
    paper = _paper(_("The bill"), required=True, hint=_("Picture or PDF; not public."))


class PaidForm(forms.Form):
    """What stands on the bank's slip."""

    bank_ref = _line(_("The bank's number"), 60)
    paid_at = forms.DateTimeField(
        label=_("Paid at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class LateForm(PaidForm):
    """What left though it was stopped or not agreed to."""

    why = _line(_("How that came"), 200)


class UnaskedForm(BillForm):
    """What left to the provider without anybody having asked for it here."""

    bank_ref = _line(_("The bank's number"), 60)
    paid_at = forms.DateTimeField(
        label=_("Paid at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = _line(_("How that came"), 200, hint=_("Those who run this site read it. Name nobody."))
    paper = _paper(_("The bank's slip"), required=True, hint=_("Picture or PDF; not public."))


class SentBackForm(forms.Form):
    """What stands on the bank's slip of money that came back."""

    bank_ref = _line(_("The bank's number"), 60)
    amount = YuanField(label=_("Sent back by the provider (yuan)"))
    came_at = forms.DateTimeField(
        label=_("Came back at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class RestForm(forms.Form):
    """Where what is left goes."""

    to = forms.ChoiceField(label=_("To which appeal"))
    why = _line(_("Why there"), 200, hint=_("The public reads it."))

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["to"].choices = list(others)  # type: ignore[attr-defined]
        else:
            del self.fields["to"]
