"""Addresses of gifts that go back, and of matched gifts that look abused."""

from collections.abc import Mapping

from django.urls import path

from liushui.giving.views import consents, refund_console, refunds, suspicions
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

urlpatterns = [
    path("gifts/<str:reference>/refund", refunds.refund, name="refund"),
    path("me/changes/<int:plan>/", consents.answer, name="consent"),
    path("console/changes/<int:plan>/", consents.answers, name="consents"),
    path("console/changes/papers/<int:key>/", consents.paper, name="consent-paper"),
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
_WRITERS = holders_of(Right.PROJECT_EDIT)
ROLES: Mapping[str, Access] = {
    "refund": PUBLIC,
    "consent": SIGNED_IN,
    "consents": _WRITERS,
    "consent-paper": _WRITERS,
    "refunds": _READERS,
    "refund-new": _DRAFTERS,
    "refund-rules": holders_of(Right.MONEY_APPROVE),
    "mass-new": _DRAFTERS,
    "mass": _READERS,
    "refund-one": _READERS,
    "suspicions": _READERS,
    "suspicion": _READERS,
}
