"""Why a statement is not taken. Nothing of it is kept then."""

from liushui.kernel.errors import DomainError, gettext_noop


class StatementUnreadable(DomainError):
    """No form of a statement that we know."""

    code = "statement_unreadable"
    message = gettext_noop("This file is no statement that can be read here.")
    remedy = gettext_noop(
        "Take the list of the account from your bank as CSV, XLSX or camt.053, or the trade bill"
        " of the payment service, and leave its column titles as they are."
    )


class RowUnreadable(DomainError):
    """A row with money in it cannot be read, so the whole file is refused."""

    code = "statement_row_unreadable"
    message = gettext_noop("Row %(row)s cannot be read, so nothing of the file was taken.")
    remedy = gettext_noop("Look at its day and its amounts, or take the file from the bank anew.")


class StatementOfAnother(DomainError):
    """The file is of another account than the one that was chosen."""

    code = "statement_of_another"
    message = gettext_noop("This statement is of another account, which ends in %(tail)s.")
    remedy = gettext_noop("Choose that account, or the file of this one.")


class StatementForeign(DomainError):
    """A currency in which nothing is booked here."""

    code = "statement_foreign"
    message = gettext_noop("Row %(row)s is in another currency than yuan.")
    remedy = gettext_noop("Take the list of the yuan account alone.")
