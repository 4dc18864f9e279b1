from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, SIGNED_IN, Access, holders_of
from liushui.recurring.policies import READING
from liushui.recurring.views import begin, by_link, console, notify, own

app_name = "recurring"
urlpatterns = [
    path("give/<str:number>/regularly/", begin.begin, name="begin"),
    path("me/regular/", own.mine, name="mine"),
    path("me/regular/<str:code>/", own.mandate, name="mandate"),
    path("me/regular/<str:code>/change/", own.change, name="change"),
    path("me/regular/<str:code>/sign", own.sign, name="sign"),
    path("me/regular/<str:code>/do", own.do, name="do"),
    path("regular/<str:token>/", by_link.open_by_link, name="open"),
    path("regular/<str:token>/end", by_link.end, name="end-by-link"),
    path("pay/<str:name>/agreements/notify", notify.notify, name="notify"),
    path("console/regular/", console.mandates, name="console"),
]
ROLES: Mapping[str, Access] = {
    "begin": SIGNED_IN,
    "mine": SIGNED_IN,
    "mandate": SIGNED_IN,
    "change": SIGNED_IN,
    "sign": SIGNED_IN,
    "do": SIGNED_IN,
    "open": PUBLIC,
    "end-by-link": PUBLIC,
    "notify": PUBLIC,
    "console": holders_of(*READING),
}
