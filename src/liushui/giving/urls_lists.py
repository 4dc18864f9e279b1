"""Addresses of lists from other channels, of claims to their gifts, and of finding a gift again."""

from collections.abc import Mapping

from django.urls import path

from liushui.giving.views import lists
from liushui.parties.access import Access, Right, holders_of

urlpatterns = [
    path("console/imports/", lists.lists, name="lists"),
    path("console/imports/new/", lists.bring, name="bring"),
    path("console/imports/<uuid:key>/", lists.one_list, name="list"),
    path("console/imports/<uuid:key>/look/", lists.look, name="list-look"),
    path("console/imports/<uuid:key>/answers/", lists.answer, name="list-answer"),
    path("console/imports/<uuid:key>/book/", lists.book, name="list-book"),
    path("console/imports/<uuid:key>/put-away/", lists.away, name="list-away"),
]
_IMPORTERS = holders_of(Right.GIFT_IMPORT)
ROLES: Mapping[str, Access] = {
    "lists": _IMPORTERS,
    "bring": _IMPORTERS,
    "list": _IMPORTERS,
    "list-look": _IMPORTERS,
    "list-answer": _IMPORTERS,
    "list-book": _IMPORTERS,
    "list-away": _IMPORTERS,
}
