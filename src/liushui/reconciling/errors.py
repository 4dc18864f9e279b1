"""What is refused here, each with what to do."""

from liushui.kernel.errors import DomainError, gettext_noop


class AccountNumberWrong(DomainError):
    """No number of an account or a merchant."""

    code = "account_number_wrong"
    message = gettext_noop("This is no number of an account.")
    remedy = gettext_noop("Write its digits as the bank or the payment service shows them.")


class AccountKnown(DomainError):
    """The account is written down already, here or by another organisation."""

    code = "account_known"
    status = 409
    message = gettext_noop("This account is written down already.")
    remedy = gettext_noop("Look for it in the list, or ask whoever runs this site.")


class AccountClosed(DomainError):
    """Donors are led to no account that was given up."""

    code = "account_closed"
    status = 409
    message = gettext_noop("This account is closed.")
    remedy = gettext_noop(
        "Choose another account, or open this one again if it was closed wrongly."
    )


class ClosingDayWrong(DomainError):
    """What is closed is closed after all that happened in it."""

    code = "account_closing_day_wrong"
    message = gettext_noop("An account is closed on a day from %(first)s to today.")
    remedy = gettext_noop("Name the day of its last movement, or a later one that has come.")


class DaysWrong(DomainError):
    """The days that were said do not hold the lines of the file."""

    code = "statement_days_wrong"
    message = gettext_noop("The file has lines from %(first)s to %(last)s.")
    remedy = gettext_noop("Say days that hold all of them, or leave both fields empty.")


class DaysMissing(DomainError):
    """A file without lines says nothing about any day unless somebody does."""

    code = "statement_days_missing"
    message = gettext_noop("The file has no line, so it does not say for which days it is.")
    remedy = gettext_noop("Fill in its first and its last day.")


class ReasonMissing(DomainError):
    """A word about money says why."""

    code = "difference_reason_missing"
    message = gettext_noop("This needs its reason.")
    remedy = gettext_noop("Write one sentence that auditors will understand. Name nobody.")


class DifferenceOver(DomainError):
    """Somebody was first."""

    code = "difference_over"
    status = 409
    message = gettext_noop("This difference is not open any more.")
    remedy = gettext_noop("Reload the page to see what became of it.")


class NothingToBook(DomainError):
    """What was found is no money that can be booked so."""

    code = "difference_not_bookable"
    status = 409
    message = gettext_noop("Out of this difference that cannot be booked.")
    remedy = gettext_noop("Explain it, or choose another way.")


class SameTwoPeople(DomainError):
    """One person cannot be both."""

    code = "difference_same_two_people"
    status = 403
    message = gettext_noop("You proposed or counted this yourself, so another person decides.")
    remedy = gettext_noop("Ask a colleague who approves money or closes the books.")


class TransfersNotTaken(DomainError):
    """The organisation shows no bank account to donors."""

    code = "transfers_not_taken"
    status = 409
    message = gettext_noop("This organisation takes no bank transfers here.")
    remedy = gettext_noop("Choose another way to give.")


class TillKnown(DomainError):
    """One name, one box."""

    code = "till_known"
    status = 409
    message = gettext_noop("There is a cash box of this name already.")
    remedy = gettext_noop("Choose another name.")


class ChequeNumberWrong(DomainError):
    """A cheque is found again by its number."""

    code = "cheque_number_wrong"
    message = gettext_noop("This is no number of a cheque.")
    remedy = gettext_noop("Write the digits that are printed on it.")


class ChequeOver(DomainError):
    """The bank's word about it was entered before."""

    code = "cheque_over"
    status = 409
    message = gettext_noop("What became of this cheque was entered already.")
    remedy = gettext_noop("Reload the page to see it.")


class BoxEmpty(DomainError):
    """Nothing was taken since the last count."""

    code = "box_empty"
    status = 409
    message = gettext_noop("Nothing was put into this box since it was last counted.")
    remedy = gettext_noop("Count it when something is in it.")


class CountOpen(DomainError):
    """One count at a time."""

    code = "count_open"
    status = 409
    message = gettext_noop("A count of this box waits for its second person.")
    remedy = gettext_noop("Have that count confirmed first.")


class CountDiffers(DomainError):
    """What lies in the box is not what was taken, and nobody said why."""

    code = "count_differs"
    message = gettext_noop("You counted %(counted)s yuan; %(expected)s yuan were taken.")
    remedy = gettext_noop("Count again. If it stays so, say why.")


class CountsDiffer(DomainError):
    """The second person counted something else."""

    code = "counts_differ"
    message = gettext_noop("This is not what the first person counted.")
    remedy = gettext_noop("Count together once more.")


class BillsNotFetched(DomainError):
    """Only payment services are asked for their bills."""

    code = "bills_not_fetched"
    status = 409
    message = gettext_noop("The statement of this account cannot be fetched.")
    remedy = gettext_noop("Take the file from the bank and choose it here.")
