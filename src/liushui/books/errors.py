"""What the books refuse of what people decide by hand."""

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan


class SameTwoPeople(DomainError):
    """Whoever proposed an instruction cannot also agree to it."""

    code = "same_two_people"
    status = 403
    message = gettext_noop("You proposed this, so another person must decide it.")
    remedy = gettext_noop("Ask a colleague who approves payments or seals the books.")


class InstructionOver(DomainError):
    """Decided or taken back already."""

    code = "instruction_over"
    status = 409
    message = gettext_noop("This instruction is no longer open.")
    remedy = gettext_noop("Reload the page to see what became of it, or propose it again.")


class ReasonMissing(DomainError):
    """What is decided by hand says why; so does its refusal."""

    code = "instruction_reason_missing"
    message = gettext_noop("Write why, in at most 300 characters.")
    remedy = gettext_noop("One sentence is enough. Name nobody: colleagues and auditors read it.")


class SurplusStillNeeded(DomainError):
    """What open cases lack is not left over, unless both people say why all the same (L29)."""

    code = "surplus_still_needed"
    status = 409
    message = gettext_noop("Open cases that this money was given for still lack ¥%(lacking)s.")
    remedy = gettext_noop(
        "Pay for them first. If it must move all the same, write why: both reasons are kept."
    )

    def __init__(self, lacking: Money) -> None:
        super().__init__(lacking=format_yuan(lacking.minor))


class GiftNotOurs(DomainError):
    """The reference is of no gift that the organisation received."""

    code = "gift_not_ours"
    message = gettext_noop("No gift of your organisation has this number.")
    remedy = gettext_noop("It stands on the giver's certificate: LS-, a day, nine places.")


class FundNotOurs(DomainError):
    """The fund is not one of the organisation's to spend from."""

    code = "fund_not_ours"
    message = gettext_noop("This is no fund of your organisation.")
    remedy = gettext_noop("Choose one of the list.")


class InstructionIncomplete(DomainError):
    """Something that this kind of instruction needs was left out."""

    code = "instruction_incomplete"
    message = gettext_noop("Something is missing that this instruction needs.")
    remedy = gettext_noop("Fill in every field that is not marked optional.")


class DayNotYet(DomainError):
    """What has not happened yet is not booked."""

    code = "day_not_yet"
    message = gettext_noop("This day is still to come.")
    remedy = gettext_noop("Write the day on which it happened.")


class GiftsStillWait(DomainError):
    """A month is closed when every gift that was accepted has its place in the book."""

    code = "gifts_still_wait"
    status = 409
    message = gettext_noop("Some accepted gifts are still on their way into the book.")
    remedy = gettext_noop("It takes seconds; try again then.")
