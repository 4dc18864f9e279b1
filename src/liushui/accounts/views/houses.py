"""Going to another house and coming back. Leaving is a form of ours; only then a state is kept."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.accounts.houses import Arrival, House, HouseCancelled, arrive, house_named, leave
from liushui.accounts.proven import Way
from liushui.accounts.services.houses import connect_house, disconnect_house, sign_in_by_house
from liushui.accounts.views.entering import (
    SIGN_IN,
    actor_of,
    enter,
    is_fresh,
    safe_landing,
)

_PENDING = "house"
_WAITS = timedelta(minutes=15)


@never_cache
@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Send the person to the house."""
    house = house_named(key)
    if request.user.is_authenticated and not is_fresh(request, at=now()):
        return confirm_first(reverse("accounts:security"))
    wished = safe_landing(request, request.POST.get("next", ""))
    return onward(request, leave(request, house, next_path=wished), house.name)


@never_cache
@require_safe
def back(request: HttpRequest, key: str) -> HttpResponse:
    """The person comes back: known, signed in to connect, or new here."""
    house = house_named(key)
    arrival = arrive(request, house)
    if request.user.is_authenticated:
        return _connect(request, house, arrival)
    account = sign_in_by_house(actor_of(request), house, arrival.uid, at=now())
    if account is not None:
        enter(request, account, Way.HOUSE, at=now())
        return redirect(safe_landing(request, arrival.next))
    request.session[_PENDING] = {
        "house": house.key,
        "uid": arrival.uid,
        "next": arrival.next,
        "until": (now() + _WAITS).isoformat(),
    }
    return redirect("accounts:house-join")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """A house that is new here: who it is says the phone, once; then one word connects them."""
    pending = request.session.get(_PENDING)
    if pending is None or datetime.fromisoformat(pending["until"]) < now():
        request.session.pop(_PENDING, None)
        return redirect(SIGN_IN)
    house = house_named(pending["house"])
    if not request.user.is_authenticated:
        way = f"{reverse(SIGN_IN)}?{urlencode({'next': request.path})}"
        return render(request, "accounts/house_new.html", {"house": house, "sign_in": way})
    if request.method != "POST":
        return render(request, "accounts/house_join.html", {"house": house})
    if "connect" in request.POST:
        if not is_fresh(request, at=now()):  # the phone alone adds no way in beside a factor
            return confirm_first(request.path)
        connect_house(actor_of(request), house, pending["uid"], at=now())
        messages.success(request, _connected(house))
    del request.session[_PENDING]
    return redirect(safe_landing(request, pending["next"]))


@never_cache
@require_POST
def disconnect(request: HttpRequest, key: str) -> HttpResponse:
    """Part from the house; the phone opens the account as before."""
    if not is_fresh(request, at=now()):
        return confirm_first(reverse("accounts:security"))
    disconnect_house(actor_of(request), key, at=now())
    messages.success(request, gettext("Disconnected. Your phone opens your sign-in as before."))
    return redirect("accounts:security")


def confirm_first(next_path: str) -> HttpResponse:
    """Ask for a fresh proof, then come back."""
    return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': next_path})}")


def onward(request: HttpRequest, address: str, name: str) -> HttpResponse:
    """A page that leads to another site at once: a form's answer may not, by its policy."""
    answer = render(request, "accounts/onward.html", {"address": address, "name": name})
    answer["Refresh"] = f"0;url={address}"
    return answer


def _connect(request: HttpRequest, house: House, arrival: Arrival) -> HttpResponse:
    if arrival.account_pk != request.user.pk:  # somebody else sits here now
        raise HouseCancelled(house=house.name)
    connect_house(actor_of(request), house, arrival.uid, at=now())
    messages.success(request, _connected(house))
    return redirect("accounts:security")


def _connected(house: House) -> str:
    return gettext("Connected. From now on you can sign in with %(house)s.") % {"house": house.name}
