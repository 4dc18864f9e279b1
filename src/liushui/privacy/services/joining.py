"""Which records stay apart when two of them turn out to be one human being."""

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.privacy import queries


class ChildStaysApart(DomainError):
    """A child's record rests on a guardian's agreement: nobody else's record is mixed with it."""

    code = "child_stays_apart"
    status = 409
    message = gettext_noop("One of the two is a child in a guardian's care.")
    remedy = gettext_noop("Leave the records apart.")


class AskedOfOwnData(DomainError):
    """A request about one's data is proof, about that record."""

    code = "asked_of_own_data"
    status = 409
    message = gettext_noop("The other person asked something of their data, or waits for erasure.")
    remedy = gettext_noop("Answer the request first. Leave the records apart if it is answered.")


def require_joinable(person_id: int, into_id: int) -> None:
    """Raise ``ChildStaysApart`` or ``AskedOfOwnData``."""
    if any(queries.guardianship_of(one) is not None for one in (person_id, into_id)):
        raise ChildStaysApart
    if queries.children_by_guardian(person_id):
        raise ChildStaysApart
    if queries.plain_requests(person_id) or queries.waiting_erasure(into_id) is not None:
        raise AskedOfOwnData
