"""What items refuse, and what to do then."""

from liushui.kernel.errors import DomainError, gettext_noop


class SoldOut(DomainError):
    """All pieces are taken or held by others who are paying."""

    code = "items_sold_out"
    status = 409
    message = gettext_noop("All pieces are taken at the moment.")
    remedy = gettext_noop(
        "Pieces that nobody pays for come back within %(minutes)s minutes; or give to the project"
        " without a piece."
    )


class FewerLeft(DomainError):
    """There are some left, but not so many together."""

    code = "items_fewer_left"
    status = 409
    message = gettext_noop("There are fewer pieces left than you chose.")
    remedy = gettext_noop("Please choose fewer.")


class TooManyHeld(DomainError):
    """One person or network holds many pieces that are not paid."""

    code = "items_too_many_held"
    status = 409
    message = gettext_noop("Many pieces are held from here and not paid yet.")
    remedy = gettext_noop(
        "Pay for those first. What nobody pays for is free again within %(minutes)s minutes."
    )


class NotItsPrice(DomainError):
    """The amount is not so many times the price of a piece."""

    code = "items_not_its_price"
    message = gettext_noop("A piece costs %(price)s yuan, and one order holds at most %(most)s.")
    remedy = gettext_noop("Choose how many on the page of the piece.")


class GalleryNotOpen(DomainError):
    """It has not begun, or it is over."""

    code = "items_gallery_not_open"
    status = 409
    message = gettext_noop("These pieces are not given at the moment.")
    remedy = gettext_noop("The project's page says how else one can give.")


class GalleryNotReady(DomainError):
    """Without a piece, or opened already."""

    code = "items_gallery_not_ready"
    status = 409
    message = gettext_noop("A gallery opens once, with at least one piece.")
    remedy = gettext_noop("Add a piece first.")


class CodeTaken(DomainError):
    """Another one has this short name."""

    code = "items_code_taken"
    status = 409
    message = gettext_noop("This short name is taken.")
    remedy = gettext_noop("Choose another one.")


class SurplusElsewhere(DomainError):
    """Late money was given to one charity, so it is not led to another."""

    code = "items_surplus_elsewhere"
    message = gettext_noop("Late money goes to a project of the same charity.")
    remedy = gettext_noop("Choose a project of this charity, or let late money go back.")


class SamePerson(DomainError):
    """What one person drafted, another person opens."""

    code = "items_same_person"
    status = 403
    message = gettext_noop("You drafted this, so another person must agree.")
    remedy = gettext_noop("Ask a colleague who edits projects or approves payments.")


class RateNotNew(DomainError):
    """A rate for a day that has begun, or for one that has a rate already."""

    code = "items_rate_not_new"
    status = 409
    message = gettext_noop("A rate begins on a day to come that has none yet.")
    remedy = gettext_noop("Choose a later day: what was counted is not counted anew.")


class NoRate(DomainError):
    """A rule counts nothing before two people agreed on a rate."""

    code = "items_no_rate"
    status = 409
    message = gettext_noop("This rule has no rate that two people agreed on.")
    remedy = gettext_noop("Propose one, and ask a colleague to agree.")


class RuleNotOpen(DomainError):
    """The rule counts nothing yet, or nothing any more."""

    code = "items_rule_not_open"
    status = 409
    message = gettext_noop("This rule counts nothing at the moment.")
    remedy = gettext_noop("Ask the charity when it begins.")


class PartnerUnknown(DomainError):
    """No key, or one that is not or no longer valid."""

    code = "items_partner_unknown"
    status = 401
    message = gettext_noop("This key is not known here.")
    remedy = gettext_noop(
        "Send the header “Authorization: Bearer KEY” with the key you were given."
    )


class ActsUnreadable(DomainError):
    """The body is not a list of acts as documented."""

    code = "items_acts_unreadable"
    message = gettext_noop("The list of acts cannot be read: %(where)s.")
    remedy = gettext_noop("docs/integrate/acts.md says how each act is written.")


class NoFlowerRule(DomainError):
    """Nobody said how flowers are earned here."""

    code = "items_no_flower_rule"
    status = 409
    message = gettext_noop("There are no flowers here today.")
    remedy = gettext_noop("Please come by another day.")


class FlowerEarned(DomainError):
    """Today's was picked already, or the day's limit is reached."""

    code = "items_flower_earned"
    status = 409
    message = gettext_noop("You have picked this flower today.")
    remedy = gettext_noop("There is a new one tomorrow.")


class FlowerNotEarned(DomainError):
    """The flower for a gift needs a gift today."""

    code = "items_flower_not_earned"
    status = 409
    message = gettext_noop("This flower is for those who gave today.")
    remedy = gettext_noop("It waits for you after a gift.")


class NotSoManyFlowers(DomainError):
    """More than one has."""

    code = "items_not_so_many_flowers"
    status = 409
    message = gettext_noop("You have %(left)s flowers left.")
    remedy = gettext_noop("Give fewer, or pick one tomorrow.")


class TagTaken(DomainError):
    """The stream has a channel with this tag."""

    code = "items_tag_taken"
    status = 409
    message = gettext_noop("The stream has a channel of this name already.")
    remedy = gettext_noop("Choose another short name.")
