"""The monthly self-checks: the list, one as a page, as JSON and as PDF/A."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liushui.compliance import policies
from liushui.compliance.queries.looking import rules_found, self_check_of, self_checks
from liushui.compliance.states import Result
from liushui.compliance.views.shared import LANGUAGES, actor_of, month_in, pdf_answer
from liushui.compliance.wording import why_words
from liushui.kernel.errors import NotFound
from liushui.parties.queries import organisations_by_id

# Colour, shape and word of each result, in the order in which a reader needs them.
LIGHTS = {"fail": "red", "unconfirmed": "amber", "pass": "green", "none": "grey"}
_OPEN = ("fail", "unconfirmed")


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Every month that was checked, the newest first."""
    return render(request, "compliance/checks.html", {"checks": self_checks()})


@require_safe
def check(request: HttpRequest, month: str) -> HttpResponse:
    """One month: every rule with what was found, and which organisations did not keep it.

    What was not kept stands first, then what nobody confirmed; the rest opens on request.

    Who runs the site reads all of it, others what was found about their own bodies.
    """
    actor, one = actor_of(request), self_check_of(month_in(month))
    whole = policies.operates(actor)
    found = rules_found(one, None if whole else policies.bodies_read_by(actor))
    names = {b.pk: b for b in organisations_by_id([k for r in found for k, _ in r.failing])}
    rows = [
        {
            "rule": rule.rule,
            "result": rule.result,
            "why": why_words(rule.of_site.why) if rule.of_site else "",
            "counts": [(r.label, rule.counts.get(r, 0)) for r in Result if rule.counts.get(r, 0)]
            if rule.of_site is None
            else [],
            "failing": [(names[key], why_words(f.why)) for key, f in rule.failing],
        }
        for rule in found
    ]
    groups = [
        {
            "result": Result(key),
            "light": light,
            "rows": [row for row in rows if row["result"] == key],
            "is_open": key in _OPEN,
        }
        for key, light in LIGHTS.items()
    ]
    facts = {"check": one, "groups": groups, "whole": whole}
    return render(request, "compliance/check.html", facts)


@require_safe
def check_file(request: HttpRequest, month: str) -> HttpResponse:
    """The same for machines."""
    del request
    one = self_check_of(month_in(month))
    found = rules_found(one)
    codes = {
        b.pk: b.credit_code for b in organisations_by_id([k for r in found for k, _ in r.failing])
    }
    facts = {
        "month": f"{one.month:%Y-%m}",
        "day": one.day.isoformat(),
        "digest": bytes(one.digest).hex(),
        "rules": [
            {
                "id": rule.rule.id,
                "status": rule.rule.status.value,
                "region": rule.rule.region,
                "result": rule.result.value,
                "counts": dict(rule.counts),
                "failing": [
                    {"credit_code": codes[key], "why": f.why, "wrong": f.wrong, "of": f.looked_at}
                    for key, f in rule.failing
                ],
            }
            for rule in found
        ],
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})


@require_safe
def check_paper(request: HttpRequest, month: str, language: str) -> HttpResponse:
    """The paper in one language."""
    del request
    if language not in LANGUAGES:
        raise NotFound
    one = self_check_of(month_in(month))
    paper = one.paper_zh if language == "zh" else one.paper_en
    return pdf_answer(paper, f"self-check-{month}.{language}.pdf")
