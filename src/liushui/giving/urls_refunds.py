"""Addresses of gifts that go back, and of matched gifts that look abused."""

from collections.abc import Mapping

from django.urls import path

from liushui.giving.views import refund_console, refunds, suspicions
from liushui.parties.access import PUBLIC, Access, Right, holders_of

urlpatterns = [
    path("gifts/<str:reference>/refund", refunds.refund, name="refund"),
    path("console/refunds/", refund_console.refunds, name="refunds"),
    path("console/refunds/new/", refund_console.start, name="refund-new"),
    path("console/refunds/rules/", refund_console.rules, name="refund-rules"),
    path("console/refunds/all/", refund_console.start_mass, name="mass-new"),
    path("console/refunds/all/<str:reference>/", refund_console.mass, name="mass"),
    path("console/refunds/<str:reference>/", refund_console.refund_one, name="refund-one"),
    path("console/suspicions/", suspicions.suspicions, name="suspicions"),
    path("console/suspicions/<int:number>/", suspicions.suspicion, name="suspicion"),
]
_READERS = holders_of(Right.GIFT_READ, Right.MONEY_DRAFT, Right.MONEY_APPROVE)
_DRAFTERS = holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE)
ROLES: Mapping[str, Access] = {
    "refund": PUBLIC,
    "refunds": _READERS,
    "refund-new": _DRAFTERS,
    "refund-rules": holders_of(Right.MONEY_APPROVE),
    "mass-new": _DRAFTERS,
    "mass": _READERS,
    "refund-one": _READERS,
    "suspicions": _READERS,
    "suspicion": _READERS,
}
