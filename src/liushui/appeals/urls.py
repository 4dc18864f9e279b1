from collections.abc import Mapping

from django.urls import path

from liushui.appeals.policies import WORKING
from liushui.appeals.views import asking, console, money, overseeing, payments, public, vouching
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

app_name = "appeals"
_OWN = "appeals/own/<uuid:key>/"
_CONSOLE = "console/appeals/<str:number>/"
urlpatterns = [
    path("appeals/", public.listing, name="list"),
    path("appeals/ask/", asking.ask, name="ask"),
    path(_OWN, asking.own, name="own"),
    path(f"{_OWN}send/", asking.send, name="send"),
    path(f"{_OWN}witness/<int:witness>/", asking.witness, name="witness"),
    path(f"{_OWN}<str:step>/", asking.step, name="step"),
    path("appeals/vouch/<str:token>/", vouching.vouch, name="vouch"),
    path("appeals/<str:number>/", public.appeal, name="appeal"),
    path("appeals/<str:number>/doubt/", public.doubt, name="doubt"),
    path("console/appeals/", console.listing, name="console"),
    path(_CONSOLE, console.appeal, name="console-appeal"),
    path(f"{_CONSOLE}name/", console.name, name="name"),
    path(f"{_CONSOLE}check/", console.check, name="check"),
    path(f"{_CONSOLE}do/", console.do, name="do"),
    path(f"{_CONSOLE}change/", console.change, name="change"),
    path(f"{_CONSOLE}papers/<str:sha256>/", console.paper, name="paper"),
    path(f"{_CONSOLE}pay/", money.draft, name="pay"),
    path(f"{_CONSOLE}pay/<str:reference>/", payments.payout, name="payout"),
    path(f"{_CONSOLE}unasked/", payments.unasked, name="unasked"),
    path(f"{_CONSOLE}home/", payments.home, name="home"),
    path(f"{_CONSOLE}rest/", money.rest, name="rest"),
    path(f"{_CONSOLE}oversee/", overseeing.oversee, name="oversee"),
]
_WORKERS = holders_of(*WORKING)
_VERIFIERS = holders_of(Right.CASE_EDIT)
ROLES: Mapping[str, Access] = {
    "list": PUBLIC,
    "appeal": PUBLIC,
    "doubt": PUBLIC,
    "vouch": PUBLIC,
    **dict.fromkeys(("ask", "own", "send", "witness", "step"), SIGNED_IN),
    "console": _WORKERS,
    "console-appeal": _WORKERS,
    "name": holders_of(Right.CASE_EDIT, Right.MONEY_PAY),
    "check": _VERIFIERS,
    "do": _VERIFIERS,
    "change": _VERIFIERS,
    "paper": _WORKERS,
    "pay": holders_of(Right.MONEY_DRAFT),
    "payout": _WORKERS,
    "unasked": holders_of(Right.MONEY_DRAFT, Right.MONEY_PAY),
    "home": holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE),
    "oversee": holders_of(Right.INSTALLATION_MANAGE),
    "rest": holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE),
}
