"""The console's forms for matching pools. They read; the services decide."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import DayField, YuanField
from liushui.kernel.clock import CHINA
from liushui.ledger.services.pools import RATIO_LIMIT, Caps, Terms

_ONE_LINE = forms.TextInput(attrs={"autocomplete": "off"})
_MOST_PLACES = 99
Options = Sequence[tuple[str, str]]

REFUSED_FIELDS = {
    "terms_senseless": "closes_on",
    "fund_not_ours": "funds",
    "fund_not_matched": "funds",
    "instruction_reason_missing": "why",
}


class PoolForm(forms.Form):
    """A pool's name, as the public reads it."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    title = forms.CharField(
        max_length=80,
        label=_("Name of the pool"),
        help_text=_("Givers read it: who adds, and on what occasion. Name no person."),
        widget=_ONE_LINE,
    )
    title_en = forms.CharField(
        max_length=160, label=_("Name in English"), required=False, widget=_ONE_LINE
    )

    def __init__(self, *args: Any, bodies: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["organisation"].initial = bodies[0][0]


class TermsForm(forms.Form):
    """By which rule a pool adds to which gifts."""

    given = forms.IntegerField(
        label=_("For every … yuan given"), min_value=1, max_value=RATIO_LIMIT, initial=1
    )
    added = forms.IntegerField(
        label=_("… yuan is added"), min_value=1, max_value=RATIO_LIMIT, initial=1
    )
    opens_on = DayField(label=_("First day"), help_text=_("Days are China's."))
    closes_on = DayField(label=_("Last day"))
    funds = forms.TypedMultipleChoiceField(
        label=_("Gifts into these funds"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With what lies below them. Without a fund the pool adds to nothing."),
    )
    per_gift = YuanField(label=_("At most to one gift (yuan)"), required=False)
    per_giver_day = YuanField(label=_("At most to one giver on one day (yuan)"), required=False)
    per_giver = YuanField(
        label=_("At most to one giver (yuan)"),
        required=False,
        help_text=_("With a limit for givers, gifts without signing in are not added to."),
    )
    per_day = YuanField(label=_("At most on one day (yuan)"), required=False)
    per_fund = YuanField(label=_("At most to one project (yuan)"), required=False)
    total = YuanField(label=_("At most in all (yuan)"), required=False)
    pledged = YuanField(
        label=_("Promised in all (yuan)"),
        required=False,
        help_text=_("Shown apart. Only what is paid in adds to gifts."),
    )
    place = forms.IntegerField(
        label=_("Place among several pools"),
        min_value=0,
        max_value=_MOST_PLACES,
        initial=0,
        help_text=_("The lowest number stands first behind the gift."),
    )
    why = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("Name nobody. Colleagues and auditors read it."),
        widget=_ONE_LINE,
    )

    def __init__(self, *args: Any, funds: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funds"].choices = funds  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms:
        """What was filled in, once it is valid: whole days of China."""
        said = self.cleaned_data
        caps = {name: said.get(name) for name in ("per_gift", "per_giver", "per_giver_day",
                                                  "per_fund", "per_day", "total")}  # fmt: skip
        midnight = time(tzinfo=CHINA)
        return Terms(
            ratio=(said["added"], said["given"]),
            opens_at=datetime.combine(said["opens_on"], midnight),
            closes_at=datetime.combine(said["closes_on"] + timedelta(days=1), midnight),
            fund_ids=frozenset(said["funds"]),
            caps=Caps(**caps),
            place=said["place"],
            pledged=said.get("pledged") or 0,
        )
