"""The refusals of personal appeals."""

from liushui.kernel.errors import DomainError, gettext_noop


class CharityNotTaking(DomainError):
    """A personal appeal goes through a charity with both certificates (A04)."""

    code = "charity_not_taking"
    status = 409
    message = gettext_noop("This organisation takes no personal appeals now.")
    remedy = gettext_noop("Choose another one.")


class TooManyAppeals(DomainError):
    """One person writes a few appeals at a time."""

    code = "too_many_appeals"
    status = 409
    message = gettext_noop("You are writing %(count)s appeals already.")
    remedy = gettext_noop("Go on with one of them, or take one back.")


class AppealClosed(DomainError):
    """What was sent is written no more, unless it is returned for mending."""

    code = "appeal_closed"
    status = 409
    message = gettext_noop("This appeal cannot be written any more.")
    remedy = gettext_noop("Ask the organisation: it can return it to you for mending.")


class AppealIncomplete(DomainError):
    """Something is missing; the page names each."""

    code = "appeal_incomplete"
    message = gettext_noop("%(count)s things are missing or do not fit.")
    remedy = gettext_noop("Each is named beside its step.")


class PersonUnnamed(DomainError):
    """Nobody is named whom it is about, or the identity number is not one."""

    code = "person_unnamed"
    message = gettext_noop("Write the name and the number of the identity card as on the papers.")
    remedy = gettext_noop("Both are sealed; the public reads a mask.")


class MinorNeedsGuardian(DomainError):
    """For a minor the guardian asks, and the name stays masked (PIPL 31; R-92)."""

    code = "minor_needs_guardian"
    message = gettext_noop("For a minor the guardian asks, and the name is never shown in full.")
    remedy = gettext_noop("Choose that you are the guardian, and leave the name masked.")


class RelationMissing(DomainError):
    """Who asks for another says what they are to them."""

    code = "relation_missing"
    message = gettext_noop("Say what you are to the person.")
    remedy = gettext_noop("Such as mother, brother, wife.")


class WordsNamePerson(DomainError):
    """The words that the public reads hold the name that is to be masked."""

    code = "words_name_person"
    message = gettext_noop("The words for the public contain the person's name.")
    remedy = gettext_noop("Take the name out, or choose that it is shown.")


class AppealTextMissing(DomainError):
    """A title, a summary and what happened."""

    code = "appeal_text_missing"
    message = gettext_noop("An appeal needs a title, a summary and what happened.")
    remedy = gettext_noop("Write all three in plain words.")


class AccountNotProviders(DomainError):
    """Money goes to the provider alone (D02)."""

    code = "account_not_providers"
    message = gettext_noop("The account must be in the name of the hospital or school itself.")
    remedy = gettext_noop("Nothing is ever paid to a person. Copy the account from its bill.")


class AccountUnreadable(DomainError):
    """A bank account has eight to thirty-two digits."""

    code = "account_unreadable"
    message = gettext_noop("This is no bank account number.")
    remedy = gettext_noop("Write its 8 to 32 digits.")


class CapWrong(DomainError):
    """The cap is above zero and no more than the costs that nobody else pays (N07)."""

    code = "cap_wrong"
    message = gettext_noop("At most %(most)s yuan can be asked for: the costs less other aid.")
    remedy = gettext_noop("Lower the sum, or correct the costs or the other aid.")


class TermWrong(DomainError):
    """Days from one to a hundred and eighty."""

    code = "term_wrong"
    message = gettext_noop("An appeal runs from 1 to 180 days.")
    remedy = gettext_noop("Choose a number of days between them.")


class WitnessWrong(DomainError):
    """Each who vouches is another person with a mobile number of their own."""

    code = "witness_wrong"
    message = gettext_noop("Each who vouches needs a name, a relation and an own mobile number.")
    remedy = gettext_noop("It must be neither yours nor that of somebody who vouches already.")


class LinkOver(DomainError):
    """The link was used, or there is a newer one."""

    code = "vouch_link_over"
    status = 410
    message = gettext_noop("This link does not lead anywhere any more.")
    remedy = gettext_noop("Ask whoever sent it to you for a new one.")


class OtherPhone(DomainError):
    """The code was answered by another phone than that of whoever vouches."""

    code = "vouch_other_phone"
    message = gettext_noop("The code came from another phone.")
    remedy = gettext_noop("Ask for a new code on this page.")


class CheckWordsMissing(DomainError):
    """What was verified is said in words, for a day that is over."""

    code = "check_words_missing"
    message = gettext_noop("Say what you looked at, and on which day; not a day to come.")
    remedy = gettext_noop("The public reads it: name nobody and write no number of papers.")


class EvidenceMissing(DomainError):
    """What is said to be verified has a paper behind it."""

    code = "evidence_missing"
    message = gettext_noop("What you say is verified needs a paper or picture behind it.")
    remedy = gettext_noop("Add what you looked at. Only those who verify can open it.")


class NotVerified(DomainError):
    """Nothing is published before identity, need, provider and costs are verified (D03)."""

    code = "appeal_not_verified"
    status = 409
    message = gettext_noop("Not verified yet: %(steps)s.")
    remedy = gettext_noop("Enter what was found for each, and have three people vouch.")


