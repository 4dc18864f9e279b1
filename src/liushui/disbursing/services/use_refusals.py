"""What is refused when a use is reported, confirmed or refused."""

from liushui.base.files import FileRefused
from liushui.kernel.errors import DomainError, gettext_noop


class UsedWrong(DomainError):
    """The amount is not positive."""

    code = "used_wrong"
    message = gettext_noop("The amount must be above zero.")
    remedy = gettext_noop("Copy the sum from the voucher.")


class UseTextMissing(DomainError):
    """A use says what was bought and who was paid."""

    code = "use_text_missing"
    message = gettext_noop("A use says what was bought and who was paid.")
    remedy = gettext_noop("Write both; never the name of a person who was helped.")


class UseInFuture(DomainError):
    """What is not yet bought cannot be reported."""

    code = "use_in_future"
    message = gettext_noop("The day of this use lies in the future.")
    remedy = gettext_noop("Report it when it has happened.")


class MoreThanArrived(DomainError):
    """The fund has less than the use needs: nobody reports more than was paid to them."""

    code = "more_than_arrived"
    status = 409
    message = gettext_noop("%(wanted)s yuan are reported and %(free)s yuan are free in this fund.")
    remedy = gettext_noop("Report at most what arrived, or wait for the next payment.")


class CaseNotPayable(DomainError):
    """Uses are reported for approved cases of the same project."""

    code = "case_not_payable"
    status = 409
    message = gettext_noop("This case is not approved under this project.")
    remedy = gettext_noop("Approve the case first, or leave the case empty.")


class PhotoNotPicture(FileRefused):
    """A photo may become public, and only a picture is drawn anew without its author's traces."""

    code = "photo_not_picture"
    message = gettext_noop("The photo is a paper, not a picture.")
    remedy = gettext_noop("Choose a JPEG, PNG or WebP picture; a paper belongs in the voucher.")


class UseReasonMissing(DomainError):
    """Whoever reported it reads why it was refused."""

    code = "use_reason_missing"
    message = gettext_noop("Write why the use is refused.")
    remedy = gettext_noop("One sentence is enough; whoever reported it will read it.")


class UseSlipMissing(DomainError):
    """Whoever confirms a use says how it was paid, where its reporter did not."""

    code = "use_slip_missing"
    message = gettext_noop("Nobody has said how this was paid.")
    remedy = gettext_noop("Copy number and day from the bank's slip, or say that it was cash.")


class UseSlipUnclear(DomainError):
    """A number of the bank has its day, and what was paid in cash has neither."""

    code = "use_slip_unclear"
    message = gettext_noop("The bank's number and the day on its slip go together, without cash.")
    remedy = gettext_noop("Write both from the slip, or neither and say that it was cash.")


class UseSlipStays(DomainError):
    """The second person agrees to what the first wrote, not to something else."""

    code = "use_slip_stays"
    status = 409
    message = gettext_noop("Its reporter has already said how this was paid.")
    remedy = gettext_noop("If it is wrong, refuse it with a reason, and it is reported again.")
