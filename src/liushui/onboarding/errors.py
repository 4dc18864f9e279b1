"""What onboarding refuses, each with what to do about it."""

from liushui.kernel.errors import DomainError, gettext_noop


class ApplicationIncomplete(DomainError):
    """Something is missing or against a rule; the page names each of it."""

    code = "application_incomplete"
    message = gettext_noop("The application cannot be sent yet: %(count)s things are to be mended.")
    remedy = gettext_noop("Each is named with its step. What you wrote is kept.")


class ApplicationClosed(DomainError):
    """It is being looked at, or it was decided."""

    code = "application_closed"
    status = 409
    message = gettext_noop("This application cannot be changed now.")
    remedy = gettext_noop("Wait for the answer, or take it back first.")


class BodyApplied(DomainError):
    """The organisation is here, or its application is."""

    code = "body_applied"
    status = 409
    message = gettext_noop("This organisation is here already, or has applied.")
    remedy = gettext_noop("Ask your colleagues for a post, or the operator of this site for help.")


class TooManyDrafts(DomainError):
    """One person writes a few applications at a time."""

    code = "too_many_drafts"
    status = 429
    message = gettext_noop("You have three applications that were never sent.")
    remedy = gettext_noop("Finish one of them or take it back.")


class WelcomeOver(DomainError):
    """An operator's link was used or ran out."""

    code = "welcome_over"
    status = 410
    message = gettext_noop("This link was used, or has run out.")
    remedy = gettext_noop("Ask whoever sent it for a new one, or apply without a link.")


class OccasionMissing(DomainError):
    """The quick lane belongs to an emergency, which must be named."""

    code = "occasion_missing"
    message = gettext_noop("The quick lane is for emergencies: which one is it?")
    remedy = gettext_noop("Name it as the authorities do.")


class DecidedByApplicant(DomainError):
    """Nobody decides an application in which they are named."""

    code = "decided_by_applicant"
    status = 403
    message = gettext_noop("You are named in this application, so another person must decide.")
    remedy = gettext_noop("Ask another operator of this site.")


class ReasonsMissing(DomainError):
    """What is returned or refused is returned with reasons."""

    code = "reasons_missing"
    message = gettext_noop("Say why: whoever applied must know what to mend.")
    remedy = gettext_noop("Name the step and what is wrong in it.")


class BodyInUse(DomainError):
    """Somebody works for this organisation here already."""

    code = "body_in_use"
    status = 409
    message = gettext_noop("This organisation has people of its own here already.")
    remedy = gettext_noop("Refuse the application. The organisation gives out its own posts.")


class AccountNumberWrong(DomainError):
    """Not the number of an account. It is not repeated."""

    code = "account_number_wrong"
    message = gettext_noop("This is not the number of a bank account.")
    remedy = gettext_noop("Copy its 8 to 32 digits from the bank's paper.")


class AccountHolderWrong(DomainError):
    """Gifts belong to the charity, so the account is in its own name (慈善法 art 53; N13)."""

    code = "account_holder_wrong"
    message = gettext_noop("The account must be in the organisation's own name: %(name)s.")
    remedy = gettext_noop("Enter the account that the bank keeps in this name.")


class AccountChangeOpen(DomainError):
    """One change at a time."""

    code = "account_change_open"
    status = 409
    message = gettext_noop("Another change of the bank account is under way.")
    remedy = gettext_noop("Let it come into force, or stop it first.")


class AccountProposedByYou(DomainError):
    """A second person of the organisation must agree to a bank account."""

    code = "account_proposed_by_you"
    status = 403
    message = gettext_noop("You entered this account, so another person must agree to it.")
    remedy = gettext_noop("Ask a colleague who approves payments or gives out posts.")


class AccountOver(DomainError):
    """It is in force already, or was stopped."""

    code = "account_over"
    status = 409
    message = gettext_noop("This change of the bank account is over.")
    remedy = gettext_noop("Reload the page to see where things stand.")


class OfficesMissing(DomainError):
    """Somebody on the list without an office."""

    code = "offices_missing"
    message = gettext_noop("Say what this person is on the board.")
    remedy = gettext_noop("Choose at least one office.")


class MemberNameMissing(DomainError):
    """A board list names people."""

    code = "member_name_missing"
    message = gettext_noop("The name is missing.")
    remedy = gettext_noop("Write it as on the list filed with the registration authority.")


class BoardFull(DomainError):
    """More people than any board has."""

    code = "board_full"
    message = gettext_noop("A board list has at most 60 people.")
    remedy = gettext_noop("Take out who is no longer on it.")


class SecondRepresentative(DomainError):
    """There is one legal representative."""

    code = "second_representative"
    status = 409
    message = gettext_noop("Somebody else is entered as the legal representative.")
    remedy = gettext_noop("Take that person out first, or leave this unticked.")


class PartSwitchedOff(DomainError):
    """The organisation does not use this part. What it booked stays in its books (D22)."""

    code = "part_switched_off"
    status = 404
    message = gettext_noop("This organisation does not use this part of the site.")
    remedy = gettext_noop("Its books and statements of earlier times can still be read.")


class ColleagueIsYou(DomainError):
    """Two people are needed, not one with two names."""

    code = "colleague_is_you"
    message = gettext_noop("This is your own number.")
    remedy = gettext_noop("Enter the number of the colleague who will approve payments.")


class NoLinkNow(DomainError):
    """The colleague's link is made once the organisation is in, and until the post is held."""

    code = "no_link_now"
    status = 409
    message = gettext_noop("There is no post to invite your colleague to now.")
    remedy = gettext_noop("Wait for the answer; later, give out posts under “People and posts”.")
