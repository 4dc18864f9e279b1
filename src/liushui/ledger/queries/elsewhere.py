"""Who has the units that should go back, in words: for the refusal that says why not."""

from collections import defaultdict

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liushui.kernel.money import format_yuan
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.units import GiftUnits, Rest, rests_of
from liushui.ledger.states import FundKind, HolderKind, SinkUse

_NAMED_AT_MOST = 8

_RESTING = _("%(amount)s with %(holder)s")
_FROZEN = _("%(amount)s frozen with %(holder)s")
_GIVEN_BACK = _("%(amount)s given back before")
_GONE = {
    SinkUse.USED: _("%(amount)s used by %(holder)s"),
    SinkUse.FEE: _("%(amount)s paid as a fee by %(holder)s"),
    SinkUse.WRITTEN_OFF: _("%(amount)s written off by %(holder)s"),
}
_OTHERWISE = _("%(amount)s otherwise with %(holder)s")


def whereabouts(units: GiftUnits) -> object:
    """What of a gift is where and with whom, as one phrase in the language of who reads it."""
    return _worded([(units.fund(rest), rest) for rest in units.rests], units.given_back)


def whereabouts_of(movement: Movement) -> object:
    """The same of the units that a movement brought."""
    rests = rests_of(movement.pk)
    funds = _funds({rest.fund_id for rest in rests})
    return _worded([(funds[rest.fund_id], rest) for rest in rests], 0)


def _funds(ids: set[int]) -> dict[int, Fund]:
    return Fund.objects.select_related("holder__organisation").in_bulk(ids)


def _worded(rests: list[tuple[Fund, Rest]], given_back: int) -> object:
    """Lazy, since a refusal is put into words where it is shown."""
    funds = _funds({fund.pk for fund, _rest in rests})
    sums: dict[int, int] = defaultdict(int)
    for fund, rest in rests:
        sums[fund.pk] += rest.amount
    parts = [(funds[pk], amount) for pk, amount in sorted(sums.items(), key=lambda one: -one[1])]
    return _lazily(parts, given_back)


def _phrase(parts: list[tuple[Fund, int]], given_back: int) -> str:
    said = [
        str(_template(fund)) % {"amount": _shown(fund, amount), "holder": _holder(fund)}
        for fund, amount in parts[:_NAMED_AT_MOST]
    ]
    if len(parts) > _NAMED_AT_MOST:
        said.append(gettext("and others"))
    if given_back:
        said.append(str(_GIVEN_BACK) % {"amount": _yuan(given_back)})
    return pgettext("between the parts of a list", "; ").join(said)


_lazily = lazy(_phrase, str)


def _template(fund: Fund) -> object:
    if fund.sink_use is not None:
        return _GONE.get(SinkUse(fund.sink_use), _OTHERWISE)
    return _FROZEN if fund.kind == FundKind.FROZEN else _RESTING


def _holder(fund: Fund) -> str:
    body = fund.holder.organisation
    if body is None:
        person = fund.holder.kind == HolderKind.PERSON
        return gettext("a person") if person else gettext("a facility")
    english = (get_language() or "").startswith("en")
    return (english and body.short_name_en) or body.short_name


def _shown(fund: Fund, amount: int) -> str:
    return _yuan(amount) if fund.resource_id == "CNY" else str(amount)


def _yuan(amount: int) -> str:
    return f"¥{format_yuan(amount)}"
