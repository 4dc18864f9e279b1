"""Addresses of lists from other channels, of claims to their gifts, and of finding a gift again."""

from collections.abc import Mapping

from django.urls import path

from liushui.giving.views import claims, finding, lists
from liushui.parties.access import PUBLIC, Access, Right, holders_of

urlpatterns = [
    path("find-gifts/", finding.find, name="find"),
    path("find-gifts/code/", finding.find_code, name="find-code"),
    path("find-gifts/found/", finding.found, name="found"),
    path("find-gifts/found/<str:reference>.pdf", finding.found_certificate,
         name="found-certificate"),
    path("find-gifts/found/<str:reference>.tlog-proof", finding.found_receipt,
         name="found-receipt"),
    path("find-gifts/claim/", finding.claim, name="claim"),
    path("console/claims/", claims.claims, name="claims"),
    path("console/claims/<uuid:key>/", claims.one_claim, name="claim-one"),
    path("console/claims/<uuid:key>/decide/", claims.decide, name="claim-decide"),
    path("console/imports/", lists.lists, name="lists"),
    path("console/imports/new/", lists.bring, name="bring"),
    path("console/imports/<uuid:key>/", lists.one_list, name="list"),
    path("console/imports/<uuid:key>/look/", lists.look, name="list-look"),
    path("console/imports/<uuid:key>/answers/", lists.answer, name="list-answer"),
    path("console/imports/<uuid:key>/book/", lists.book, name="list-book"),
    path("console/imports/<uuid:key>/put-away/", lists.away, name="list-away"),
]  # fmt: skip
_IMPORTERS = holders_of(Right.GIFT_IMPORT)
ROLES: Mapping[str, Access] = {
    "find": PUBLIC,
    "find-code": PUBLIC,
    "found": PUBLIC,
    "found-certificate": PUBLIC,
    "found-receipt": PUBLIC,
    "claim": PUBLIC,
    "claims": _IMPORTERS,
    "claim-one": _IMPORTERS,
    "claim-decide": _IMPORTERS,
    "lists": _IMPORTERS,
    "bring": _IMPORTERS,
    "list": _IMPORTERS,
    "list-look": _IMPORTERS,
    "list-answer": _IMPORTERS,
    "list-book": _IMPORTERS,
    "list-away": _IMPORTERS,
}
