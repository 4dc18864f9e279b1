"""Uses in the daily matching with the bank (``disbursing.elsewhere``)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from liushui.disbursing.elsewhere import Moved
from liushui.disbursing.queries import (
    expenditure_by_ref,
    uses_paid_between,
    uses_that_may_have_left,
)


class UseMoves:
    """What was used and paid by the bank. What comes back of it is booked by the ledger's side."""

    def paid_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> Sequence[Moved]:
        return [
            Moved(one.reference, one.amount_minor, noon, one.bank_ref, is_use=True)
            for one, noon in uses_paid_between(organisation_id, first, before)
        ]

    def returned_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> Sequence[Moved]:
        del organisation_id, first, before
        return ()

    def agreed_to(self, organisation_id: int) -> Sequence[tuple[int, str]]:
        return uses_that_may_have_left(organisation_id)

    def page_of(self, reference: str) -> str:
        found = expenditure_by_ref(reference)
        return reverse("disbursing:use", args=[reference]) if found else ""
