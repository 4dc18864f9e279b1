"""The steps that an organisation asks of its payments: proposed by one, agreed to by another."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.forms import in_reader_language, show_refusal
from liushui.disbursing import queries
from liushui.disbursing.application_forms import REFUSED_FIELDS, RuleForm
from liushui.disbursing.services import decide_approval_rule, propose_approval_rule
from liushui.disbursing.states import ApprovalRuleState
from liushui.disbursing.views.shared import FORM_METHODS, actor_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import Right
from liushui.parties.queries import organisations_by_id
from liushui.parties.rights_in_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.parties.actors import Actor


@require_http_methods(FORM_METHODS)
def rules(request: HttpRequest) -> HttpResponse:
    """What holds and what waits for a second person; and a form to propose another."""
    actor = actor_of(request)
    form = RuleForm(request.POST or None, organisations=_own(actor))
    if request.method == "POST" and form.is_valid():
        try:
            organisation = form.cleaned_data["organisation"]
            propose_approval_rule(actor, organisation, form.asked, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Proposed. It holds once another person agrees."))
            return redirect("disbursing:rules")
    rows = [
        {
            "rule": rule,
            "steps": " → ".join(str(WORDS[Right(step)]) for step in rule.steps),
            "waits": rule.state == ApprovalRuleState.PROPOSED,
            "can_agree": rule.proposed_by != actor.name,
        }
        for rule in queries.rules_known_to(actor)
    ]
    status = 422 if form.errors else 200
    return render(request, "disbursing/rules.html", {"form": form, "rows": rows}, status=status)


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to a proposed rule, or decline it; whoever proposed it may only take it back."""
    agrees = request.POST.get("do") == "agree"
    decide_approval_rule(actor_of(request), number, agrees=agrees, at=timezone.now())
    messages.success(request, _("The rule holds now.") if agrees else _("The rule is declined."))
    return redirect("disbursing:rules")


def _own(actor: "Actor") -> "Sequence[tuple[int, str]]":
    own = organisations_by_id(actor.organisations_with(Right.MONEY_APPROVE))
    if not own:
        raise NotAllowed
    return [(one.pk, in_reader_language(one.name, one.name_en)) for one in own]
