"""Why a gift does not go back, or not yet."""

from datetime import date

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan


class RefundNotOffered(DomainError):
    """The charity's rule lets staff alone begin this class."""

    code = "refund_not_offered"
    status = 409
    message = gettext_noop("This cannot be asked for on this page.")
    remedy = gettext_noop("Ask the charity; its phone stands on its page.")


class RefundTooLate(DomainError):
    """The published window is over."""

    code = "refund_too_late"
    status = 409
    message = gettext_noop("By the published rule this could be asked for until %(day)s.")
    remedy = gettext_noop("The law gives no right to revoke a gift. Ask the charity if in doubt.")

    def __init__(self, day: date) -> None:
        super().__init__(day=day.isoformat())


class RefundTooMuch(DomainError):
    """No more goes back than came."""

    code = "refund_too_much"
    message = gettext_noop("Of this payment ¥%(left)s can still go back.")
    remedy = gettext_noop("Write a smaller amount.")

    def __init__(self, left: Money) -> None:
        super().__init__(left=format_yuan(left.minor))


class RefundUnderWay(DomainError):
    """One at a time: two would be sent as one too many."""

    code = "refund_under_way"
    status = 409
    message = gettext_noop("A refund of this payment is under way already.")
    remedy = gettext_noop("Look at it first; the gift's page leads to it.")


class RefundOver(DomainError):
    """Decided already, taken back, or not yet at this step."""

    code = "refund_over"
    status = 409
    message = gettext_noop("This step is not open any more.")
    remedy = gettext_noop("Reload the page to see what became of it.")


class RefusalStands(DomainError):
    """Who does not agree to a change of purpose has back what is not used (慈善法 art 56; R-37)."""

    code = "refusal_stands"
    status = 409
    message = gettext_noop("Its giver does not agree to the new purpose, so it goes back.")
    remedy = gettext_noop("Agree to it with a second person, or give the change up.")


class RefundTooEarly(DomainError):
    """The gift was paid a moment ago and has no place in the book."""

    code = "refund_too_early"
    status = 409
    message = gettext_noop("This gift has no place in the book yet.")
    remedy = gettext_noop("It takes a few seconds; try again then.")


class RefundUndecided(DomainError):
    """The payment waits for a person: kept later, it would be a gift whose money is gone."""

    code = "refund_undecided"
    status = 409
    message = gettext_noop("Nobody has decided yet whether this payment is kept.")
    remedy = gettext_noop("Decide it under “Payments in” first: it is to be returned.")


class SameTwoPeople(DomainError):
    """Money leaves by two people."""

    code = "refund_same_person"
    status = 403
    message = gettext_noop("You were the first of two, so another person must agree.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


class BankNumberMissing(DomainError):
    """What a bank returned is told with the bank's own number."""

    code = "bank_number_missing"
    message = gettext_noop("Write the number of the bank's payment.")
    remedy = gettext_noop("It stands on the bank's receipt.")


class ProjectStillOpen(DomainError):
    """While gifts come in, totals change under the hands of the two."""

    code = "project_still_open"
    status = 409
    message = gettext_noop("This project still takes gifts.")
    remedy = gettext_noop("Close it first; then all that came can go back.")


class TotalsChanged(DomainError):
    """What the second person agrees to is what the first proposed."""

    code = "mass_totals_changed"
    status = 409
    message = gettext_noop("Since it was proposed the totals changed: now %(count)s, ¥%(sum)s.")
    remedy = gettext_noop("Decline it and propose it again with the totals of now.")

    def __init__(self, count: int, amount: Money) -> None:
        super().__init__(count=count, sum=format_yuan(amount.minor))


class NothingToReturn(DomainError):
    """No gift of the project can go back."""

    code = "nothing_to_return"
    status = 409
    message = gettext_noop("No gift of this project can go back.")
    remedy = gettext_noop("Look at the project's gifts.")


class RefundRuleByLaw(DomainError):
    """A charity may be more generous than the law, never less."""

    code = "refund_rule_by_law"
    message = gettext_noop("The law sets no end to this claim and lets givers make it.")
    remedy = gettext_noop("Leave the days empty, and let givers ask for it.")
