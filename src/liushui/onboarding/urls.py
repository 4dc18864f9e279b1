from collections.abc import Mapping

from django.urls import path

from liushui.onboarding.policies import KEEPING, PROPOSING
from liushui.onboarding.views import applying, merchants, own, review, steps
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

app_name = "onboarding"
_APPLIED = "join/<uuid:key>/"
_BODY = "console/bodies/<str:code>/"
urlpatterns = [
    path("join/", applying.join, name="join"),
    path("join/begin/", applying.begin, name="begin"),
    path("join/welcome/<str:token>/", applying.welcome, name="welcome"),
    path(_APPLIED, applying.application, name="application"),
    path(f"{_APPLIED}submit/", applying.submit, name="submit"),
    path(f"{_APPLIED}withdraw/", applying.withdraw, name="withdraw"),
    path(f"{_APPLIED}colleague/", applying.colleague, name="colleague"),
    path(f"{_APPLIED}body/", steps.body, name="body"),
    path(f"{_APPLIED}certificates/", steps.certificates, name="certificates"),
    path(f"{_APPLIED}certificates/<int:number>/", steps.picture, name="picture"),
    path(f"{_APPLIED}quick/", steps.quick, name="quick"),
    path(f"{_APPLIED}account/", steps.account, name="applied-account"),
    path(f"{_APPLIED}contacts/", steps.contacts, name="contacts"),
    path(f"{_APPLIED}board/", steps.board, name="applied-board"),
    path(f"{_APPLIED}board/<int:number>/", steps.board_remove, name="applied-board-remove"),
    path("console/joining/", review.joining, name="joining"),
    path("console/joining/<uuid:key>/", review.review, name="review"),
    path(f"{_BODY}account/", own.account, name="account"),
    path(f"{_BODY}account/<int:key>/", own.account_decide, name="account-decide"),
    path(f"{_BODY}merchants/", merchants.merchants, name="merchants"),
    path(f"{_BODY}merchants/<int:key>/", merchants.merchant_decide, name="merchant-decide"),
    path(
        f"{_BODY}merchants/enter/<slug:provider>/", merchants.merchant_enter, name="merchant-enter"
    ),
    path(f"{_BODY}board/", own.board, name="board"),
    path(f"{_BODY}board/<int:number>/", own.board_remove, name="board-remove"),
    path(f"{_BODY}parts/", own.parts, name="parts"),
    path(f"{_BODY}export/", own.export, name="export"),
]
_OPERATORS = holders_of(Right.INSTALLATION_MANAGE)
ROLES: Mapping[str, Access] = {
    "join": PUBLIC,
    "begin": SIGNED_IN,
    "welcome": PUBLIC,
    **dict.fromkeys(
        ("application", "submit", "withdraw", "colleague", "body", "certificates", "picture",
         "quick", "applied-account", "contacts", "applied-board", "applied-board-remove"),
        SIGNED_IN,
    ),
    "joining": _OPERATORS,
    "review": _OPERATORS,
    "account": holders_of(*PROPOSING),
    "account-decide": holders_of(*PROPOSING),
    "merchants": holders_of(*PROPOSING),
    "merchant-decide": holders_of(*PROPOSING),
    "merchant-enter": holders_of(*PROPOSING),
    "board": holders_of(*KEEPING),
    "board-remove": holders_of(*KEEPING),
    "parts": holders_of(*KEEPING),
    "export": holders_of(*KEEPING),
}  # fmt: skip
