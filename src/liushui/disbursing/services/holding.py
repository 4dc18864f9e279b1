"""What stops money that is on its way out: what a complaint about the project found (N09)."""

from typing import TYPE_CHECKING

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.projects.queries.watching import is_held_down

if TYPE_CHECKING:
    from liushui.disbursing.models import Agreement


class ProjectHeld(DomainError):
    """A complaint was found to hold: nothing is drafted, approved or ordered until it is lifted."""

    code = "project_held"
    status = 409
    message = gettext_noop("A complaint about this project was found to hold: no money leaves it.")
    remedy = gettext_noop("It can go on when the suspension is lifted.")


def require_not_held(agreement: "Agreement") -> None:
    """Raise ``ProjectHeld`` while what a complaint found stands. What the bank did is booked."""
    if is_held_down(agreement.project):
        raise ProjectHeld
