"""The counter: boxes, what is handed over, receipts, and counting by two people."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money
from liushui.reconciling import policies
from liushui.reconciling.forms import (
    REFUSED_FIELDS,
    CountForm,
    HandedForm,
    SecondCountForm,
    TillForm,
)
from liushui.reconciling.queries import counter as queries
from liushui.reconciling.services.counter import bounce_cheque, open_till, take
from liushui.reconciling.services.counting import confirm_count, count_box
from liushui.reconciling.states import CounterState, CountState
from liushui.reconciling.tables import COUNTER
from liushui.reconciling.views.shared import FORM_METHODS, actor_of, body_options, project_options


@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """The boxes with what lies in them, and all that was taken."""
    actor = actor_of(request)
    facts = {
        "boxes": [
            (
                box,
                policies.may(actor, policies.TAKING, box.till.organisation_id),
                policies.may(actor, policies.COUNTING, box.till.organisation_id),
            )
            for box in queries.boxes_of(actor)
        ],
        "listing": listing_of(COUNTER, request),
        "can_open": bool(policies.bodies_with(actor, policies.KEEPING)),
        "at": timezone.now(),
    }
    return render(request, "reconciling/counter.html", facts)


@require_http_methods(FORM_METHODS)
def till_new(request: HttpRequest) -> HttpResponse:
    """Open a cash box."""
    actor = actor_of(request)
    bodies = body_options(policies.bodies_with(actor, policies.KEEPING))
    form = TillForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            open_till(actor, said["organisation"], said["name"], at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The cash box is open."))
            return redirect("reconciling:counter")
    status = 422 if form.errors else 200
    return render(request, "reconciling/till_form.html", {"form": form}, status=status)


@require_http_methods(FORM_METHODS)
def hand(request: HttpRequest, till_id: int) -> HttpResponse:
    """Take cash or a cheque; its receipt follows at once."""
    actor = actor_of(request)
    till = queries.till_for(actor, till_id)
    policies.require(actor, policies.TAKING, till.organisation_id)
    projects = project_options(till.organisation_id)
    form = HandedForm(request.POST or None, projects=projects, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            gift = take(actor, till_id, form.handed, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            return redirect("reconciling:counter-gift", gift.order.reference)
    status = 422 if form.errors else 200
    return render(request, "reconciling/hand.html", {"form": form, "till": till}, status=status)


@require_safe
def counter_gift(request: HttpRequest, reference: str) -> HttpResponse:
    """One gift from the counter, with the number that its giver takes along."""
    actor = actor_of(request)
    gift = queries.counter_gift_for(actor, reference)
    facts = {
        "gift": gift,
        "can_bounce": gift.state == CounterState.AT_BANK
        and policies.may(actor, policies.COUNTING, gift.till.organisation_id),
        "can_take": policies.may(actor, policies.TAKING, gift.till.organisation_id),
    }
    return render(request, "reconciling/counter_gift.html", facts)


@require_POST
def bounce(request: HttpRequest, reference: str) -> HttpResponse:
    """The bank did not honour the cheque."""
    why = request.POST.get("why", "")[:300]
    bounce_cheque(actor_of(request), reference, why=why, at=timezone.now())
    messages.success(request, _("The cheque is marked. Nothing was booked."))
    return redirect("reconciling:counter-gift", reference)


@require_http_methods(FORM_METHODS)
def count(request: HttpRequest, till_id: int) -> HttpResponse:
    """Count a box as the first person, and its earlier counts."""
    actor = actor_of(request)
    till = queries.till_for(actor, till_id)
    policies.require(actor, policies.COUNTING, till.organisation_id)
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            counted = Money(said["counted"])
            count_box(actor, till_id, counted, why=said["why"], at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Now a second person counts."))
            return redirect("reconciling:count", till_id)
    facts = {"till": till, "form": form, "counts": queries.counts_of(till)}
    status = 422 if form.errors else 200
    return render(request, "reconciling/count.html", facts, status=status)


@require_http_methods(FORM_METHODS)
def confirm(request: HttpRequest, count_id: int) -> HttpResponse:
    """Count a box as the second person: the first figure is not shown."""
    actor = actor_of(request)
    one = queries.count_for(actor, count_id)
    policies.require(actor, policies.COUNTING, one.till.organisation_id)
    form = SecondCountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            counted = Money(form.cleaned_data["counted"])
            confirm_count(actor, count_id, counted, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Counted by two. It can be brought to the bank."))
            return redirect("reconciling:count", one.till_id)
    facts = {"one": one, "form": form, "is_open": one.state == CountState.COUNTED}
    status = 422 if form.errors else 200
    return render(request, "reconciling/confirm.html", facts, status=status)
