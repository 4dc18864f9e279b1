"""What recurring declines to do."""

from liushui.kernel.errors import DomainError, gettext_noop


class MandatesNotSetUp(DomainError):
    """No provider here has a template under which donors may allow charges."""

    code = "mandates_not_set_up"
    status = 503
    message = gettext_noop("Giving regularly is not set up here yet.")
    remedy = gettext_noop("You can give once on the project's page.")


class DayOfGiftWrong(DomainError):
    """A month has 1 to 31 days, a year 12 months."""

    code = "day_of_gift_wrong"
    message = gettext_noop("There is no such day in a month or a year.")
    remedy = gettext_noop("Choose a day from 1 to 31; a month that is shorter counts its last day.")


class MandateEnded(DomainError):
    """What has ended is not changed or taken up again: it would charge without a fresh word."""

    code = "mandate_ended"
    status = 409
    message = gettext_noop("This regular gift has ended.")
    remedy = gettext_noop("Begin a new one on the project's page.")
