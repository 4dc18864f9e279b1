"""The charity's pages of gifts that go back: one by one, a whole project, and its own rules."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.queries import work_for
from liushui.desk.tables import listing_of
from liushui.giving import refund_policies as policies
from liushui.giving.queries import refunds as found
from liushui.giving.refund_forms import REFUSED_FIELDS, MassForm, RuleForm, StartForm
from liushui.giving.refund_states import MassState, RefundClass, RefundState
from liushui.giving.refund_tables import REFUNDS
from liushui.giving.services.refund_asking import begin_refund
from liushui.giving.services.refund_deciding import (
    agree_refund,
    confirm_refund_by_hand,
    decline_refund,
    propose_refund,
    send_refund_again,
)
from liushui.giving.services.refund_mass import (
    agree_mass_refund,
    decline_mass_refund,
    propose_mass_refund,
)
from liushui.giving.services.refund_rules import agree_rule, propose_rule
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.own import organisations_by_id

_BY_BANK = (RefundState.STUCK, RefundState.AGREED)  # the second where no provider sends it
FORM_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def refunds(request: HttpRequest) -> HttpResponse:
    """Every refund, and refunds of whole projects."""
    actor = _actor(request)
    facts = {
        "listing": listing_of(REFUNDS, request),
        "masses": found.masses_in_console(actor),
        "may_start": actor.holds_any([Right.MONEY_DRAFT, Right.MONEY_APPROVE]),
        "may_rule": actor.holds_any([Right.MONEY_APPROVE]),
    }
    return render(request, "giving/refunds.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def start(request: HttpRequest) -> HttpResponse:
    """The charity begins a refund; another person agrees."""
    kinds = [(kind.value, kind.label) for kind in RefundClass]
    first = {"gift": request.GET.get("gift", "")}
    form = StartForm(_sent(request), kinds=kinds, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            one = begin_refund(_actor(request), form.cleaned_data["gift"], form.asked, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS | {"not_found": "gift"})
        else:
            return redirect("giving:refund-one", one.reference)
    return render(request, "giving/refund_new.html", {"form": form}, status=_status(form))


@never_cache
@require_http_methods(FORM_METHODS)
def refund_one(request: HttpRequest, reference: str) -> HttpResponse:
    """One refund, and the step that the reader can take."""
    one = found.refund_for(_actor(request), reference)
    if request.method != "POST":
        return _refund_page(request, one)
    try:
        _act(request, reference)
    except NotAllowed:
        raise
    except DomainError as error:
        record_refusal(error)
        text = " ".join(refusal_text(error))
        return _refund_page(request, one, status=error.status, refusal=text)
    return redirect("giving:refund-one", reference)


def _act(request: HttpRequest, reference: str) -> None:
    actor, at, word = _actor(request), now(), request.POST.get("do", "")
    why = request.POST.get("why", "")
    if word == "propose":
        propose_refund(actor, reference, why=why, at=at)
    elif word == "agree":
        agree_refund(actor, reference, at=at)
        messages.success(request, _("It is booked and on its way back."))
    elif word == "paid":
        number = request.POST.get("outside_ref", "")
        confirm_refund_by_hand(actor, reference, outside_ref=number, at=at)
    elif word == "again":
        send_refund_again(actor, reference, at=at)
    else:
        decline_refund(actor, reference, why=why, at=at)


def _refund_page(
    request: HttpRequest, one: Any, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    actor = _actor(request)
    organisation = one.order.project.organisation_id
    is_first = one.proposed_by == actor.name
    agrees = policies.can_agree(actor, organisation)
    facts = {
        "one": one,
        "refusal": refusal,
        "can_propose": one.state == RefundState.ASKED and policies.can_propose(actor, organisation),
        "can_agree": one.state == RefundState.PROPOSED and agrees and not is_first,
        "can_decline": one.state in {RefundState.ASKED, RefundState.PROPOSED}
        and policies.can_propose(actor, organisation),
        "can_pay": agrees and one.state in ({*_BY_BANK} if one.is_by_hand else {_BY_BANK[0]}),
        "can_send": agrees and one.state == RefundState.STUCK and not one.is_by_hand,
    }
    return render(request, "giving/refund_one.html", facts, status=status)


@never_cache
@require_http_methods(FORM_METHODS)
def start_mass(request: HttpRequest) -> HttpResponse:
    """All gifts of a project go back: the first of the two."""
    form = MassForm(_sent(request), initial={"project": request.GET.get("project", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            one = propose_mass_refund(
                _actor(request),
                said["project"],
                kind=RefundClass(said["kind"]),
                why=said["why"],
                at=now(),
            )
        except DomainError as error:
            fields = {"not_found": "project", "project_still_open": "project"}
            show_refusal(form, error, REFUSED_FIELDS | fields)
        else:
            return redirect("giving:mass", one.reference)
    return render(request, "giving/mass_new.html", {"form": form}, status=_status(form))


@never_cache
@require_http_methods(FORM_METHODS)
def mass(request: HttpRequest, reference: str) -> HttpResponse:
    """The refund of a whole project: its totals, how far it is, and the second person's word."""
    one = found.mass_for(_actor(request), reference)
    if request.method != "POST":
        return _mass_page(request, one)
    try:
        _decide_mass(request, reference)
    except NotAllowed:
        raise
    except DomainError as error:
        record_refusal(error)
        text = " ".join(refusal_text(error))
        return _mass_page(request, one, status=error.status, refusal=text)
    return redirect("giving:mass", reference)


