"""How the funds that pay are chosen, told before anybody approves; and what of wishes is left."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.base.forms import in_reader_language
from liushui.cases.queries import case_for, cases_payable, wish_texts
from liushui.disbursing import queries
from liushui.disbursing.forms import PinForm
from liushui.disbursing.services import asked_of, kept, told, traits_of_look
from liushui.disbursing.states import DisbursementState
from liushui.disbursing.use_forms import LookForm
from liushui.disbursing.views.shared import actor_of, number_in
from liushui.ledger.queries.designations import choice_under, purses_of
from liushui.ledger.wishes import meets, read_all
from liushui.parties.access import Right
from liushui.projects.queries import budget_of, project_by_id

if TYPE_CHECKING:
    from liushui.disbursing.models import Disbursement
    from liushui.ledger.queries import Balance
    from liushui.ledger.services.designations import Pin


@require_safe
def standings(request: HttpRequest) -> HttpResponse:
    """Every fund of wishes: what it holds, whom it can still serve, what is left over."""
    facts = {"rows": queries.wish_standings(actor_of(request)), "at": timezone.now()}
    return render(request, "disbursing/wishes.html", facts)


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Out of which funds a use would be paid, and why, before it is reported. Moves nothing."""
    actor = actor_of(request)
    source = queries.source_for(actor, Right.USE_REPORT, number_in(request, "fund") or 0)
    form = LookForm(
        request.GET if "amount" in request.GET else None,
        lines=budget_of(project_by_id(source.project_id)),
        cases=cases_payable(source.project_id),
        regions=queries.region_options(source),
    )
    facts: dict[str, Any] = {"form": form, "source": source}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        case = case_for(actor, said["case_number"]) if said["case_number"] else None
        traits = traits_of_look(case, said["budget_line"], said.get("region", ""))
        asked = asked_of(source.fund_id, source.project_id, said["amount"], traits)
        facts["choice"] = told(asked, source.project_id)
    status = 422 if form.errors else 200
    return render(request, "disbursing/look.html", facts, status=status)


def wish_facts(one: "Disbursement") -> Mapping[str, Any]:
    """What a payment for a wish shows beside the rest: the wish, and the choice of funds."""
    if not one.wishes:
        return {}
    project_id = one.agreement.project_id
    wishes = read_all(one.wishes)
    text = in_reader_language(*wish_texts([(project_id, wishes)])[0])
    chosen = choice_under(f"disbursement:{one.reference}")
    if chosen is not None:
        return {"wish": text, "choice": kept(chosen, project_id)}
    if one.state != DisbursementState.DRAFTED:
        return {"wish": text}
    asked = asked_of(one.agreement.source_fund_id, project_id, one.amount_minor, wishes)
    return {"wish": text, "choice": told(asked, project_id), "can_pin": True}


def free_for(one: "Disbursement", purse: "Balance") -> tuple[int, int]:
    """What is free and held back for such a payment: of one for a wish, free in all its funds."""
    if not one.wishes:
        return purse.free, purse.reserved
    wishes = read_all(one.wishes)
    able = [p for p in purses_of(one.agreement.source_fund_id) if meets(wishes, p.wishes)]
    return sum(p.free for p in able), purse.reserved


def pin_in(request: HttpRequest, one: "Disbursement") -> "Pin | None":
    """The fund that the second person named, of those that there are."""
    if not one.wishes:
        return None
    funds = [purse.fund_id for purse in purses_of(one.agreement.source_fund_id)]
    return PinForm(request.POST, funds=funds).named
