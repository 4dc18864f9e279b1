"""The table of the role walk: address, what is posted, and what each role is answered.

``"302:nobody 200:county 403:*"`` reads: nobody is sent to the sign-in, the county's people see it,
everyone else may not. A name counts before its group, a group before the star.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GROUPS: Mapping[str, Sequence[str]] = {
    "plain": ("donor", "another-donor", "stranger"),
    "city": ("officer", "finance", "cashier", "auditor"),
    "county": ("county-officer", "county-approver", "county-cashier"),
    "partners": ("partner", "partner-director", "partner-cashier"),
}
DRAFT = "302:nobody 200:county-officer 404:officer 403:*"
OFFICER = "302:nobody 200:county-officer 403:*"
OFFICERS = "302:nobody 200:officer,county-officer 403:*"
STAFF = "302:nobody 403:plain 200:*"
# The county's papers: its superior federation may not know of them, its partner may.
PARTIES = "302:nobody 403:plain 404:city,hospital 200:*"
OWN_GIFT = "200:donor,city 404:*"
DRAFTERS = "302:nobody 200:officer,county-officer,partner 403:*"
PURSE = "302:nobody 404:officer,county-officer,hospital 200:partner 403:*"
SIGNERS = "302:nobody 404:finance,partner-director 200:county-approver 403:*"
# The county's case has been approved, so everyone may know of it; its own people work on it.
HELPERS = "302:nobody 200:officer,county-officer,county-approver,partner,hospital 403:*"
OWN_CASE = "302:nobody 200:county-officer,county-approver 403:*"
NEW_CASE = "302:nobody 200:county-officer,county-approver 404:officer,partner,hospital 403:*"
ALL = "200:*"


@dataclass(frozen=True, slots=True)
class Row:
    """One address of the role table with a real thing behind it."""

    name: str
    path: str
    answers: str
    posted: Mapping[str, str] | None = None

    def expected(self, role: str) -> int:
        """The status that this role is answered."""
        by_name = {
            name: int(status)
            for status, names in (part.split(":") for part in self.answers.split())
            for name in names.split(",")
        }
        groups = [group for group, roles in GROUPS.items() if role in roles]
        return next(by_name[name] for name in (role, *groups, "*") if name in by_name)


POSTED = {"asked": "1"}
BANK = {"bank_ref": "HD-1", "paid_at": "2026-01-01T10:00"}
ROWS: Sequence[Row] = (
    Row("web:home", "/", ALL),
    Row("web:find", "/find/", ALL),
    Row("web:console", "/console/", STAFF),
    Row("web:language", "/language/", "302:*", {"language": "en"}),
    Row("web:theme", "/theme/", "302:*", {"theme": "dark"}),
    Row("web:styleguide", "/styleguide/", ALL),
    Row("config:healthz", "/healthz", ALL),
    Row("config:readyz", "/readyz", ALL),
    Row("parties:sign-in", "/sign-in/", "200:nobody 302:*"),
    Row("parties:sign-in", "/sign-in/", "422:*", POSTED),
    Row("parties:sign-in-code", "/sign-in/code/", "302:*"),
    Row("parties:demo", "/demo/", ALL),
    Row("parties:demo-sign-in", "/demo/sign-in/nobody-of-the-story/", "404:*", POSTED),
    Row("messaging:demo-messages", "/demo/messages/", ALL),
    Row("projects:list", "/projects/", ALL),
    Row("projects:project", "/projects/{project}/", ALL),
    Row("projects:project", "/projects/{draft_project}/", "200:county 404:*"),
    Row("projects:console-list", "/console/projects/", OFFICERS),
    Row("projects:new", "/console/projects/new/", OFFICERS),
    Row("projects:new", "/console/projects/new/", "302:nobody 422:officer,county-officer 403:*",
        POSTED),
    Row("projects:console-project", "/console/projects/{project}/", OFFICER),
    Row("projects:console-project", "/console/projects/{draft_project}/", DRAFT),
    Row("projects:edit", "/console/projects/{project}/edit/", OFFICER),
    Row("projects:edit", "/console/projects/{project}/edit/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("projects:edit", "/console/projects/{draft_project}/edit/", DRAFT),
    Row("projects:open", "/console/projects/{draft_project}/open/",
        "302:nobody 422:county-officer 404:officer 403:*", POSTED),
    Row("projects:close", "/console/projects/{project}/close/", "302:nobody,county-officer 403:*",
        POSTED),
    Row("projects:report", "/console/projects/{project}/report/", OFFICER),
    Row("projects:report", "/console/projects/{project}/report/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("giving:give", "/give/{project}/", ALL),
    Row("giving:give", "/give/{project}/", "422:*", POSTED),
    Row("giving:pay", "/gifts/{gift}/pay", "302:donor,city 404:*"),
    Row("giving:pay-again", "/gifts/{gift}/pay/again", "302:donor,city 404:*", POSTED),
    Row("giving:thanks", "/gifts/{gift}/thanks", OWN_GIFT),
    Row("giving:certificate", "/gifts/{gift}/certificate.pdf", OWN_GIFT),
    Row("giving:mine", "/me/gifts/", "302:nobody 200:*"),
    Row("giving:wechat-notify", "/pay/wechat/notify", "503:*", POSTED),
    Row("giving:payments", "/console/payments/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:decide", "/console/gifts/{medical_gift}/decide",
        "302:nobody,county-approver 404:finance,partner-director 403:*",
        {"keep": "yes", "why": "核"}),
    Row("cases:case", "/cases/{case}/", ALL),
    Row("cases:console-list", "/console/cases/", HELPERS),
    Row("cases:new", "/console/cases/new/", HELPERS),
    Row("cases:new", "/console/cases/new/", HELPERS.replace("200", "422"), POSTED),
    Row("cases:console-case", "/console/cases/{case}/", OWN_CASE),
    Row("cases:console-case", "/console/cases/{new_case}/", NEW_CASE),
    Row("cases:name", "/console/cases/{case}/name/", OWN_CASE, POSTED),
    Row("cases:name", "/console/cases/{new_case}/name/", NEW_CASE, POSTED),
    Row("cases:approve", "/console/cases/{new_case}/approve/",
        "302:nobody,county-approver 404:officer,partner,hospital 403:*", POSTED),
    Row("cases:close", "/console/cases/{case}/close/",
        "302:nobody 422:county-officer,county-approver 403:*", POSTED),
    Row("insight:where", "/gifts/{gift}/where", ALL),
    Row("insight:gift-entries", "/gifts/{gift}/entries", ALL),
    Row("insight:givers", "/cases/{case}/givers", ALL),
    Row("insight:case-entries", "/cases/{case}/givers/entries", ALL),
    Row("insight:entry", "/entries/{movement}", ALL),
    Row("insight:between", "/flows/{fund}/{partner_fund}/", ALL),
    Row("insight:project-flow", "/projects/{project}/flow", ALL),
    Row("insight:project-flow", "/projects/{draft_project}/flow", "200:county 404:*"),
    Row("insight:organisation", "/organisations/{body}/", ALL),
    Row("disbursing:desk", "/console/money-out/", STAFF),
    Row("disbursing:draft", "/console/money-out/new/", DRAFTERS),
    Row("disbursing:draft", "/console/money-out/new/",
        "302:nobody 422:officer,county-officer,partner 403:*", POSTED),
    Row("disbursing:disbursement", "/console/money-out/{drafted}/", PARTIES),
    Row("disbursing:decide", "/console/money-out/{drafted}/decide/",
        "302:nobody,county-approver 404:officer,finance,cashier 403:*", {"do": "approve"}),
    Row("disbursing:order", "/console/money-out/{approved}/order/",
        "302:nobody,county-cashier 404:cashier 403:*", {"order_ref": "ZL-9"}),
    Row("disbursing:pay", "/console/money-out/{ordered}/pay/",
        "302:nobody,county-cashier 404:cashier 403:*", BANK),
    Row("disbursing:agreements", "/console/agreements/", STAFF),
    Row("disbursing:agreement-new", "/console/agreements/new/?fund={fund}", SIGNERS),
    Row("disbursing:agreement-new", "/console/agreements/new/?fund={fund}",
        "302:nobody 404:finance,partner-director 422:county-approver 403:*", POSTED),
    Row("disbursing:agreement", "/console/agreements/{agreement}/", PARTIES),
    Row("disbursing:agreement-end", "/console/agreements/{agreement}/end/",
        "302:nobody,county-approver 404:finance 403:*", {"why": "核"}),
    Row("disbursing:uses", "/console/uses/", STAFF),
    Row("disbursing:use-new", "/console/uses/new/?fund={partner_fund}", PURSE),
    Row("disbursing:use-new", "/console/uses/new/?fund={partner_fund}",
        "302:nobody 404:officer,county-officer,hospital 422:partner 403:*", POSTED),
    Row("disbursing:file", "/files/{photo}", ALL),
    Row("disbursing:file", "/files/{voucher}", "200:city,partners 404:*"),
    Row("parties:sign-out", "/sign-out/", "302:*", POSTED),
)  # fmt: skip
