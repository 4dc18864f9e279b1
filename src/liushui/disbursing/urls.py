from collections.abc import Mapping

from django.urls import path

from liushui.disbursing.views import (
    agreements,
    batches,
    money_out,
    reports,
    requests,
    rules,
    tree,
    use_pages,
    uses,
    wishes,
)
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "disbursing"
urlpatterns = [
    path("console/money-out/", money_out.desk, name="desk"),
    path("console/money-out/new/", money_out.draft, name="draft"),
    path("console/money-out/rules/", rules.rules, name="rules"),
    path("console/money-out/rules/<int:number>/", rules.decide, name="rule-decide"),
    path("console/money-out/lists/", batches.batch_list, name="batches"),
    path("console/money-out/lists/<str:reference>/", batches.batch, name="batch"),
    path("console/money-out/lists/<str:reference>/file", batches.file, name="batch-file"),
    path("console/money-out/lists/<str:reference>/results/", batches.results, name="batch-results"),
    path("console/money-out/<str:reference>/", money_out.disbursement, name="disbursement"),
    path("console/money-out/<str:reference>/decide/", money_out.decide, name="decide"),
    path("console/money-out/<str:reference>/order/", money_out.order, name="order"),
    path("console/money-out/<str:reference>/pay/", money_out.pay, name="pay"),
    path("console/money-out/<str:reference>/returned/", money_out.returned, name="returned"),
    path(
        "console/money-out/<str:reference>/returned/<int:back>/",
        money_out.decide_back,
        name="returned-decide",
    ),
    path("console/requests/<str:reference>/", requests.application, name="request"),
    path("console/requests/<str:reference>/decide/", requests.decide, name="request-decide"),
    path("console/agreements/", agreements.agreement_list, name="agreements"),
    path("console/agreements/new/", agreements.new, name="agreement-new"),
    path("console/agreements/<str:number>/", agreements.agreement, name="agreement"),
    path("console/agreements/<str:number>/end/", agreements.end, name="agreement-end"),
    path("console/agreements/<str:number>/apply/", requests.new, name="request-new"),
    path("console/uses/", uses.use_list, name="uses"),
    path("console/uses/new/", uses.new, name="use-new"),
    path("console/uses/look/", wishes.look, name="use-look"),
    path("console/uses/<str:reference>/", use_pages.use, name="use"),
    path("console/uses/<str:reference>/decide/", use_pages.decide, name="use-decide"),
    path("console/wishes/", wishes.standings, name="wishes"),
    path("console/reports/", reports.report_list, name="reports"),
    path("console/reports/<str:reference>/", reports.report, name="report"),
    path("console/reports/<str:reference>/write/", reports.write, name="report-write"),
    path("console/reports/<str:reference>/judge/", reports.judge, name="report-judge"),
    path("projects/<str:number>/reports/", tree.tree, name="tree"),
    path("files/<str:sha256>", uses.file, name="file"),
]

_MONEY = holders_of(
    Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT, Right.AUDIT_READ
)
_STEPS = holders_of(
    Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT, Right.AUDIT_READ,
    Right.BOOKS_SEAL, Right.PROJECT_EDIT,
)  # fmt: skip
# The books' side and the programme's may be asked for a step (services.STEP_RIGHTS).
_DECIDERS = holders_of(
    Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.BOOKS_SEAL, Right.PROJECT_EDIT
)
ROLES: Mapping[str, Access] = {
    "desk": _MONEY,
    "draft": holders_of(Right.MONEY_DRAFT),
    "disbursement": _STEPS,
    "decide": _DECIDERS,
    "order": holders_of(Right.MONEY_PAY),
    "pay": holders_of(Right.MONEY_PAY),
    "returned": holders_of(Right.MONEY_PAY),
    "returned-decide": holders_of(Right.MONEY_APPROVE, Right.MONEY_PAY),
    "rules": holders_of(Right.MONEY_APPROVE),
    "rule-decide": holders_of(Right.MONEY_APPROVE),
    "batches": holders_of(Right.MONEY_PAY),
    "batch": holders_of(Right.MONEY_PAY),
    "batch-file": holders_of(Right.MONEY_PAY),
    "batch-results": holders_of(Right.MONEY_PAY),
    "request": _MONEY,
    "request-decide": holders_of(Right.MONEY_DRAFT, Right.USE_REPORT),
    "request-new": holders_of(Right.USE_REPORT),
    "agreements": _MONEY,
    "agreement-new": holders_of(Right.MONEY_APPROVE),
    "agreement": _MONEY,
    "agreement-end": holders_of(Right.MONEY_APPROVE),
    "uses": _MONEY,
    "use-new": holders_of(Right.USE_REPORT),
    "use": _MONEY,
    "use-decide": holders_of(Right.MONEY_APPROVE, Right.USE_REPORT),
    "use-look": holders_of(Right.USE_REPORT),
    "wishes": holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE),
    "reports": _MONEY,
    "report": _MONEY,
    "report-write": holders_of(Right.USE_REPORT),
    "report-judge": holders_of(Right.MONEY_APPROVE),
    "tree": PUBLIC,
    # Public photos are for everyone; whatever else is decided file by file (policies.can_see_file).
    "file": PUBLIC,
}
