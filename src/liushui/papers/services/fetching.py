"""Having the papers of a gift again without an account: by its number and a code to its phone.

Either alone gives nothing, and nothing tells which of the two was wrong. A guest's gift knows no
phone: its reference is the secret, and opens its own page (``giving.services.finding``).
"""

from datetime import datetime, timedelta
from uuid import UUID

from liushui.accounts.services.trying import Share, TooManyGuesses, count_guess
from liushui.giving.queries.claims import gift_with_both
from liushui.giving.services.finding import begin_finding, reference_in
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import Purpose, record, spend_code

# Numbers tried from one network; a family or a village office, not a machine.
_FROM_ONE = ((timedelta(hours=1), 20), (timedelta(days=1), 60))
# One number, whoever tries: its owner mistypes a phone, a stranger goes through phones.
_OF_ONE = ((timedelta(hours=1), 10), (timedelta(days=1), 20))


class PapersNotFetched(DomainError):
    """Number and phone do not belong together, or there is no such gift: never said which."""

    code = "papers_not_fetched"
    status = 404
    message = gettext_noop("No gift is found with this number and this mobile number together.")
    remedy = gettext_noop("Check both. The number stands in the message that thanked you.")


class TooManyFetches(DomainError):
    """A number, or a network, was tried too often."""

    code = "too_many_fetches"
    status = 429
    message = gettext_noop("There were too many tries.")
    remedy = gettext_noop("Wait %(minutes)s minutes, or sign in to see your papers.")


def begin_fetching(actor: Actor, *, number: str, phone: str, address: str, at: datetime) -> UUID:
    """Send a code to the phone, whether or not it belongs to the number; the try is counted.

    Raises ``TooManyFetches``, and as ``send_code``.
    """
    shares = [
        Share("papers-from", address, _FROM_ONE),
        Share("papers-of", "".join(number.split()).upper(), _OF_ONE),
    ]
    try:
        count_guess(shares, at=at)
    except TooManyGuesses as many:
        record(actor, "papers.fetch_closed", at=at)
        raise TooManyFetches(**many.facts) from None
    return begin_finding(actor, phone=phone, address=address, at=at)


def fetch_papers(actor: Actor, handle: UUID, code: str, *, number: str, at: datetime) -> int:
    """The order that both number and phone name; on the record, as is a try that finds none.

    Raises ``PapersNotFetched``, and as ``spend_code``.
    """

    def found(phone: str) -> int:
        named = gift_with_both(phone, reference=reference_in(number), number=number)
        if named is None:
            record(actor, "papers.fetch_missed", at=at)
            return 0
        record(actor, "papers.fetched", named, at=at)
        return named.pk

    order_id = spend_code(handle, code, Purpose.FIND, found, at=at)
    if not order_id:
        raise PapersNotFetched
    return order_id
