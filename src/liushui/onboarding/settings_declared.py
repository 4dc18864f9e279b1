"""What the operator sets of onboarding: how long things wait."""

from collections.abc import Callable

from django.utils.translation import gettext

from liushui.installation.declared import Group, Kind, Setting, SettingWrong, declare
from liushui.kernel.errors import gettext_noop

HOLD_DAYS, QUICK_DAYS = "onboarding.hold_days", "onboarding.quick_days"
_HOLD = gettext_noop("Days between the second person's word and a new bank account")
_QUICK = gettext_noop("Days in which a step left out by the quick lane is made up")
_MOST_HOLD, _MOST_QUICK = 30, 60


def declare_onboarding() -> None:
    """Make them known; called once, at start-up."""
    declare(
        Group(
            key="onboarding",
            title=gettext_noop("Organisations that come in"),
            about=gettext_noop(
                "A changed bank account waits some days, so that the people of an organisation can"
                " still stop it. In an emergency some steps may follow later."
            ),
            is_weighty=True,
            settings=(
                Setting(
                    key=HOLD_DAYS,
                    label=_HOLD,
                    help=gettext_noop("From 1 to 30. All who may stop it are told at once."),
                    kind=Kind.WHOLE,
                    default="3",
                    check=_between(_HOLD, 1, _MOST_HOLD),
                ),
                Setting(
                    key=QUICK_DAYS,
                    label=_QUICK,
                    help=gettext_noop("From 1 to 60."),
                    kind=Kind.WHOLE,
                    default="10",
                    check=_between(_QUICK, 1, _MOST_QUICK),
                ),
            ),
        )
    )


def _between(label: str, least: int, most: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            why = gettext("from %(least)s to %(most)s.") % {"least": least, "most": most}
            raise SettingWrong(label=gettext(label), why=why)

    return check
