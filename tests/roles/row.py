"""A row of the role walk: address, what is posted, and what each role is answered.

``"302:nobody 200:county 403:*"`` reads: nobody is sent to the sign-in, the county's people see it,
everyone else may not. A name counts before its group, a group before the star.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GROUPS: Mapping[str, Sequence[str]] = {
    "plain": ("donor", "another-donor", "stranger", "operator", "suspended", "ended"),
    "city": ("officer", "finance", "cashier", "auditor"),
    "county": ("county-officer", "county-approver", "county-cashier"),
    "partners": ("partner", "partner-director", "partner-cashier"),
}
# Whose answers these are, where a row does not name them: a delegate acts as the post's holder.
STANDS_FOR: Mapping[str, str] = {"delegate": "county-approver"}
DRAFT = "302:nobody 200:county-officer 404:officer,peer 403:*"
OFFICER = "302:nobody 200:county-officer 403:*"
OFFICERS = "302:nobody 200:peer,officer,county-officer 403:*"
STAFF = "302:nobody 403:plain 200:*"
# The county's papers: its superior federation may not know of them, its partner may.
PARTIES = "302:nobody 403:plain 404:peer,city,hospital 200:*"
OWN_GIFT = "200:donor,city 404:*"
DRAFTERS = "302:nobody 200:peer,officer,county-officer,partner 403:*"
PURSE = "302:nobody 404:peer,officer,county-officer,hospital 200:partner 403:*"
SIGNERS = "302:nobody 404:peer,finance,partner-director 200:county-approver 403:*"
# The county's case has been approved, so everyone may know of it; its own people work on it.
HELPERS = "302:nobody 200:peer,officer,county-officer,county-approver,partner,hospital 403:*"
OWN_CASE = "302:nobody 200:county-officer,county-approver 403:*"
NEW_CASE = "302:nobody 200:county-officer,county-approver 404:peer,officer,partner,hospital 403:*"
ALL = "200:*"


@dataclass(frozen=True, slots=True)
class Row:
    """One address of the role table with a real thing behind it."""

    name: str
    path: str
    answers: str
    posted: Mapping[str, Any] | None = None
    roles: Sequence[str] = ()
    """Whom to ask; empty: everyone."""

    def expected(self, role: str) -> int:
        """The status that this role is answered."""
        by_name = {
            name: int(status)
            for status, names in (part.split(":") for part in self.answers.split())
            for name in names.split(",")
        }
        names = [role, *([STANDS_FOR[role]] if role in STANDS_FOR else [])]
        names += [group for group, roles in GROUPS.items() if names[-1] in roles]
        return next(by_name[name] for name in (*names, "*") if name in by_name)


POSTED = {"asked": "1"}
BANK = {"bank_ref": "HD-1", "paid_at": "2026-01-01T10:00"}
