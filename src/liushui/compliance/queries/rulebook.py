"""The rules as pages and machines read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liushui.compliance.rulebook import GROUPS, Rule, rules
from liushui.compliance.states import RuleKind, Status


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rules a reader wants; what is "" does not matter."""

    text: str = ""
    group: str = ""
    kind: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A version of a rule, and whether it is in force on the day that is asked about."""

    rule: Rule
    is_in_force: bool


def rules_asked(asked: Asked, on: date) -> Sequence[RuleShown]:
    """The rules that fit, in the order of the law's texts; unknown filters count as not set."""
    found = list(rules())
    if asked.group in GROUPS:
        found = [rule for rule in found if rule.group == asked.group]
    if asked.kind in RuleKind.values:
        found = [rule for rule in found if rule.kind == asked.kind]
    if asked.status in Status.values:
        found = [rule for rule in found if rule.status == asked.status]
    words = asked.text.strip().casefold()
    if words:
        found = [rule for rule in found if words in _haystack(rule)]
    return [RuleShown(rule, rule.holds_on(on)) for rule in found]


def rule_facts(rule: Rule) -> Mapping[str, Any]:
    """One version of a rule for machines."""
    return {
        "id": rule.id,
        "group": rule.group,
        "zh": rule.zh,
        "en": rule.en,
        "source": rule.source,
        "status": rule.status.value,
        "kind": rule.kind.value,
        "scope": rule.scope.value,
        "region": rule.region,
        "effective_from": rule.first.isoformat(),
        "effective_to": rule.last.isoformat() if rule.last else None,
        "parameters": dict(rule.parameters),
    }


def _haystack(rule: Rule) -> str:
    return f"{rule.id}\n{rule.zh}\n{rule.en}\n{rule.source}".casefold()
