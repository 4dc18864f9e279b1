from collections.abc import Mapping

from django.urls import path

from liushui.books.policies import READING
from liushui.books.views import funds
from liushui.parties.access import Access, holders_of

app_name = "books"
urlpatterns = [
    path("console/books/", funds.fund_list, name="funds"),
]

_READERS = holders_of(*READING)
ROLES: Mapping[str, Access] = {
    "funds": _READERS,
}
