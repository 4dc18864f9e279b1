"""An organisation's own merchant accounts: what stands, what is coming, and entering one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.errors import DomainError
from liushui.onboarding import policies
from liushui.onboarding.merchant_forms import FORMS, REFUSED_MERCHANT
from liushui.onboarding.services.merchants import (
    agree_to_merchant,
    end_merchant,
    enter_merchant,
    stop_merchant,
)
from liushui.onboarding.views.shared import FORM_METHODS, actor_of, refused, status_of
from liushui.payments.errors import MerchantUntried
from liushui.payments.queries.accounts import Standing, body_with_merchants, standing_at
from liushui.payments.services import number_taking, try_merchant_of
from liushui.payments.states import AccountState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.parties.models import Organisation

NAMES: Mapping[str, Any] = {
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
}


def _agree(actor: "Actor", key: int, at: datetime) -> None:
    """Agree; where the provider was not asked yet, it is asked now, and must know the account."""
    try:
        agree_to_merchant(actor, key, at=at)
    except MerchantUntried:
        try_merchant_of(actor, key, at=at)
        agree_to_merchant(actor, key, at=at)


Act = Callable[["Actor", int, datetime], Any]
_ACTS: Mapping[str, tuple[Act, Any]] = {
    "agree": (
        _agree,
        gettext_lazy("Agreed. The first account is in force; a change waits out its days."),
    ),
    "stop": (
        lambda actor, key, at: stop_merchant(actor, key, at=at),
        gettext_lazy("Stopped. Nothing changes."),
    ),
    "end": (
        lambda actor, key, at: end_merchant(actor, key, at=at),
        gettext_lazy("Ended. No gift comes in by it any more; refunds still go back from it."),
    ),
    "try": (
        lambda actor, key, at: try_merchant_of(actor, key, at=at),
        gettext_lazy("The provider knows this merchant and its key."),
    ),
}


@never_cache
@require_safe
def merchants(request: HttpRequest, code: str) -> HttpResponse:
    """The accounts at both providers, what is coming and what was."""
    actor = actor_of(request)
    return _page(request, actor, body_with_merchants(actor, code))


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def merchant_enter(request: HttpRequest, code: str, provider: str) -> HttpResponse:
    """Enter an account, or its new keys."""
    actor = actor_of(request)
    body = body_with_merchants(actor, code)
    if provider not in FORMS:
        raise Http404
    form = FORMS[provider](request.POST or None, initial=_as_it_stands(body, provider))
    if form.is_valid():
        try:
            enter_merchant(actor, code, form.asked, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_MERCHANT)
        else:
            said = _("Entered. A second person must agree; all of you are told.")
            messages.success(request, said)
            return redirect("onboarding:merchants", code)
    facts = {"body": body, "form": form, "provider": provider, "name": NAMES[provider]}
    return render(request, "onboarding/merchant_enter.html", facts, status=status_of(form))


@never_cache
@require_POST
def merchant_decide(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The second person's word, anyone's stop, an end, or a trial."""
    actor = actor_of(request)
    body = body_with_merchants(actor, code)
    act, said = _ACTS.get(request.POST.get("do", ""), _ACTS["stop"])
    words, status = refused(lambda: act(actor, key, now()))
    if words:
        return _page(request, actor, body, refusal=words, status=status)
    messages.success(request, said)
    return redirect("onboarding:merchants", code)


def _as_it_stands(body: "Organisation", provider: str) -> dict[str, Any]:
    """What new keys leave as it is: with the template left out, regular gifts would end."""
    standing = standing_at(body.pk, provider)
    one = standing.in_force
    if one is None:
        return {}
    kept = ("merchant_id", "app_id", "mandate_template")
    return {name: getattr(one, name) for name in kept}


def _page(
    request: HttpRequest,
    actor: "Actor",
    body: "Organisation",
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_agree = policies.can_any(actor, body.pk, policies.AGREEING)
    rows = [
        {
            "name": name,
            "standing": standing,
            "is_set": bool(number_taking(body.pk, provider, at=now())),
            "is_own": standing.coming is not None and standing.coming.proposed_by == actor.name,
            "may_agree": may_agree and _waits_for_another(standing, actor),
        }
        for provider, name in NAMES.items()
        for standing in [standing_at(body.pk, provider)]
    ]
    facts = {"body": body, "rows": rows, "may_end": may_agree, "refusal": refusal}
    return render(request, "onboarding/merchants.html", facts, status=status)


def _waits_for_another(standing: Standing, actor: "Actor") -> bool:
    coming = standing.coming
    return (
        coming is not None
        and coming.state == AccountState.PROPOSED
        and coming.proposed_by != actor.name
    )
