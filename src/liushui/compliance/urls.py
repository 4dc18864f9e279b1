from collections.abc import Mapping

from django.urls import path

from liushui.compliance.policies import DECIDING, OPERATING, READING, STATING
from liushui.compliance.views import answers, boards, checks, days, duties, operations, rules
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "compliance"
urlpatterns = [
    path("rules/", rules.rule_list, name="rules"),
    path("rules.json", rules.rules_file, name="rules-file"),
    path("duties/", boards.board, name="board"),
    path("duties/<str:credit_code>/", boards.body, name="body"),
    path("console/duties/", duties.duty_list, name="duties"),
    path("console/duties/<int:duty_id>/", duties.duty, name="duty"),
    path("console/duties/<int:duty_id>/done/", duties.done, name="duty-done"),
    path(
        "console/duties/<int:duty_id>/response-ended/",
        duties.response_ended,
        name="duty-response-ended",
    ),
    path("console/duties/<int:duty_id>/waive/", duties.waive, name="duty-waive"),
    path(
        "console/duties/<int:duty_id>/waivers/<int:proposal>/decide/",
        duties.decide_waiver,
        name="duty-waiver-decide",
    ),
    path("console/duties/happenings/new/", duties.happening, name="happening-new"),
    path("console/duties/answers/", answers.answers, name="answers"),
    path("console/duties/figures/", answers.figures, name="figures"),
    path("console/self-checks/", checks.check_list, name="self-checks"),
    path("console/self-checks/<str:month>/", checks.check, name="self-check"),
    path("console/self-checks/<str:month>/report.json", checks.check_file, name="self-check-file"),
    path(
        "console/self-checks/<str:month>/report.<str:language>.pdf",
        checks.check_paper,
        name="self-check-paper",
    ),
    path("operations/", operations.report_list, name="operations-list"),
    path("operations/seal/", operations.seal, name="seal"),
    path("operations/seal.pem", operations.seal_file, name="seal-file"),
    path("operations/<str:half>/", operations.report, name="operations"),
    path("operations/<str:half>/report.json", operations.report_file, name="operations-file"),
    path(
        "operations/<str:half>/report.<str:language>.pdf",
        operations.report_paper,
        name="operations-paper",
    ),
    path("console/operations/<str:half>/", operations.write, name="operations-write"),
    path("console/operations/<str:half>/publish/", operations.publish, name="operations-publish"),
    path("console/working-days/", days.calendar, name="calendar"),
    path("console/working-days/new/", days.new, name="calendar-new"),
    path("console/working-days/<int:proposal>/decide/", days.decide, name="calendar-decide"),
]

_READERS = holders_of(*READING)
_WRITERS = holders_of(*STATING)
_OPERATORS = holders_of(*OPERATING)
_DECIDERS = holders_of(*DECIDING)
_SEERS = holders_of(*READING, Right.REPORTS_READ, Right.BODY_OVERSEE)
ROLES: Mapping[str, Access] = {
    "rules": PUBLIC,
    "rules-file": PUBLIC,
    "board": PUBLIC,
    "body": PUBLIC,
    "duties": _SEERS,
    "duty": _SEERS,
    "duty-done": _WRITERS,
    "duty-waive": _DECIDERS,
    "duty-waiver-decide": _DECIDERS,
    "duty-response-ended": _OPERATORS,
    "happening-new": _WRITERS,
    "answers": _WRITERS,
    "figures": _WRITERS,
    "self-checks": _READERS,
    "self-check": _READERS,
    "self-check-file": _OPERATORS,
    "self-check-paper": _OPERATORS,
    "operations-list": PUBLIC,
    "operations": PUBLIC,
    "seal": PUBLIC,
    "seal-file": PUBLIC,
    "operations-file": PUBLIC,
    "operations-paper": PUBLIC,
    "operations-write": _OPERATORS,
    "operations-publish": _OPERATORS,
    "calendar": _OPERATORS,
    "calendar-new": _OPERATORS,
    "calendar-decide": _OPERATORS,
}
