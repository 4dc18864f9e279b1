"""What the operator sets so that donors can give regularly."""

from collections.abc import Callable

from django.utils.translation import gettext

from liushui.installation.declared import Group, Kind, Setting, SettingWrong, declare
from liushui.kernel.errors import gettext_noop
from liushui.recurring.queries import FAILURES, NOTICE_DAYS

# The provider takes a charge from the second to the eighth day after its own warning, and it is
# asked for on the due day or within two days after it.
LEAST_DAYS, MOST_DAYS = 2, 6
_MOST_FAILURES = 12
_DAYS = gettext_noop("Days between the notice and the charge")
_TIMES = gettext_noop("Charges in a row that may fail")
_PLAN = gettext_noop("Template number at WeChat Pay")


def declare_recurring() -> None:
    """Make them known; called once, at start-up."""
    declare(
        Group(
            key="recurring",
            title=gettext_noop("Regular gifts"),
            about=gettext_noop(
                "A donor allows the provider to charge a sum each month or year. The provider"
                " gives the charity a template for it on application."
            ),
            is_weighty=True,
            settings=(
                Setting(
                    key="recurring.wechat_plan_id",
                    label=_PLAN,
                    help=gettext_noop("Empty: no regular gifts by WeChat Pay."),
                    environment="LIUSHUI_WECHAT_PLAN_ID",
                    check=require_plan,
                ),
                Setting(
                    key="recurring.alipay_scene",
                    label=gettext_noop("Signing scene at Alipay"),
                    help=gettext_noop(
                        "Such as INDUSTRY|CHARITY, as Alipay wrote it into the contract. Empty: no"
                        " regular gifts by Alipay."
                    ),
                    environment="LIUSHUI_ALIPAY_SCENE",
                ),
                Setting(
                    key=NOTICE_DAYS,
                    label=_DAYS,
                    help=gettext_noop("From 2 to 6; five days are the rule for renewals."),
                    kind=Kind.WHOLE,
                    default="5",
                    check=_between(_DAYS, LEAST_DAYS, MOST_DAYS),
                ),
                Setting(
                    key=FAILURES,
                    label=_TIMES,
                    help=gettext_noop("Then the gift rests, and its donor is told."),
                    kind=Kind.WHOLE,
                    default="3",
                    check=_between(_TIMES, 1, _MOST_FAILURES),
                ),
            ),
        )
    )


def require_plan(text: str) -> None:
    """A number."""
    if text and not (text.isascii() and text.isdigit()):
        raise SettingWrong(label=gettext(_PLAN), why=gettext("it is a number."))


def _between(label: str, least: int, most: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            why = gettext("from %(least)s to %(most)s.") % {"least": least, "most": most}
            raise SettingWrong(label=gettext(label), why=why)

    return check
