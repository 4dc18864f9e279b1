from collections.abc import Mapping

from django.urls import path

from liushui.donors.views import both_ways, home, statements
from liushui.parties.access import SIGNED_IN, Access, Right, holders_of

app_name = "donors"
urlpatterns = [
    path("me/giving/", home.home, name="home"),
    path("me/giving.json", home.home_json, name="home-json"),
    path("me/giving/statements/", statements.statements, name="statements"),
    path("me/giving/statements/<str:month>/", statements.one, name="statement"),
    path("me/giving/statements/<str:month>.pdf", statements.pdf, name="statement-pdf"),
    path("me/giving/statements/<str:month>.xlsx", statements.xlsx, name="statement-xlsx"),
    path("me/giving/years/<int:year>.pdf", statements.year, name="year"),
    path("me/giving/cases/", statements.cases, name="cases"),
    path("console/cases/<str:number>/donors/", both_ways.donors, name="case-donors"),
    path("console/gifts/<str:reference>/cases/", both_ways.reached, name="gift-cases"),
]
_READERS = holders_of(Right.GIFT_READ, Right.MONEY_APPROVE)
ROLES: Mapping[str, Access] = {
    "home": SIGNED_IN,
    "home-json": SIGNED_IN,
    "statements": SIGNED_IN,
    "statement": SIGNED_IN,
    "statement-pdf": SIGNED_IN,
    "statement-xlsx": SIGNED_IN,
    "year": SIGNED_IN,
    "cases": SIGNED_IN,
    "case-donors": _READERS,
    "gift-cases": _READERS,
}
