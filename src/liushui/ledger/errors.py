"""What the ledger refuses, and the constraint by which the database refuses it too."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan


class KeyReused(DomainError):
    """The key was used before for other content (L34). Kept for a person to look at."""

    code = "key_reused"
    status = 409
    message = gettext_noop("Something else was already booked under this number.")
    remedy = gettext_noop("Nothing was booked. A person of the organisation will look at it.")


class NotEnoughFree(DomainError):
    """The fund holds less than is asked for and not promised elsewhere."""

    code = "not_enough_free"
    status = 409
    message = gettext_noop("The fund has %(free_shown)s free and %(wanted_shown)s was asked for.")
    remedy = gettext_noop("Ask for less, or wait until more has arrived.")

    def __init__(self, *, free: Money, wanted: Money) -> None:
        super().__init__(free=free.minor, free_shown=_shown(free), wanted_shown=_shown(wanted))


class FundOverdrawn(DomainError):
    """The database's own refusal of what a promise or another payment took meanwhile (L8)."""

    code = "fund_overdrawn"
    status = 409
    message = gettext_noop("The fund has less free than was asked for.")
    remedy = gettext_noop("Ask for less, or wait until more has arrived.")


class SpanNotFree(DomainError):
    """Some of the units asked for by place were spent or never came."""

    code = "span_not_free"
    status = 409
    message = gettext_noop("Part of this very money has already moved on.")
    remedy = gettext_noop("Look where it is now; it must come back first.")


class UnitsElsewhere(SpanNotFree):
    """Fewer of these very units rest here than should go back; the refusal says who has them."""

    code = "units_elsewhere"
    status = 409
    message = gettext_noop("%(here_shown)s of it can go back now. The rest: %(where)s.")
    remedy = gettext_noop("What others hold must be recalled first; what was spent stays spent.")

    def __init__(self, *, here: int, resource: str, where: object) -> None:
        super().__init__(here=here, here_shown=_shown(Money(here, resource)), where=where)


class GivenBackAlready(DomainError):
    """A unit of a gift is given back once, by itself or by a cover (L17)."""

    code = "given_back_already"
    status = 409
    message = gettext_noop("This money was given back before.")
    remedy = gettext_noop("Look at what was returned of this gift; nothing was booked now.")


class NothingOwed(DomainError):
    """An advance is repaid as far as it is owed and no further (L18)."""

    code = "nothing_owed"
    status = 409
    message = gettext_noop("Less than this is owed.")
    remedy = gettext_noop("Look at what is open; nothing was booked now.")


class NothingHere(DomainError):
    """A deed that finds nothing to move is refused: without a row its key would stand for nothing.

    Asked again later it might find something, and the same request would not be the same (L34).
    """

    code = "nothing_here"
    status = 409
    message = gettext_noop("There is nothing here that could be moved.")
    remedy = gettext_noop("Look at where it is now; nothing was booked.")


class HopEnded(DomainError):
    """A recall's hop is paid back or withdrawn once (L15)."""

    code = "hop_ended"
    status = 409
    message = gettext_noop("This recall is not waiting for a payment any more.")
    remedy = gettext_noop("Reload the page to see where things stand.")


class ReservationEnded(DomainError):
    """The reservation was posted, released or has expired."""

    code = "reservation_ended"
    status = 409
    message = gettext_noop("This amount is not held back any more.")
    remedy = gettext_noop("Reload the page to see where things stand.")


class ReservationAtBank(DomainError):
    """Its payment order is at the bank, so it cannot expire (L11)."""

    code = "reservation_at_bank"
    status = 409
    message = gettext_noop("The payment order for this amount is at the bank.")
    remedy = gettext_noop("Wait for the bank's answer, then post it or release it.")


class MoreThanReserved(DomainError):
    """A reservation posts at most its amount."""

    code = "more_than_reserved"
    status = 409
    message = gettext_noop("%(reserved_shown)s was held back and %(wanted_shown)s should be paid.")
    remedy = gettext_noop("Pay at most what was held back.")

    def __init__(self, *, reserved: Money, wanted: Money) -> None:
        super().__init__(reserved_shown=_shown(reserved), wanted_shown=_shown(wanted))


