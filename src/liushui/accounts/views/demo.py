"""The demo's door: a card for each role and one click to be it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.accounts.proven import Way
from liushui.accounts.views.entering import actor_of, enter
from liushui.parties.queries import demo_roles
from liushui.parties.services import sign_in_as_role

GIFTS = "/gifts/"


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """All roles of the story; first the gift where its guide begins, which anyone may follow."""
    roles = demo_roles()
    start = next((r.landing for r in roles if r.landing.startswith(GIFTS)), "")
    return render(request, "accounts/demo.html", {"roles": roles, "start": start})


@require_POST
def demo_sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Be the person behind the role, without a code. The click counts as a second factor."""
    account, landing = sign_in_as_role(actor_of(request), key=key)
    enter(request, account, Way.DEMO, at=now())
    return redirect(landing)