class NothingProposed(DomainError):
    """There is no version that waits for a second person."""

    code = "appeal_nothing_proposed"
    status = 409
    message = gettext_noop("Nothing waits for a second person.")
    remedy = gettext_noop("Propose it first.")


class OtherWaits(DomainError):
    """The second person decides what they read, and nothing that took its place meanwhile."""

    code = "appeal_other_waits"
    status = 409
    message = gettext_noop("What waits now is not what you read.")
    remedy = gettext_noop("Read what waits on this page, then decide.")


class NothingToLift(DomainError):
    """Each side lifts what it put up itself."""

    code = "appeal_nothing_to_lift"
    status = 409
    message = gettext_noop("Your side did not stop this appeal.")
    remedy = gettext_noop("Whoever stopped it lets it go on.")


class VersionWaits(DomainError):
    """One change at a time."""

    code = "appeal_version_waits"
    status = 409
    message = gettext_noop("A change waits for a second person already.")
    remedy = gettext_noop("Decide that one first.")


class ProposedByYou(DomainError):
    """Two people publish, pay and decide."""

    code = "appeal_proposed_by_you"
    status = 403
    message = gettext_noop("You took the first step, so another person takes this one.")
    remedy = gettext_noop("Ask a colleague.")


class ReasonMissing(DomainError):
    """A decision says why."""

    code = "appeal_reason_missing"
    message = gettext_noop("Say why.")
    remedy = gettext_noop("Say it in a sentence or two, without names.")


class AppealTakesNothing(DomainError):
    """Not open, or over."""

    code = "appeal_takes_nothing"
    status = 409
    message = gettext_noop("This appeal takes no gifts now.")
    remedy = gettext_noop("Its page says why, and where the money is.")


class CapReached(DomainError):
    """No gift and no decision passes the cap (N07)."""

    code = "appeal_cap_reached"
    status = 409
    message = gettext_noop("This appeal can still take %(left)s yuan.")
    remedy = gettext_noop("Give at most that. What comes above the cap goes back to its giver.")


class CapBelowTaken(DomainError):
    """What was given is not above the cap."""

    code = "appeal_cap_below_taken"
    status = 409
    message = gettext_noop("%(taken)s yuan were given already: the cap stays above that.")
    remedy = gettext_noop("Choose a higher cap, or end the appeal.")


class AppealStopped(DomainError):
    """While something is looked into, nothing is paid out."""

    code = "appeal_stopped"
    status = 409
    message = gettext_noop("This appeal is stopped: nothing is paid out meanwhile.")
    remedy = gettext_noop("Find out what holds; then let it go on, or give the money back.")


class PayoutWrong(DomainError):
    """A payment names its sum, what for, and the bill."""

    code = "payout_wrong"
    message = gettext_noop("A payment needs a sum above zero and what it pays.")
    remedy = gettext_noop("Copy both from the bill.")


class PayoutTooMuch(DomainError):
    """No more than lies there, and no more than the costs."""

    code = "payout_too_much"
    status = 409
    message = gettext_noop("%(free)s yuan are there to be paid.")
    remedy = gettext_noop("Pay at most that.")


class SlipMissing(DomainError):
    """A payment is known by the number that the bank gave it, and happened in the past."""

    code = "payout_slip_missing"
    message = gettext_noop("The bank's number is missing or stands on another payment.")
    remedy = gettext_noop("Copy number and time from the bank's slip.")


class PaidInOrder(DomainError):
    """What was agreed to and not stopped before it left is entered by one, as ever."""

    code = "payout_in_order"
    status = 409
    message = gettext_noop("This payment was agreed to and was not stopped before it left.")
    remedy = gettext_noop("Enter the bank's slip at the payment itself.")


class LateWaits(DomainError):
    """While one person says that it left, another says whether it did before anything else."""

    code = "payout_late_waits"
    status = 409
    message = gettext_noop("Somebody noted that this payment left the bank already.")
    remedy = gettext_noop("Say first at the payment whether it left.")


class OwnMoneyLacks(DomainError):
    """What givers had back already is borne by the organisation, out of what it may use freely."""

    code = "payout_own_money_lacks"
    status = 409
    message = gettext_noop(
        "Of this payment %(own)s yuan are not there any more, and the organisation has %(free)s"
        " yuan of its own in the books."
    )
    remedy = gettext_noop("Book first what the organisation added of its own, then confirm again.")


class RestLeft(DomainError):
    """An appeal is settled when nothing of it is left."""

    code = "appeal_rest_left"
    status = 409
    message = gettext_noop("%(left)s yuan are left.")
    remedy = gettext_noop("They go where it was declared, by two people; then settle it.")


class RestNowhere(DomainError):
    """What is left goes as it was declared: to an open appeal of the same organisation."""

    code = "appeal_rest_nowhere"
    status = 409
    message = gettext_noop("What is left cannot go there.")
    remedy = gettext_noop("Choose an open appeal of this organisation with room below its cap.")
