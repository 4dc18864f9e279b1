"""What a person fills in to give. Whether the project may take it is asked by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liushui.giving.services import MESSAGE_LIMIT
from liushui.giving.states import Display
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money, parse_yuan

OTHER = "other"
AMOUNTS = ("20", "50", "100", "200", "500")


class GiveForm(forms.Form):
    """An amount, how to be shown, a word to the charity, and that the brief was read."""

    amount = forms.ChoiceField(
        label=_("How much (yuan)"),
        choices=[*((text, text) for text in AMOUNTS), (OTHER, _("Another amount"))],
        widget=forms.RadioSelect,
        initial="100",
    )
    other = forms.CharField(
        label=_("Another amount"),
        required=False,
        max_length=20,
        help_text=_("From 0.01 yuan, at most two decimals. What is written here counts."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    display = forms.ChoiceField(
        label=_("How the list shows you"),
        choices=Display.choices,
        widget=forms.RadioSelect,
        initial=Display.ANONYMOUS,
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=40,
        help_text=_("Kept sealed; only the surname and stars are shown."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    message = forms.CharField(
        label=_("A word to the charity"),
        required=False,
        max_length=MESSAGE_LIMIT,
        help_text=_("Only the charity can read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    read = forms.BooleanField(
        label=_("I have read the answers above and give of my own will."),
        error_messages={"required": _("Please read the answers above and tick this.")},
    )

    def __init__(self, *args: Any, asks_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """``money``: what was typed counts before what was chosen, since typing is deliberate."""
        said: dict[str, Any] = super().clean() or {}
        typed = said.get("other", "").strip()
        chosen = said.get("amount", "")
        if not typed and chosen == OTHER:
            self.add_error("other", _("Please write the amount."))
        elif typed or chosen:
            self._read_money(said, typed or chosen)
        return said

    def _read_money(self, said: dict[str, Any], text: str) -> None:
        try:
            money = parse_yuan(text)
        except DomainError as error:
            self.say("other", error)
            return
        if money <= Money(0):
            self.add_error("other", _("Please write an amount above zero."))
            return
        said["money"] = money

    def say(self, field: str | None, error: DomainError) -> None:
        """Put a refusal beside its field, in the reader's words."""
        remedy = gettext(error.remedy) if error.remedy else ""
        self.add_error(field, " ".join((gettext(error.message) % error.facts, remedy)).strip())


class DecisionForm(forms.Form):
    """What a person decides about a payment that was not booked by itself, and why."""

    keep = forms.ChoiceField(
        choices=[("yes", _("Book it for the project")), ("no", _("Return it to the donor"))]
    )
    why = forms.CharField(max_length=500)
