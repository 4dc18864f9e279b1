"""Who is answered what at the addresses of cases."""

from collections.abc import Sequence

from tests.roles.row import ALL, HELPERS, NEW_CASE, OFFICER, OWN_CASE, POSTED, Row

BEGUN = NEW_CASE.replace("302:nobody 200:", "302:nobody,")

ROWS: Sequence[Row] = (
    Row("cases:case", "/cases/{case}/", ALL),
    Row("cases:console-list", "/console/cases/", HELPERS),
    Row("cases:new", "/console/cases/new/", HELPERS),
    Row("cases:new", "/console/cases/new/", HELPERS.replace("200", "422"), POSTED),
    Row("cases:console-case", "/console/cases/{case}/", OWN_CASE),
    Row("cases:console-case", "/console/cases/{new_case}/", NEW_CASE),
    Row("cases:name", "/console/cases/{case}/name/", OWN_CASE, POSTED),
    Row("cases:name", "/console/cases/{new_case}/name/", NEW_CASE, POSTED),
    Row("cases:approve", "/console/cases/{new_case}/approve/",
        "302:nobody,county-approver 404:peer,officer,partner,hospital 403:*", POSTED),
    Row("cases:close", "/console/cases/{case}/close/",
        "302:nobody 422:county-officer,county-approver 403:*", POSTED),
    Row("cases:reviews", "/console/cases/levels/", HELPERS),
    Row("cases:review", "/console/cases/levels/{new_case}/", NEW_CASE),
    Row("cases:review", "/console/cases/levels/{new_case}/", NEW_CASE.replace("200", "422"), {}),
    Row("cases:review-begin", "/console/cases/levels/{new_case}/begin/", BEGUN, POSTED),
    Row("cases:review-name", "/console/cases/levels/{new_case}/name/", NEW_CASE, POSTED),
    Row("cases:review-paper", "/console/cases/levels/{new_case}/papers/{level_paper}/", NEW_CASE),
    Row("cases:review-route", "/console/projects/{project}/levels/", OFFICER),
)  # fmt: skip
