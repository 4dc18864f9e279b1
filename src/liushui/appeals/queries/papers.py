"""The papers of an appeal: found through it alone, since an address is passed on."""

from typing import TYPE_CHECKING

from liushui.appeals.models import Appeal
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.base.models import StoredFile


def paper_of(appeal: Appeal, sha256: str) -> "StoredFile":
    """The estimate, evidence or bill with this digest. Raises ``NotFound``."""
    papers = [appeal.estimate]
    papers += [one.evidence for one in appeal.checks.select_related("evidence")]
    papers += [one.bill for one in appeal.payouts.select_related("bill")]
    found = next((one for one in papers if one is not None and one.sha256 == sha256), None)
    if found is None:
        raise NotFound
    return found
