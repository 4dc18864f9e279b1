from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, Access, holders_of
from liushui.reconciling.policies import COUNTING, DECIDING, KEEPING, READING, TAKING, WORKING
from liushui.reconciling.views import accounts, counter, differences, transfer

app_name = "reconciling"
urlpatterns = [
    path("gifts/<str:reference>/transfer", transfer.transfer, name="transfer"),
    path("console/accounts/", accounts.account_list, name="accounts"),
    path("console/accounts/new/", accounts.new, name="account-new"),
    path("console/accounts/lines/", accounts.lines, name="lines"),
    path("console/accounts/<int:account_id>/", accounts.account, name="account"),
    path("console/accounts/<int:account_id>/read/", accounts.read, name="read"),
    path("console/accounts/<int:account_id>/fetch/", accounts.fetch, name="fetch"),
    path("console/accounts/<int:account_id>/shown/", accounts.shown, name="shown"),
    path("console/accounts/<int:account_id>/closed/", accounts.closed, name="closed"),
    path("console/accounts/<int:account_id>/<str:day>/", accounts.day, name="day"),
    path("console/differences/", differences.difference_list, name="differences"),
    path("console/differences/<int:difference_id>/", differences.difference, name="difference"),
    path("console/differences/<int:difference_id>/do/", differences.do, name="difference-do"),
    path(
        "console/differences/<int:difference_id>/words/",
        differences.words,
        name="difference-words",
    ),
    path("console/counter/", counter.counter, name="counter"),
    path("console/counter/new/", counter.till_new, name="till-new"),
    path("console/counter/<int:till_id>/take/", counter.hand, name="hand"),
    path("console/counter/<int:till_id>/count/", counter.count, name="count"),
    path("console/counter/counts/<int:count_id>/", counter.confirm, name="confirm"),
    path("console/counter/gifts/<str:reference>/", counter.counter_gift, name="counter-gift"),
    path("console/counter/gifts/<str:reference>/bounce/", counter.bounce, name="bounce"),
]

_READERS = holders_of(*READING)
ROLES: Mapping[str, Access] = {
    "transfer": PUBLIC,
    "accounts": _READERS,
    "account-new": holders_of(*KEEPING),
    "lines": _READERS,
    "account": _READERS,
    "read": holders_of(*WORKING),
    "fetch": holders_of(*WORKING),
    "shown": holders_of(*WORKING),
    "closed": holders_of(*KEEPING),
    "day": _READERS,
    "differences": _READERS,
    "difference": _READERS,
    "difference-do": holders_of(*WORKING, *DECIDING),
    "difference-words": holders_of(*WORKING),
    "counter": _READERS,
    "till-new": holders_of(*KEEPING),
    "hand": holders_of(*TAKING),
    "count": holders_of(*COUNTING),
    "confirm": holders_of(*COUNTING),
    "counter-gift": _READERS,
    "bounce": holders_of(*COUNTING),
}
