"""Every step that was taken, for whoever compares them with the days of the law."""

from collections.abc import Mapping
from datetime import date

from liushui.compliance.models import Duty, DutyStep

Key = tuple[str, str, str]


def duty_key(rule: str, subject: str) -> int:
    """The newest duty of a rule about a subject, which is there."""
    return int(Duty.objects.filter(rule=rule, subject=subject).latest("pk").pk)


def steps_by_duty() -> Mapping[Key, Mapping[str, date]]:
    """By rule, subject and cycle: the first day of each kind of step. The site's own left out."""
    found: dict[Key, dict[str, date]] = {
        (duty.rule, duty.subject, duty.cycle): {} for duty in Duty.objects.exclude(subject="site")
    }
    rows = DutyStep.objects.exclude(duty__subject="site").order_by("pk")
    for rule, subject, cycle, kind, on in rows.values_list(
        "duty__rule", "duty__subject", "duty__cycle", "kind", "on"
    ):
        found[rule, subject, cycle].setdefault(kind, on)
    return found
