"""What the public log says of money that moved, and of what projects reported.

In clear: whose, for which project, how much, on which day and why. Behind digests: the exact time
and the reference. Whose gift went back is said by the place of its leaf alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from liushui.ledger.queries import MovedMoney, money_not_owed_to_log, moved_money
from liushui.ledger.services import hold_movements
from liushui.parties.queries import organisations_by_id
from liushui.projects.queries import logged_reports, logged_words, reports_not_owed_to_log
from liushui.transparency.sources import Draft, register_source

# Of money that leaves: given back to its giver, each such leaf naming the gift's.
_GIVEN_BACK = frozenset({"refund", "charge_back", "cover"})


class Account(NamedTuple):
    """Whose money, and for which project."""

    code: str
    project: str


class MoneySource:
    """All movements of money but gifts: matches, grants, uses, what comes back, what goes back."""

    kind = "money"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """Left out: what neither comes from an organisation nor goes to one."""
        moves = moved_money(subjects)
        bodies = [key for one in moves for key in (one.from_organisation, one.to_organisation)]
        known = organisations_by_id({key for key in bodies if key is not None})
        codes = {body.pk: body.credit_code for body in known}
        homes = [key for one in moves for key in (one.from_home, one.to_home)]
        words = logged_words({key for key in homes if key is not None})
        found: dict[int, Draft] = {}
        for one in moves:
            source = _account(one.from_organisation, one.from_home, codes, words)
            target = _account(one.to_organisation, one.to_home, codes, words)
            if source is not None or target is not None:
                found[one.movement_id] = _draft(one, source, target)
        return found

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        return money_not_owed_to_log(after, limit)

    def hold(self) -> None:
        hold_movements()

    def find(self, reference: str) -> int | None:
        """A reference is a gift's, and names its own leaf."""
        del reference
        return None


def _account(
    body: int | None, home: int | None, codes: Mapping[int, str], words: Mapping[int, str]
) -> Account | None:
    if body is None or home is None or body not in codes:
        return None
    return Account(codes[body], words[home])


def _draft(one: MovedMoney, source: Account | None, target: Account | None) -> Draft:
    whose = source or target
    assert whose is not None, "one end is an organisation's"
    kind, said = _said(one, source, target)
    about = None if one.about is None else ("donation" if one.about_gift else "money", one.about)
    return Draft(
        organisation_code=whose.code,
        day=one.day,
        members={"prj": whose.project, "cur": "CNY", **said},
        held_back={"at": one.moment, **({"ref": one.ref} if one.ref else {})},
        kind=kind,
        refers=about if kind != "expense" else None,
    )


def _said(
    one: MovedMoney, source: Account | None, target: Account | None
) -> tuple[str, dict[str, Any]]:
    if source is None:
        return "income", {"amt": one.amount_minor, "why": one.kind}
    if target is not None:
        there = {"to_org": target.code, "to_prj": target.project}
        return "transfer", {"amt": one.amount_minor, "why": one.kind, **there}
    if one.kind in _GIVEN_BACK and one.about is not None:
        return "refund", {"delta": -one.amount_minor, "reason": one.kind}
    return "expense", {"amt": one.amount_minor, "cat": one.kind}


class ReportSource:
    """What projects reported to the public: the digest of each, and where it belongs."""

    kind = "report"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        return {
            one.report_id: Draft(
                one.organisation_code,
                one.day,
                {"digest": one.digest.hex(), "path": _path(one.project, one.report_id)},
                kind="doc",
            )
            for one in logged_reports(subjects)
        }

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        return reports_not_owed_to_log(after, limit)

    def hold(self) -> None:
        """A report that is published meanwhile is found when the opening is said again."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None


def _path(project: str, number: int) -> str:
    """One person's appeal is not named."""
    return (
        f"projects/{project.lower()}/reports/{number}" if project else f"appeals/reports/{number}"
    )


def register_logged() -> None:
    register_source(MoneySource(), rank=1)  # behind gifts, which it refers to and spends
    register_source(ReportSource())
