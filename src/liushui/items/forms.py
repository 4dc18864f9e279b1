"""The console's forms for galleries, rules, streams and flowers. They read; the services decide."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.forms import DayField, YuanField
from liushui.items.services import GalleryPlan, PieceText, Rate, RulePlan, StreamPlan
from liushui.items.states import ActKind, FlowerWhy
from liushui.kernel.clock import CHINA

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_PICTURES = "image/jpeg,image/png,image/webp"
_LARGEST_CAP = 100_000_000
Options = Sequence[tuple[str, str]]

# Where each refusal of the services is shown.
REFUSED_FIELDS = {
    "items_code_taken": "code",
    "items_surplus_elsewhere": "surplus",
    "items_tag_taken": "tag",
    "items_rate_not_new": "from_day",
    "items_not_so_many_flowers": "count",
    "file_empty": "picture",
    "file_too_large": "picture",
    "file_type_refused": "picture",
    "file_unreadable": "picture",
}


def _code(label: Any) -> forms.CharField:
    return forms.CharField(
        max_length=20,
        label=label,
        help_text=_("It stands in the address: small letters, digits and hyphens, as spring-2026."),
        widget=_ONE_LINE,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]{1,19}$", _("Only a-z, 0-9 and -."))],
    )


def _line(label: Any, limit: int, *, needed: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        max_length=limit, label=label, required=needed, help_text=help_text, widget=_ONE_LINE
    )


class _OfProject(forms.Form):
    """A form that names one of the projects that the actor edits."""

    project = forms.ChoiceField(label=_("Project"))

    def __init__(self, *args: Any, projects: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects  # type: ignore[attr-defined]


class _WithDays(_OfProject):
    """... and a first and a last day, which are China's."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes after the first."))
        return said

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["first_day"], time(), CHINA)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["last_day"], time(), CHINA) + timedelta(days=1)


class GalleryForm(_WithDays):
    """What a gallery is."""

    code = _code(pgettext_lazy("in an address", "Short name"))
    title = _line(_("Title"), 80)
    title_en = _line(_("Title in English"), 160, needed=False)
    words = _line(_("A sentence about it"), 300, needed=False)
    words_en = _line(_("The sentence in English"), 500, needed=False)
    price = YuanField(label=_("Price of a piece (yuan)"))
    cap = forms.IntegerField(
        label=_("How many are given in all"), min_value=1, max_value=_LARGEST_CAP,
        help_text=_("Never more, whoever orders at once. It cannot be changed later."),
    )  # fmt: skip
    most = forms.IntegerField(
        label=_("At most in one order"), min_value=1, max_value=100, initial=10
    )
    hold_minutes = forms.IntegerField(
        label=_("Minutes for which an unpaid order keeps its pieces"),
        min_value=5, max_value=120, initial=30,
    )  # fmt: skip
    surplus = forms.ChoiceField(
        label=_("Money that comes when all are taken goes to"), required=False
    )
    first_day = DayField(label=_("First day"), help_text=_("Days are China's."))
    last_day = DayField(label=_("Last day"))

    def __init__(self, *args: Any, projects: Options, **kwargs: Any) -> None:
        super().__init__(*args, projects=projects, **kwargs)
        back = [("", _("Back to the donor"))]
        self.fields["surplus"].choices = [*back, *projects]  # type: ignore[attr-defined]

    @property
    def plan(self) -> GalleryPlan:
        said = self.cleaned_data
        return GalleryPlan(
            code=said["code"],
            title=said["title"],
            title_en=said["title_en"],
            words=said["words"],
            words_en=said["words_en"],
            price_minor=said["price"],
            cap=said["cap"],
            most=said["most"],
            hold_minutes=said["hold_minutes"],
            surplus=said["surplus"],
            opens_at=self.begins_at,
            closes_at=self.ends_at,
        )


class PieceForm(forms.Form):
    """A picture and what is said about it."""

    title = _line(_("Title"), 60)
    title_en = _line(_("Title in English"), 120, needed=False)
    maker = _line(
        _("By whom, as everyone may read it"), 60, needed=False,
        help_text=_("Never a child's name: “a pupil of year 3”, say."),
    )  # fmt: skip
    maker_en = _line(_("By whom, in English"), 120, needed=False)
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP. Nobody's name may stand on it."),
        widget=forms.FileInput(attrs={"accept": _PICTURES}),
    )

    @property
    def text(self) -> PieceText:
        said = self.cleaned_data
        return PieceText(said["title"], said["title_en"], said["maker"], said["maker_en"])


