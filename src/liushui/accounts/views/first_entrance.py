"""The entrance that ends the first set-up."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse

from liushui.accounts.proven import Way
from liushui.accounts.views.entering import enter

if TYPE_CHECKING:
    from liushui.parties.models import Account


def first_entrance(request: HttpRequest, account: "Account", *, at: datetime) -> str:
    """Sign in whoever set the site up; the next page is where a second way in is added.

    The word from the terminal proved a hand on the machine: for this session it is both factors.
    """
    enter(request, account, Way.SETUP, at=at)
    return reverse("accounts:security")
