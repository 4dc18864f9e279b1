"""What a person fills in to give. Whether the project may take it is asked by the services."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.giving.services import MESSAGE_LIMIT, Showing, Wished
from liushui.giving.states import Channel, Display
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money, parse_yuan
from liushui.payments.states import Way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.services.ways import WayBeside
    from liushui.projects.models import WishOffer

# Where each refusal of a wish is shown.
REFUSED_WISHES = {
    "wish_not_offered": None,
    "case_not_for_gifts": "case_number",
    "case_needs_less": "case_number",
}
OTHER = "other"
# A person chooses a payment service; how it opens follows from what they hold.
WAY_WORDS = {
    Way.WECHAT_NATIVE: _("WeChat Pay"),
    Way.WECHAT_H5: _("WeChat Pay"),
    Way.WECHAT_JSAPI: _("WeChat Pay"),
    Way.ALIPAY_PAGE: _("Alipay"),
    Way.ALIPAY_WAP: _("Alipay"),
    Way.ALIPAY_QR: _("Alipay, scanned with the phone"),
}
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
        help_text=_("Only the charity can read it, unless you let it stand in the list."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hides_amount = forms.BooleanField(
        label=_("The list does not show how much I gave"), required=False
    )
    offers_message = forms.BooleanField(
        label=_("My words may stand in the public list"), required=False
    )
    item = forms.ChoiceField(label=_("For this use"), required=False)
    disease = forms.ChoiceField(label=_("For this disease"), required=False)
    region = forms.ChoiceField(label=_("For this region"), required=False)
    case_number = forms.CharField(
        label=_("For this case"),
        required=False,
        max_length=12,
        help_text=_("Its number stands on its page, such as C2026001."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    way = forms.ChoiceField(label=_("How you pay"), required=False)  # by the button that is pressed
    read = forms.BooleanField(
        label=_("I have read the answers above and give of my own will."),
        error_messages={"required": _("Please read the answers above and tick this.")},
    )

    def __init__(
        self,
        *args: Any,
        asks_name: bool = True,
        offers: "Sequence[WishOffer]" = (),
        amounts: "Sequence[tuple[int, str]]" = (),
        ways: "Sequence[Way]" = (),
        beside: "Sequence[WayBeside]" = (),
        is_appeal: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_appeal:
            self._word_for_appeal()
        if not asks_name:
            del self.fields["name"]
        self._offer(offers)
        if amounts:
            self._fix(amounts)
        choices = [(way.value, WAY_WORDS[way]) for way in ways]
        choices += [(way.channel.value, way.label) for way in beside]
        self._ways = choices
        self.fields["way"].choices = choices  # type: ignore[attr-defined]

    def _word_for_appeal(self) -> None:
        """Nobody donates to one person's appeal, and its gifts stand in no list."""
        del self.fields["hides_amount"], self.fields["offers_message"]
        own = pgettext("personal appeal", "A giver")
        shown = [(Display.ANONYMOUS, own), (Display.MASKED, Display.MASKED.label)]
        self.fields["display"].choices = shown  # type: ignore[attr-defined]
        words = {
            "amount": pgettext("personal appeal", "How much (yuan)"),
            "display": pgettext("personal appeal", "How you are shown"),
            "message": pgettext("personal appeal", "A word to the charity"),
            "read": pgettext(
                "personal appeal", "I have read the answers above and give of my own will."
            ),
        }
        if "name" in self.fields:
            self.fields["name"].help_text = pgettext(
                "personal appeal", "Kept sealed; only the surname and stars are shown."
            )
        for name, label in words.items():
            self.fields[name].label = label
        self.fields["message"].help_text = pgettext(
            "personal appeal", "Only the charity can read it."
        )

    def _fix(self, amounts: "Sequence[tuple[int, str]]") -> None:
        """What led here has prices: these amounts and no other."""
        choices = [(f"{minor // 100}.{minor % 100:02}", words) for minor, words in amounts]
        amount = self.fields["amount"]
        amount.choices = choices  # type: ignore[attr-defined]
        amount.initial = choices[0][0]
        del self.fields["other"]

    def _offer(self, offers: "Sequence[WishOffer]") -> None:
        """Only what the project offers is asked for."""
        by_kind: dict[str, list[tuple[str, str]]] = {}
        for offer in offers:
            label = in_reader_language(offer.label, offer.label_en)
            by_kind.setdefault(offer.kind, []).append((offer.code, label))
        for name in ("item", "disease", "region"):
            if name in by_kind:
                choices = [("", _("Where it is needed")), *by_kind[name]]
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if "case" not in by_kind:
            del self.fields["case_number"]

    @property
    def channel(self) -> Channel | None:
        """The way to pay that was chosen, or else the first."""
        chosen = self.cleaned_data.get("way") or next((value for value, _words in self._ways), "")
        return Channel(chosen) if chosen else None

    @property
    def first_way(self) -> tuple[str, Any] | None:
        """The way of the first button: its value and words."""
        return next(iter(self._ways), None)

    @property
    def is_online(self) -> bool:
        """Whether a payment service takes gifts to this charity."""
        return any(value in Way.values for value, _words in self._ways)

    @property
    def further_ways(self) -> "Sequence[tuple[str, Any]]":
        """A button each: choosing how to pay and going on is one press."""
        return self._ways[1:]

    @property
    def wish_fields(self) -> list[forms.BoundField]:
        """The fields of wishes that are there."""
        return [self[name] for name in ("item", "disease", "region", "case_number")
                if name in self.fields]  # fmt: skip

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """What the giver lets the public list show."""
        return [self[name] for name in ("hides_amount", "offers_message") if name in self.fields]

    @property
    def showing(self) -> Showing:
        """How the giver wishes to appear, as the service takes it."""
        said = self.cleaned_data
        return Showing(
            Display(said["display"]),
            said.get("name", ""),
            hides_amount=said.get("hides_amount", False),
            offers_message=said.get("offers_message", False),
        )

    @property
    def wished(self) -> Wished:
        """The wish as the service takes it."""
        names = Wished.__dataclass_fields__
        return Wished(**{name: self.cleaned_data.get(name, "") for name in names})

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
