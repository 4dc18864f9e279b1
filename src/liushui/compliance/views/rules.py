"""The rules, for everyone: what is asked of whom, since when, and how sure we are of it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.compliance.queries.rulebook import Asked, rule_facts, rules_asked
from liushui.compliance.rulebook import rules
from liushui.compliance.states import RuleKind, Status
from liushui.compliance.wording import GROUPS
from liushui.kernel.clock import day_of


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules with their sources, by group, kind, certainty and words."""
    said = {name: request.GET.get(name, "") for name in ("text", "group", "kind", "status")}
    shown = rules_asked(Asked(**said), day_of(timezone.now()))
    facts = {
        "shown": [(one, GROUPS[one.rule.group]) for one in shown],
        "asked": said,
        "groups": list(GROUPS.items()),
        "kinds": RuleKind.choices,
        "statuses": Status.choices,
        "unconfirmed": sum(not one.rule.is_confirmed for one in shown),
    }
    return render(request, "compliance/rules.html", facts)


@require_safe
def rules_file(request: HttpRequest) -> HttpResponse:
    """The same for machines: every version of every rule."""
    del request
    facts = {"rules": [rule_facts(rule) for rule in rules()]}
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
