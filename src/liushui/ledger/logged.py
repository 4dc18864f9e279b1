"""What the public log says of books that were closed: the digest of what they said."""

from collections.abc import Mapping, Sequence

from liushui.ledger import queries
from liushui.parties.queries import organisations_by_id
from liushui.transparency.sources import Draft, register_source


class MonthSource:
    """Trial balances of closed months, as they are kept for good."""

    kind = "month"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """Left out: the books of whoever is no organisation."""
        months = queries.kept_months(subjects)
        named = {one.organisation_id for one in months if one.organisation_id}
        codes = {body.pk: body.credit_code for body in organisations_by_id(named)}
        return {
            one.report_id: Draft(
                codes[one.organisation_id],
                one.day,
                {"digest": one.digest.hex(), "path": f"books/{one.month:%Y-%m}"},
                kind="doc",
            )
            for one in months
            if one.organisation_id in codes
        }

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        return queries.months_not_owed_to_log(after, limit)

    def hold(self) -> None:
        """A month that is closed meanwhile is found when the opening is said again."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None


def register_logged() -> None:
    register_source(MonthSource())
