"""What insight declines to show, and what the reader can do about it."""

from liushui.kernel.errors import DomainError, NotFound, gettext_noop


class GiftUnknown(NotFound):
    """No gift stands under the number: mistyped, or never made."""

    code = "gift_unknown"
    message = gettext_noop("No gift stands under this number.")
    remedy = gettext_noop(
        "Compare it with your certificate or the thank-you page, place by place. The number begins "
        "with LS, then the day, eight places and one more that catches slips."
    )


class EntryUnknown(NotFound):
    """No entry of the ledger has the number."""

    code = "entry_unknown"
    message = gettext_noop("No entry of the book has this number.")
    remedy = gettext_noop("Open the entry from the page of a gift, a project or an organisation.")


class NothingGiven(NotFound):
    """The project was never opened, so it has no fund and no flow."""

    code = "nothing_given"
    message = gettext_noop("This project is not open yet, so it has no money to show.")
    remedy = gettext_noop("Come back when it is open.")


class MomentUnclear(DomainError):
    """A balance was asked for at what is no moment, or at one that is still to come."""

    code = "moment_unclear"
    status = 422
    message = gettext_noop("This is no moment of the past.")
    remedy = gettext_noop("Write it like 2026-07-18T10:00:00+08:00.")
