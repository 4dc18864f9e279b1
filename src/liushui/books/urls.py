from collections.abc import Mapping

from django.urls import path

from liushui.books.policies import DECIDING, PROPOSING, READING
from liushui.books.views import funds, instructions, months, owed, pools
from liushui.parties.access import Access, Right, holders_of

app_name = "books"
urlpatterns = [
    path("console/books/", funds.fund_list, name="funds"),
    path("console/books/funds/<int:fund_id>/", funds.statement, name="statement"),
    path(
        "console/books/funds/<int:fund_id>/statement.<str:sheet>",
        funds.statement_sheet,
        name="statement-sheet",
    ),
    path("console/books/months/", months.month_list, name="months"),
    path("console/books/months/<str:credit_code>/<str:month>/", months.month, name="month"),
    path("console/books/months/<str:credit_code>/<str:month>/seal/", months.seal, name="seal"),
    path(
        "console/books/months/<str:credit_code>/<str:month>/report.json",
        months.report,
        name="report",
    ),
    path("console/books/pools/", pools.pool_list, name="pools"),
    path("console/books/pools/new/", pools.new, name="pool-new"),
    path("console/books/pools/<int:pool_id>/", pools.pool, name="pool"),
    path("console/books/pools/<int:pool_id>/terms/", pools.terms, name="pool-terms"),
    path(
        "console/books/pools/<int:pool_id>/terms/<int:proposal>/decide/",
        pools.decide,
        name="pool-decide",
    ),
    path("console/books/owed/", owed.owed, name="owed"),
    path("console/books/instructions/", instructions.instruction_list, name="instructions"),
    path("console/books/instructions/new/<str:kind>/", instructions.new, name="instruction-new"),
    path(
        "console/books/instructions/<str:reference>/", instructions.instruction, name="instruction"
    ),
    path(
        "console/books/instructions/<str:reference>/decide/",
        instructions.decide,
        name="instruction-decide",
    ),
]

_READERS = holders_of(*READING)
_HANDS = holders_of(*PROPOSING, *DECIDING)
ROLES: Mapping[str, Access] = {
    "funds": _READERS,
    "statement": _READERS,
    "statement-sheet": _READERS,
    "months": _READERS,
    "month": _READERS,
    "seal": holders_of(Right.BOOKS_SEAL),
    "report": _READERS,
    "pools": _READERS,
    "pool-new": holders_of(*PROPOSING),
    "pool": _READERS,
    "pool-terms": holders_of(*PROPOSING),
    "pool-decide": _HANDS,
    "owed": _READERS,
    "instructions": _READERS,
    "instruction-new": _HANDS,
    "instruction": _READERS,
    "instruction-decide": _HANDS,
}
