"""What writing, filing and changing a plan may be refused with."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext

from liushui.kernel.errors import DomainError, gettext_noop


def _named(words: Sequence[str]) -> str:
    return " · ".join(gettext(word) for word in words)


_named_later: Any = lazy(_named, str)


class PlanNotDraft(DomainError):
    """The plan was submitted or filed, and what was said there stays."""

    code = "plan_not_draft"
    status = 409
    message = gettext_noop("The plan was submitted, so it cannot be rewritten.")
    remedy = gettext_noop("Have it sent back to you, or write a change once it is filed.")


class PlanIncomplete(DomainError):
    """Items that the law asks of each plan are missing; all are named at once (R-05)."""

    code = "plan_incomplete"
    message = gettext_noop("The plan lacks: %(items)s.")
    remedy = gettext_noop("Write each of them, then submit the plan again.")

    @classmethod
    def of(cls, missing: Sequence[tuple[str, str]]) -> "PlanIncomplete":
        """``missing``: the field of each item and its English words."""
        fields = tuple(field for field, _ in missing)
        return cls(items=_named_later([words for _, words in missing]), fields=fields)


class PartnerNotAgreed(DomainError):
    """Who works with the charity does so under an assessed, written agreement (R-16)."""

    code = "partner_not_agreed"
    message = gettext_noop("No agreement with %(names)s holds on %(day)s.")
    remedy = gettext_noop(
        "An agreement must hold from the first day of fundraising to the last: enter it with the "
        "partner's assessment, have it checked, then submit."
    )


class AccountNotKnown(DomainError):
    """No account of the organisation is in force that a plan could name (慈善法 art 24; R-05)."""

    code = "account_not_known"
    status = 409
    message = gettext_noop("The organisation has no bank account in force here.")
    remedy = gettext_noop("Enter it among your accounts and have a second person agree to it.")


class AccountNotOwn(DomainError):
    """A plan names another account than the one that two people put in force."""

    code = "account_not_own"
    message = gettext_noop("The plan names another account than the organisation's own.")
    remedy = gettext_noop("Leave the account out: it is taken from what two people agreed to.")


class AccountOutdated(DomainError):
    """Between the plan's submission and the second person's word another account came in force."""

    code = "account_outdated"
    status = 409
    message = gettext_noop("The account that the plan shows is no longer in force.")
    remedy = gettext_noop("Send the plan back: submitted again, it shows the account of now.")


class ContactMissing(DomainError):
    """A campaign page shows how the organisation is reached (慈善法 art 25; R-13)."""

    code = "contact_missing"
    status = 409
    message = gettext_noop("The organisation shows no way to reach it.")
    remedy = gettext_noop("Enter a telephone or another public contact on its own page.")


class ConsentsOpen(DomainError):
    """Who gave under an agreement has a say before its purpose changes (慈善法 art 56; R-37)."""

    code = "consents_open"
    status = 409
    message = gettext_noop("%(count)s givers have not answered yet whether they agree.")
    remedy = gettext_noop("Wait for them, or keep the file that shows what they answered outside.")


class RefusedNotReturned(DomainError):
    """What is not used of a refusing giver's money goes back first (慈善法 art 56; R-37)."""

    code = "refused_not_returned"
    status = 409
    message = gettext_noop("%(count)s gifts of givers who did not agree have not gone back yet.")
    remedy = gettext_noop(
        "Two people return them under “Gifts that go back”; then keep the filing."
    )


class NothingToDecide(DomainError):
    """There is no plan in the state in which this step is taken."""

    code = "plan_nothing_to_decide"
    status = 409
    message = gettext_noop("No plan of this project waits for this step.")
    remedy = gettext_noop("Write the plan, submit it, have it agreed to, then file it.")


class PlanByYou(DomainError):
    """Whoever submitted a plan does not agree to it."""

    code = "plan_by_you"
    status = 403
    message = gettext_noop("You submitted this plan, so another person must agree to it.")
    remedy = gettext_noop("Ask a colleague who may write projects.")


class SentBackUnexplained(DomainError):
    """A plan goes back only with what is to be mended."""

    code = "sent_back_unexplained"
    message = gettext_noop("Say what is to be mended.")
    remedy = gettext_noop("Name the items of the plan and what is wrong with them.")


class FiledInFuture(DomainError):
    """A filing is recorded after it happened."""

    code = "filed_in_future"
    message = gettext_noop("The day of filing lies in the future.")
    remedy = gettext_noop("Record the filing once 慈善中国 shows it.")


class FiledTooLate(DomainError):
    """The plan was filed less than ten days before the first day (令74 art 11; R-06)."""

    code = "filed_too_late"
    message = gettext_noop("A plan is filed ten days before the first day of fundraising.")
    remedy = gettext_noop("Begin on %(day)s or later: have the plan sent back and change the day.")


class NumberKept(DomainError):
    """A changed plan keeps its number (R-12)."""

    code = "plan_number_kept"
    message = gettext_noop("A change keeps the number of the filed plan.")
    remedy = gettext_noop("Leave the number as it is: %(number)s.")


class NoticeTooShort(DomainError):
    """Givers had less than sixty days to object (R-37)."""

    code = "notice_too_short"
    status = 409
    message = gettext_noop("Givers have sixty days from the notice of a changed purpose.")
    remedy = gettext_noop("The change can come into force on %(day)s.")


class NoticeNotHere(DomainError):
    """Silence counts as consent only where the region's own rule says so (R-37)."""

    code = "notice_not_here"
    message = gettext_noop("In the organisation's region a notice does not stand for consent.")
    remedy = gettext_noop("Ask the givers for their consent, or file the changed plan anew.")


class BasisMissing(DomainError):
    """A change of purpose says on what it rests (慈善法 art 56; R-37)."""

    code = "basis_missing"
    message = gettext_noop("This changes what gifts are for: say on what the change rests.")
    remedy = gettext_noop("Choose filing anew, consent, or notice where the region has it.")


class ChangeUnexplained(DomainError):
    """A change is reported with its reason (R-08)."""

    code = "change_unexplained"
    message = gettext_noop("Say why the plan changes.")
    remedy = gettext_noop("The reason is filed with the change and shown to the public.")


class ChangeWaiting(DomainError):
    """One change at a time (R-12)."""

    code = "change_waiting"
    status = 409
    message = gettext_noop("An earlier change of this plan is not filed yet.")
    remedy = gettext_noop("File it or drop it first: a plan changes one step at a time.")


class NothingChanges(DomainError):
    """The change says what is filed already."""

    code = "nothing_changes"
    message = gettext_noop("This is what the filed plan says already.")
    remedy = gettext_noop("Change at least one item.")


class FirstDayKept(DomainError):
    """The days of the law count from the first day, so it stays once gifts could come in."""

    code = "plan_first_day_kept"
    message = gettext_noop("The first day of fundraising stays once the project was opened.")
    remedy = gettext_noop("Leave it at %(day)s; the last day may change.")


class BudgetLineKept(DomainError):
    """A line that givers gave for stays under its name; its amount may change."""

    code = "budget_line_kept"
    message = gettext_noop("The lines of the filed budget keep their names and their order.")
    remedy = gettext_noop("Change amounts, and add new lines after them.")


class PlanNotFiled(DomainError):
    """A campaign opens only with a filed plan (慈善法 art 24; R-05, R-06)."""

    code = "plan_not_filed"
    status = 409
    message = gettext_noop("The plan of this project is not filed yet.")
    remedy = gettext_noop(
        "Write its plan, have a second person agree to it, and record its filing on 慈善中国."
    )
