"""Matching pools: the list, one with its terms and what it gave, and what two people decide."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.books import policies
from liushui.books.pool_forms import REFUSED_FIELDS, PoolForm, TermsForm
from liushui.books.queries import with_names
from liushui.books.queries.pools import pool_for, pools_in_console, proposals_of
from liushui.books.services.pools import (
    begin_pool,
    decide_terms,
    propose_terms,
    terms_of_content,
)
from liushui.books.views.shared import FORM_METHODS, actor_of, number_in
from liushui.books.wording import fund_in_words
from liushui.kernel.errors import DomainError
from liushui.ledger.queries.pools import (
    PAGE_SIZE,
    matchable_funds,
    matches_out_of,
    pool_standing,
    terms_of,
)
from liushui.parties.queries.own import organisations_by_id

if TYPE_CHECKING:
    from liushui.parties.actors import Actor


@require_safe
def pool_list(request: HttpRequest) -> HttpResponse:
    """The pools of the reader's organisations, what each gave and has left."""
    actor = actor_of(request)
    facts = {
        "pools": pools_in_console(actor),
        "can_propose": bool(policies.bodies_to_propose_for(actor)),
        "at": timezone.now(),
    }
    return render(request, "books/pools.html", facts)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Open an empty pool."""
    actor = actor_of(request)
    form = PoolForm(request.POST or None, bodies=_bodies(actor))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        pool = begin_pool(
            actor,
            said["organisation"],
            title=said["title"],
            title_en=said["title_en"],
            at=timezone.now(),
        )
        messages.success(request, _("The pool is open. Say next what it adds to."))
        return redirect("books:pool", pool.pk)
    facts = {"form": form}
    return render(request, "books/pool_form.html", facts, status=422 if form.errors else 200)


@require_safe
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """One pool: what is in it, by which terms it adds, and to what it added."""
    return _page(request, pool_id)


@require_http_methods(FORM_METHODS)
def terms(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Propose the terms by which a pool adds to gifts from then on."""
    actor = actor_of(request)
    found = pool_for(actor, pool_id)
    body = found.fund.holder.organisation_id or 0
    named = with_names(matchable_funds([body]))
    funds = [(str(one.fund.pk), fund_in_words(one.name)) for one in named]
    form = TermsForm(request.POST or None, funds=funds)
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            propose_terms(actor, pool_id, form.terms, why=why, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("It waits for a second person."))
            return redirect("books:pool", pool_id)
    facts = {"form": form, "pool": found}
    return render(request, "books/pool_terms.html", facts, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pool_id: int, proposal: int) -> HttpResponse:
    """Agree to terms, decline them, or take one's own back."""
    actor = actor_of(request)
    pool_for(actor, pool_id)
    try:
        decide_terms(actor, proposal, request.POST.get("do", ""), at=timezone.now())
    except DomainError as error:
        record_refusal(error)
        return _page(request, pool_id, status=error.status, said=" ".join(refusal_text(error)))
    messages.success(request, _("Decided."))
    return redirect("books:pool", pool_id)


def _page(request: HttpRequest, pool_id: int, *, status: int = 200, said: str = "") -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    found = pool_for(actor, pool_id)
    body = found.fund.holder.organisation_id or 0
    matches = matches_out_of(found, before=number_in(request, "before"))
    facts = {
        "standing": pool_standing(found),
        "waiting": [
            {
                "one": one,
                "terms": terms_of_content(one.content).columns,
                "mine": one.proposed_by == actor.name,
            }
            for one in proposals_of(found)
        ],
        "former": terms_of(found)[1:],
        "matches": matches,
        "next": matches[-1].pk if len(matches) == PAGE_SIZE else None,
        "can_propose": body in policies.bodies_to_propose_for(actor),
        "can_decide": body in policies.bodies_to_decide_for(actor),
        "refusal": said,
        "at": now,
    }
    return render(request, "books/pool.html", facts, status=status)


def _bodies(actor: "Actor") -> list[tuple[str, str]]:
    bodies = organisations_by_id(policies.bodies_to_propose_for(actor))
    return [(str(body.pk), in_reader_language(body.name, body.name_en)) for body in bodies]
