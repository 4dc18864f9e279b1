"""Statements name their donor: an erasure takes the name from them."""

from collections.abc import Sequence
from datetime import datetime

from liushui.base.personal import PersonalDataHolder, Section
from liushui.documents.queries import documents_below
from liushui.documents.services import redraw_paper
from liushui.donors.services.papers import A_DONOR
from liushui.parties.agreements import SHOWN_NAME


class DonorsHolder(PersonalDataHolder):
    """Papers that were issued under the person's number."""

    name = "donors"

    def sections(self, person_id: int) -> Sequence[Section]:
        del person_id  # gifts are told by giving; a statement says nothing beside them
        return []

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        if purpose == SHOWN_NAME:
            self.erase(person_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        for series in ("monthly", "yearly"):
            for paper in documents_below(f"{series}:{person_id}:"):
                redraw_paper(paper, {"donor": A_DONOR}, at=at)
