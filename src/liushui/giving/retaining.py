"""How long gifts, and the names of their givers, are kept: what the law says and what is set."""

from datetime import date

from django.utils.translation import gettext, gettext_lazy

from liushui.base.retaining import Rule, Status, retain
from liushui.giving.queries import gifts_by
from liushui.giving.states import GiftState
from liushui.installation.declared import Group, Kind, Setting, SettingWrong, declare
from liushui.installation.queries import whole_of
from liushui.kernel.clock import day_of
from liushui.kernel.days import add_years
from liushui.kernel.errors import gettext_noop

NAME_YEARS = "giving.name_years"
_LABEL = gettext_noop("Years for which an erased giver's name is locked away")
_MOST = 30


def declare_retention() -> None:
    """Make setting and rules known; called once, at start-up."""
    declare(_setting())
    for rule in _rules():
        retain(rule)


def named_until(person_id: int) -> date | None:
    """Until when the name behind this person's gifts is kept; none where nothing is set."""
    years = whole_of(NAME_YEARS)
    if not years:
        return None
    paid = [one for one in gifts_by(person_id) if one.state == GiftState.PAID]
    if not paid:
        return None
    return add_years(max(day_of(one.created_at) for one in paid), years)


def _setting() -> Group:
    return Group(
        key="retention",
        title=gettext_noop("Names of erased givers"),
        about=gettext_noop(
            "The law has records of gifts kept; whether with the giver's name is not settled. With"
            " 0 a name is destroyed seven days after erasure was asked for, and the record stays"
            " without it. With more it is locked away: two officers together can open it."
        ),
        is_weighty=True,
        settings=(
            Setting(
                key=NAME_YEARS,
                label=_LABEL,
                help=gettext_noop("From 0 to 30, counted from the last gift."),
                kind=Kind.WHOLE,
                default="0",
                check=_require_years,
            ),
        ),
    )


def _require_years(text: str) -> None:
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST):
        why = gettext("from %(least)s to %(most)s.") % {"least": 0, "most": _MOST}
        raise SettingWrong(label=gettext(_LABEL), why=why)


def _rules() -> tuple[Rule, ...]:
    return (
        Rule(
            key="giving.gifts",
            what=gettext_lazy("Records of gifts: amount, day, project"),
            term=gettext_lazy("30 years and more; never removed here"),
            law="《会计档案管理办法》",
            status=Status.SECOND_HAND,
            after=gettext_lazy("They stay. An erasure takes the giver out of them."),
        ),
        Rule(
            key="giving.names",
            what=gettext_lazy("The name behind a gift"),
            term=gettext_lazy("as set under Settings, Names of erased givers; 0 years at first"),
            law="《慈善组织公开募捐管理办法》; PIPL 47",
            status=Status.OPEN,
            after=gettext_lazy("Locked away after an erasure, then destroyed."),
            keeps_until=named_until,
        ),
    )
