from collections.abc import Mapping

from django.urls import path

from liushui.papers.views import checking, console, fetching, gift
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "papers"
urlpatterns = [
    path("gifts/<str:reference>/papers/", gift.papers, name="gift"),
    path("gifts/<str:reference>/papers/<str:kind>.pdf", gift.paper, name="paper"),
    path("fetch-papers/", fetching.fetch, name="fetch"),
    path("fetch-papers/code/", fetching.fetch_code, name="fetch-code"),
    path("fetch-papers/found/", fetching.fetched, name="fetched"),
    path("fetch-papers/found/<str:kind>.pdf", fetching.fetched_paper, name="fetched-paper"),
    path("papers/check/", checking.check, name="check"),
    path("papers/check/<str:number>/<str:code>/", checking.by_code, name="check-code"),
    path("console/papers/", console.papers, name="console"),
    path("console/papers/numbers/", console.numbers, name="numbers"),
    path("console/papers/waiting/", console.waiting, name="waiting"),
    path("console/papers/<str:number>/", console.one, name="one"),
    path("console/papers/<str:number>/paper.pdf", console.pdf, name="pdf"),
]
_READERS = holders_of(Right.GIFT_READ, Right.MONEY_APPROVE)
ROLES: Mapping[str, Access] = {
    "gift": PUBLIC,
    "paper": PUBLIC,
    "fetch": PUBLIC,
    "fetch-code": PUBLIC,
    "fetched": PUBLIC,
    "fetched-paper": PUBLIC,
    "check": PUBLIC,
    "check-code": PUBLIC,
    "console": _READERS,
    "numbers": _READERS,
    "waiting": holders_of(Right.GIFT_READ),
    "one": _READERS,
    "pdf": _READERS,
}
