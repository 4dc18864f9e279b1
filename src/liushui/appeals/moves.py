"""Payments of appeals in the daily matching with the bank (``disbursing.elsewhere``)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from liushui.appeals.queries import moving

if TYPE_CHECKING:
    from liushui.disbursing.elsewhere import Moved


class AppealMoves:
    """What left to providers, and what they sent back."""

    def paid_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> "Sequence[Moved]":
        return moving.paid_between(organisation_id, first, before)

    def returned_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> "Sequence[Moved]":
        return moving.returned_between(organisation_id, first, before)

    def agreed_to(self, organisation_id: int) -> Sequence[tuple[int, str]]:
        return moving.agreed_to(organisation_id)

    def page_of(self, reference: str) -> str:
        number = moving.number_of(reference)
        return reverse("appeals:console-appeal", args=[number]) + "#money" if number else ""
