from collections.abc import Mapping

from django.urls import path

from liushui.compliance.policies import OPERATING, READING, STATING
from liushui.compliance.views import boards, days, duties, rules
from liushui.parties.access import PUBLIC, Access, holders_of

app_name = "compliance"
urlpatterns = [
    path("rules/", rules.rule_list, name="rules"),
    path("rules.json", rules.rules_file, name="rules-file"),
    path("duties/", boards.board, name="board"),
    path("duties/<str:credit_code>/", boards.body, name="body"),
    path("console/duties/", duties.duty_list, name="duties"),
    path("console/duties/<int:duty_id>/", duties.duty, name="duty"),
    path("console/duties/<int:duty_id>/done/", duties.done, name="duty-done"),
    path("console/duties/<int:duty_id>/waive/", duties.waive, name="duty-waive"),
    path("console/duties/happenings/new/", duties.happening, name="happening-new"),
    path("console/working-days/", days.calendar, name="calendar"),
    path("console/working-days/new/", days.new, name="calendar-new"),
    path("console/working-days/<int:proposal>/decide/", days.decide, name="calendar-decide"),
]

_READERS = holders_of(*READING)
_WRITERS = holders_of(*STATING)
_OPERATORS = holders_of(*OPERATING)
ROLES: Mapping[str, Access] = {
    "rules": PUBLIC,
    "rules-file": PUBLIC,
    "board": PUBLIC,
    "body": PUBLIC,
    "duties": _READERS,
    "duty": _READERS,
    "duty-done": _WRITERS,
    "duty-waive": _OPERATORS,
    "happening-new": _WRITERS,
    "calendar": _OPERATORS,
    "calendar-new": _OPERATORS,
    "calendar-decide": _OPERATORS,
}
