"""The rules that a person answers for, with what was said last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from liushui.compliance.checks import ANSWERED_WHERE_UNSEEN
from liushui.compliance.checks.look import PARTS, answers_count_from
from liushui.compliance.models import Confirmation
from liushui.compliance.rulebook import Rule, rules_on
from liushui.compliance.states import RuleKind, Scope
from liushui.kernel.clock import day_of
from liushui.parties.queries import organisations_by_id


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A rule, and the newest answer if it still counts."""

    rule: Rule
    said: Confirmation | None


def rules_to_answer(organisation_id: int | None, on: date) -> Sequence[ToAnswer]:
    """What no software judges, asked of this body or of the site: two queries.

    With the gates of which somebody said that they were not kept: that stands until answered anew.
    """
    scope = Scope.INSTALLATION if organisation_id is None else Scope.ORGANISATION
    place = ""
    if organisation_id is not None:
        [body] = organisations_by_id([organisation_id])
        place = body.place_id or ""
    of = Q(organisation_id=organisation_id) if organisation_id else Q(organisation=None)
    given = Confirmation.objects.filter(of).order_by("pk")
    newest = {one.rule: one for one in given if day_of(one.at) > answers_count_from(on)}
    return [
        ToAnswer(rule, newest.get(rule.id))
        for rule in rules_on(on)
        if rule.scope == scope
        and rule.binds(place)
        and (is_answered_for(rule) or _is_denied(rule, newest))
    ]


def _is_denied(rule: Rule, newest: Mapping[str, Confirmation]) -> bool:
    said = newest.get(rule.id)
    return rule.kind == RuleKind.GATE and said is not None and not said.is_kept


def is_answered_for(rule: Rule) -> bool:
    """Whether a person answers for it: a text, a gate that the software does not keep, or a check.

    Of checks those where the software may find nothing to look at.
    """
    if rule.needs and rule.needs not in PARTS:
        return False
    if rule.kind == RuleKind.CHECK:
        return rule.check in ANSWERED_WHERE_UNSEEN
    return rule.kind == RuleKind.TEXT or (rule.kind == RuleKind.GATE and not rule.proof)
