from collections.abc import Mapping

from django.urls import path

from liushui.books.policies import DECIDING, PROPOSING, READING
from liushui.books.views import funds, instructions
from liushui.parties.access import Access, holders_of

app_name = "books"
urlpatterns = [
    path("console/books/", funds.fund_list, name="funds"),
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
    "instructions": _READERS,
    "instruction-new": _HANDS,
    "instruction": _READERS,
    "instruction-decide": _HANDS,
}