def _decide_mass(request: HttpRequest, reference: str) -> None:
    actor, at = _actor(request), now()
    if request.POST.get("do") == "agree":
        language = get_language() or "zh-hans"
        agree_mass_refund(actor, reference, language=language, at=at)
    else:
        decline_mass_refund(actor, reference, why=request.POST.get("why", ""), at=at)


def _mass_page(
    request: HttpRequest, one: Any, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    actor = _actor(request)
    organisation = one.project.organisation_id
    facts = {
        "one": one,
        "refusal": refusal,
        "going": found.going_of(one) if one.done_count else [],
        "work": _own_work(actor, one),
        "can_agree": one.state in {MassState.PROPOSED, MassState.STOPPED}
        and policies.can_agree(actor, organisation)
        and one.proposed_by != actor.name,
        "can_decline": one.state == MassState.PROPOSED
        and policies.can_propose(actor, organisation),
    }
    return render(request, "giving/mass.html", facts, status=status)


@never_cache
@require_http_methods(FORM_METHODS)
def rules(request: HttpRequest) -> HttpResponse:
    """What holds for each class, and what was proposed to hold."""
    actor, at = _actor(request), now()
    if request.method == "POST" and request.POST.get("agree", "").isdecimal():
        agree_rule(actor, int(request.POST["agree"]), at=at)
        return redirect("giving:refund-rules")
    bodies = organisations_by_id(actor.organisations_with(Right.MONEY_APPROVE))
    named = [(body.pk, in_reader_language(body.name, body.name_en)) for body in bodies]
    form = RuleForm(_sent(request), organisations=named, today=day_of(at))
    if request.method == "POST" and _is_proposed(request, form):
        return redirect("giving:refund-rules")
    facts = {
        "form": form,
        "bodies": [(words, policies.rules_of(pk, day_of(at)).values()) for pk, words in named],
        "proposed": found.rules_proposed(frozenset(pk for pk, _words in named), day_of(at)),
        "own": actor.name,
    }
    return render(request, "giving/refund_rules.html", facts, status=_status(form))


def _is_proposed(request: HttpRequest, form: RuleForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    kind = RefundClass(said["kind"])
    is_owed = policies.PUBLISHED[kind].is_owed
    rule = policies.Rule(kind, is_owed, said["window_days"], said["is_offered"], said["since"])
    try:
        propose_rule(_actor(request), said["organisation"], rule, at=now())
    except DomainError as error:
        show_refusal(form, error, REFUSED_FIELDS)
        return False
    return True


def _own_work(actor: Actor, one: Any) -> object:
    """The long work, for whoever started it: the report is theirs to fetch."""
    if one.work_key is not None:
        with suppress(NotFound):
            return work_for(actor, one.work_key)
    return None


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
