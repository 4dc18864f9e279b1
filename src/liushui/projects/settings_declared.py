"""What the operator sets of projects: how long an answered complaint is kept."""

from django.utils.translation import gettext, gettext_lazy

from liushui.base.retaining import Rule, Status, retain
from liushui.installation.declared import Group, Kind, Setting, SettingWrong, declare
from liushui.kernel.errors import gettext_noop

COMPLAINT_MONTHS = "projects.complaint_months"
UNANSWERED_MONTHS = "projects.complaint_unanswered_months"
_LABEL = gettext_noop("Months for which an answered complaint is kept")
_UNANSWERED = gettext_noop("Months for which a complaint is kept that nobody answered")
_LEAST, _MOST = 1, 120
_LEAST_UNANSWERED = 12


def declare_projects() -> None:
    """Make it known; called once, at start-up."""
    retain(_complaints())
    declare(
        Group(
            key="projects",
            title=gettext_noop("Complaints about projects"),
            about=gettext_noop(
                "After this time the words, the contact and the answer of a complaint are erased."
            ),
            is_weighty=True,
            settings=(
                Setting(
                    key=COMPLAINT_MONTHS,
                    label=_LABEL,
                    help=gettext_noop("From 1 to 120, counted from the day of the answer."),
                    kind=Kind.WHOLE,
                    default="24",
                    check=_require_months,
                ),
                Setting(
                    key=UNANSWERED_MONTHS,
                    label=_UNANSWERED,
                    help=gettext_noop("From 12 to 120, counted from the day on which it came in."),
                    kind=Kind.WHOLE,
                    default="36",
                    check=_require_unanswered_months,
                ),
            ),
        )
    )


def _require_months(text: str) -> None:
    _require_between(text, _LABEL, _LEAST)


def _require_unanswered_months(text: str) -> None:
    _require_between(text, _UNANSWERED, _LEAST_UNANSWERED)


def _require_between(text: str, label: str, least: int) -> None:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= _MOST):
        why = gettext("from %(least)s to %(most)s.") % {"least": least, "most": _MOST}
        raise SettingWrong(label=gettext(label), why=why)


def _complaints() -> Rule:
    return Rule(
        key="projects.complaints",
        what=gettext_lazy("Words and contact of a complaint, and its answer"),
        term=gettext_lazy("as set under Settings, Complaints about projects"),
        law="PIPL 19, 47",
        status=Status.OURS,
        after=gettext_lazy("Their key is destroyed; that there was a complaint stays."),
    )
