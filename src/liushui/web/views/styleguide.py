"""Every component in its states: for those who build pages, and for the tests."""

from datetime import date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liushui.kernel.clock import CHINA
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.branches import Branch
from liushui.kernel.drawing.flow import lay_flow
from liushui.kernel.drawing.sankey import lay_sankey
from liushui.kernel.drawing.stream import lay_stream
from liushui.kernel.drawing.tally import Part, Tally
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.web.navigation import Group, Link
from liushui.web.views import samples

AT = datetime(2026, 9, 12, 10, 0, tzinfo=CHINA)


class SampleForm(forms.Form):
    """One field of each kind, two of them refused."""

    is_sample = True  # its summary does not take the focus

    AMOUNTS = (("20", "20"), ("50", "50"), ("100", "100"), ("200", "200"), ("other", "66.60"))
    REASONS = (("", "-"), ("1", "1"))

    number = forms.CharField(
        label=gettext_lazy("Gift number"),
        help_text=gettext_lazy("The number is on your thank-you page."),
        required=False,
    )
    amount = forms.RegexField(
        r"^\d+(\.\d\d?)?$",
        label=gettext_lazy("Another amount (yuan)"),
        error_messages={
            "invalid": gettext_lazy("Use at most two decimals, for example 12.34."),
        },
    )
    account = forms.CharField(label=gettext_lazy("Account"), disabled=True, initial="0361")
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=REASONS, required=False)
    how_much = forms.ChoiceField(
        label=gettext_lazy("How much (yuan)"), choices=AMOUNTS, widget=forms.RadioSelect
    )


def others(number: int) -> str:
    """The name of small ends drawn as one."""
    return _("%(number)s others") % {"number": number}


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The style guide; every name and figure on it is invented."""
    whole = Tally(
        38_642_917_36,
        [
            Part("used", 29_405_118_20),
            Part("transit", 1_204_300_00),
            Part("wait", 7_980_102_16),
            Part("back", 53_397_00),
        ],
    )
    facts = {
        "at": AT,
        "today": date(2026, 9, 12),
        "form": SampleForm({"amount": "12.345", "how_much": "100", "number": ""}),
        "whole": whole,
        "flow": lay_flow(whole),
        "equal": Tally(100_00, [Part("used", 62_30), Part("wait", 37_70)]),
        "off": Tally(100_00, [Part("used", 62_30), Part("wait", 37_60)]),
        "goal": lay_waterline([("gift", 742_318_60), ("match", 185_579_65)], 1_200_000_00),
        "spent": lay_waterline([("used", 512), ("transit", 68), ("wait", 347)], 927),
        "stages": ["gift", "match", "transit", "used", "wait", "back"],
        "trace": _trace_facts(samples.trace()),
        "givers": lay_sankey(samples.givers(), others=others, mirrored=True),
        "months": lay_bars(samples.MONTHS),
        "menus": _menus(),
        "sheet": Paginator(range(30), 10).page(2),
        **samples.FACTS,
    }
    return render(request, "web/styleguide.html", facts)


def _menus() -> list[Group]:
    """A side menu as an officer has it: where one is, and what waits."""
    here = Link(_("Waiting for me"), "#shell", "clock", is_here=True)
    money = [
        Link(_("Payments in"), "#shell", "arrow-down"),
        Link(_("Messages"), "#shell", "inbox", count=3),
    ]
    return [Group("now", "", [here]), Group("money", _("Money"), money)]


def _trace_facts(tree: Branch) -> dict[str, object]:
    return {
        "sankey": lay_sankey(tree, others=others),
        "stream": lay_stream(tree, others=others),
    }