class RuleForm(_WithDays):
    """For which acts who gives."""

    code = _code(pgettext_lazy("in an address", "Short name"))
    title = _line(_("Title"), 80)
    title_en = _line(_("Title in English"), 160, needed=False)
    sponsor = _line(_("Sponsor, as it wishes to be named"), 80)
    sponsor_en = _line(_("Sponsor in English"), 160, needed=False)
    kind = forms.ChoiceField(label=_("What people do"), choices=ActKind.choices)
    first_day = DayField(label=_("First day"), help_text=_("Days are China's."))
    last_day = DayField(label=_("Last day"))

    @property
    def plan(self) -> RulePlan:
        said = self.cleaned_data
        return RulePlan(
            code=said["code"],
            title=said["title"],
            title_en=said["title_en"],
            sponsor=said["sponsor"],
            sponsor_en=said["sponsor_en"],
            kind=ActKind(said["kind"]),
            starts_on=said["first_day"],
            ends_on=said["last_day"],
        )


class RateForm(forms.Form):
    """What acts are worth from a day on."""

    from_day = DayField(label=_("From"))
    units = forms.IntegerField(label=_("For every … of them"), min_value=1, max_value=10**9)
    worth = YuanField(label=_("… yuan are given"))
    most = forms.IntegerField(
        label=_("At most so many of one person in a day"), min_value=1, max_value=10**9
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("most") and said.get("units") and said["most"] < said["units"]:
            self.add_error("most", _("Fewer than that would never be worth anything."))
        if said.get("worth") is not None and said["worth"] <= 0:
            self.add_error("worth", _("Please write an amount above zero."))
        return said

    @property
    def rate(self) -> Rate:
        said = self.cleaned_data
        return Rate(said["units"], said["worth"], said["most"])


class PartnerForm(forms.Form):
    """Who will tell acts."""

    name = _line(_("Name of the partner"), 80)


class StreamForm(_WithDays):
    """When a stream is on."""

    code = _code(pgettext_lazy("in an address", "Short name"))
    title = _line(_("Title"), 80)
    title_en = _line(_("Title in English"), 160, needed=False)
    words = _line(_("A sentence about it"), 300, needed=False)
    words_en = _line(_("The sentence in English"), 500, needed=False)
    first_day = DayField(label=_("First day"), help_text=_("Days are China's."))
    last_day = DayField(label=_("Last day"))

    @property
    def plan(self) -> StreamPlan:
        said = self.cleaned_data
        return StreamPlan(
            code=said["code"],
            title=said["title"],
            title_en=said["title_en"],
            words=said["words"],
            words_en=said["words_en"],
            starts_at=self.begins_at,
            ends_at=self.ends_at,
        )


class ChannelForm(forms.Form):
    """A channel of a stream."""

    label = _line(_("Name of the channel"), 60)
    label_en = _line(_("Name in English"), 120, needed=False)
    tag = forms.CharField(
        max_length=32,
        label=_("Short name in the link"),
        widget=_ONE_LINE,
        validators=[RegexValidator(r"^[a-z0-9-]{1,32}$", _("Only a-z, 0-9 and -."))],
    )


class FlowerRuleForm(forms.Form):
    """How flowers are earned from a day on."""

    from_day = DayField(label=_("From"))
    for_visit = forms.IntegerField(label=_("For coming by"), min_value=0, max_value=100, initial=1)
    for_gift = forms.IntegerField(label=_("For a gift"), min_value=0, max_value=100, initial=2)
    most = forms.IntegerField(label=_("At most in a day"), min_value=1, max_value=100, initial=3)


class PickForm(forms.Form):
    """Which of today's flowers is picked."""

    why = forms.ChoiceField(choices=FlowerWhy.choices)


class FlowersForm(forms.Form):
    """To which project flowers go, and how many."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    project = forms.ChoiceField(label=_("Project"))
    count = forms.IntegerField(label=_("How many flowers"), min_value=1, max_value=1000, initial=1)

    def __init__(self, *args: Any, projects: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects  # type: ignore[attr-defined]
