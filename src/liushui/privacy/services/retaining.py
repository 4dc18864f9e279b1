"""Once a day: what is over goes, by the rules that modules say; what each did is written down."""

from datetime import datetime

from liushui.base.refusals import record_refusal
from liushui.base.retaining import Rule, rules
from liushui.kernel.errors import DomainError
from liushui.privacy.models import RetentionRun


def apply_rules(*, at: datetime) -> dict[str, int]:
    """Run every rule that removes something; how many things each removed. Safe to repeat."""
    return {rule.key: _apply(rule, at) for rule in rules() if rule.forget is not None}


def _apply(rule: Rule, at: datetime) -> int:
    """One rule that fails stops none of the others; it is run again the next day.

    In no transaction here: what a rule removed in one of its own stays removed.
    """
    assert rule.forget is not None
    try:
        count = rule.forget(at)
    except DomainError as error:
        record_refusal(error)
        return 0
    RetentionRun.objects.create(rule=rule.key, at=at, count=count)
    return count
