"""A gift's receipt, by its number and by the word of its QR code."""

from datetime import datetime
from typing import Any

from liushui.documents.services.papers import check_code
from liushui.giving.queries import gift_order_by_ref
from liushui.papers.queries import current_papers
from liushui.papers.services import make_for


def paper_things(reference: str, at: datetime) -> dict[str, Any]:
    """The papers of a gift to the county's charity."""
    order = gift_order_by_ref(reference)
    assert order is not None
    make_for(order, at=at)
    number = current_papers(order)["receipt"].document.number
    return {"paper": number, "paper_code": check_code(number)}