class MonthNotOver(DomainError):
    """A month is sealed when it is over."""

    code = "month_not_over"
    message = gettext_noop("This month is not over yet.")
    remedy = gettext_noop("Close the books after its last day.")


class MonthNotSealed(DomainError):
    """Only a closed month has a report that stays."""

    code = "month_not_sealed"
    status = 409
    message = gettext_noop("The books of this month are not closed.")
    remedy = gettext_noop("Close the month first, or look at its trial balance as it stands now.")


class MonthSealed(DomainError):
    """The holder's books are closed for this month (L33)."""

    code = "month_sealed"
    status = 409
    message = gettext_noop("The books of this month are closed.")
    remedy = gettext_noop("It will stand in the first month that is open.")


class WayClosed(DomainError):
    """Units of this kind do not go from one such fund to another: see ``ledger_way``."""

    code = "way_closed"
    status = 409
    message = gettext_noop("Money may not go this way.")
    remedy = gettext_noop("Look at what the fund is for, and choose another fund or another step.")


class WishStands(DomainError):
    """What was given for a wish pays for what meets it, or moves by two people's decision (L28)."""

    code = "wish_stands"
    status = 409
    message = gettext_noop("This money was given for a wish that this does not meet.")
    remedy = gettext_noop("Use it for what meets the wish, or let two people decide what is left.")


class ResourceTaken(DomainError):
    """The code counts something else, or is kept for money, minutes or points."""

    code = "resource_taken"
    status = 409
    message = gettext_noop("“%(resource)s” already counts something else.")
    remedy = gettext_noop("Choose another short name for this good.")


class LotExpired(DomainError):
    """What is expired is neither used nor given on (L30)."""

    code = "lot_expired"
    status = 409
    message = gettext_noop("This lot had expired by then.")
    remedy = gettext_noop("Hand out another lot; this one is written off.")


class LotNotSaid(DomainError):
    """Goods move lot by lot (L30); money's ways back do not know of lots."""

    code = "lot_not_said"
    status = 409
    message = gettext_noop("Goods go by their lot, and no lot was named.")
    remedy = gettext_noop("Choose the lot that is meant.")


_BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "ledger_fund_not_overdrawn": FundOverdrawn,
    "ledger_slice_free": SpanNotFree,
    "ledger_slice_issued": SpanNotFree,
    "ledger_slice_taken_once": SpanNotFree,
    "ledger_coverage_once": GivenBackAlready,
    "ledger_coverage_pkey": GivenBackAlready,
    "ledger_recallholdend_pkey": HopEnded,
    "ledger_movement_key": KeyReused,
    "ledger_reservation_key": KeyReused,
    "ledger_reservation_ended": ReservationEnded,
    "ledger_reservationend_pkey": ReservationEnded,
    "ledger_reservation_at_bank": ReservationAtBank,
    "ledger_movement_booked": MonthSealed,
    "ledger_movement_way": WayClosed,
    "ledger_movement_decided": WayClosed,
    "ledger_slice_return": WayClosed,
    "ledger_recall_held": WayClosed,
    "ledger_lot_expired": LotExpired,
    "ledger_movement_lot": LotNotSaid,
    "ledger_slice_lot": LotNotSaid,
    "ledger_movement_wishes": WishStands,
    "ledger_seal_ascending": MonthSealed,
}


@contextmanager
def refusals(**facts: object) -> Iterator[None]:
    """Say the database's refusal in a person's words; an unknown one stays a bug and rises."""
    try:
        yield
    except IntegrityError as error:
        named = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        kind = _BY_CONSTRAINT.get(named or "")
        if kind is None:
            raise
        raise kind(**facts) from error


def _shown(amount: Money) -> str:
    return f"¥{format_yuan(amount.minor)}" if amount.currency == "CNY" else str(amount.minor)
