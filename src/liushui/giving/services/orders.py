"""Placing an order to give."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from liushui.base import vault
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services.merchants import number_for
from liushui.giving.services.messages import offer_message
from liushui.giving.services.origins import tell_placed, words_of_origin
from liushui.giving.services.wishing import NO_WISH, Wished, checked_wishes
from liushui.giving.states import BY_HAND, Channel, Display
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import new_reference
from liushui.kernel.masks import mask_name
from liushui.kernel.money import MAX_UNITS, AmountOutOfRange, Money
from liushui.ledger.wishes import written
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME, agreement_in
from liushui.parties.queries import has_agreed, masked_name, person_by_id
from liushui.parties.services import agree, register_person, rename_person
from liushui.projects.queries import account_for
from liushui.projects.services import require_open_for_gifts
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.projects.models import Project

PAYABLE_HOURS = 2
MESSAGE_LIMIT = 200
# The provider takes at most this much in one order (fen, a signed 32-bit number).
ORDER_LIMIT_MINOR = 2**31 - 1


class NameMissing(DomainError):
    """To be shown by surname, a name must be known."""

    code = "name_missing"
    message = gettext_noop("Your surname can only be shown if you write your name.")
    remedy = gettext_noop("Write your name, or choose to be shown as a donor.")


class MessageTooLong(DomainError):
    """A message to the charity is a few sentences."""

    code = "message_too_long"
    message = gettext_noop("The message is longer than %(limit)s characters.")
    remedy = gettext_noop("Shorten it, or write to the charity directly.")


@dataclass(frozen=True, slots=True)
class Showing:
    """How the donor wishes to appear: as a donor, or by surname and stars (a name is needed)."""

    display: Display = Display.ANONYMOUS
    name: str = ""
    hides_amount: bool = False
    offers_message: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """What led to the gift: ``kind:code`` of a team, an item, ...; the tag of a link or stream.

    ``network`` is where it was asked from: what is built above may count by it; it is not kept.
    """

    origin: str = ""
    tag: str = ""
    network: str = ""


BY_ITSELF = By()


def by_appeal(project: "Project", by: By) -> By:
    """Whatever a link says, a gift to a personal appeal comes by the appeal: it keeps the cap."""
    return replace(by, origin=f"appeal:{project.number}") if project.lane == Lane.PERSONAL else by


@transaction.atomic
def place_order(  # noqa: PLR0913 - what a person says when giving
    actor: Actor,
    *,
    project: str,
    amount: Money,
    showing: Showing = Showing(),
    message: str = "",
    wished: Wished = NO_WISH,
    by: By = BY_ITSELF,
    on_phone: bool = False,
    channel: Channel | None = None,
    paid_to: str = "",
    at: datetime,
) -> GiftOrder:
    """Write down that somebody wants to give. No money moves; each call is an order of its own.

    ``project`` is the project's number; ``channel`` the way to pay: what the donor chose,
    by hand, or by a mandate; without it the first of the device. ``paid_to`` is the merchant
    account with which a mandate was signed; else the organisation's account of today takes it.
    Refuses a project that takes no gifts today
    (``ProjectClosed``, ``CertificateExpired``, ...), an amount beyond what one order can hold
    (``AmountOutOfRange``), ``NameMissing``, ``MessageTooLong``, and a wish that the project does
    not offer or that is met already (``WishNotOffered``, ``CaseNotForGifts``, ``CaseNeedsLess``).
    What led to the gift may refuse it too.
    """
    wanted = account_for(actor, project)
    by = by_appeal(wanted, by)
    require_open_for_gifts(wanted, day_of(at))
    words_of_origin(by.origin, wanted)
    most = MAX_UNITS if channel in BY_HAND else ORDER_LIMIT_MINOR
    if amount.currency != "CNY" or not 0 < amount.minor <= most:
        raise AmountOutOfRange
    if len(message) > MESSAGE_LIMIT:
        raise MessageTooLong(limit=MESSAGE_LIMIT)
    wishes = checked_wishes(wanted, wished, amount_minor=amount.minor)
    donor, shown = _donor(actor, showing, message=message.strip(), at=at)
    if donor is not None and actor.person_id and showing.display == Display.MASKED:
        _agree_to_be_shown(actor, donor.person_id, at=at)
    reference = new_reference(day_of(at))
    channel = channel or (Channel.WECHAT_H5 if on_phone else Channel.WECHAT_NATIVE)
    order = GiftOrder.objects.create(
        reference=reference,
        project=wanted,
        donor_id=donor.person_id if donor else None,
        by_guest=actor.person_id is None,
        amount_minor=amount.minor,
        channel=channel,
        merchant_id=paid_to or number_for(wanted, channel, at=at),
        display=showing.display,
        donor_display=shown if showing.display == Display.MASKED else "",
        message_sealed=_sealed(donor, reference, message.strip()),
        wishes=written(wishes),
        hides_amount=showing.hides_amount,
        origin=by.origin,
        tag=by.tag,
        created_at=at,
    )
    order.network = by.network
    if showing.offers_message:
        offer_message(order, at=at)
    tell_placed(order, at=at)
    return order


@dataclass(frozen=True, slots=True)
class _Donor:
    person_id: int
    vault_id: UUID


def _donor(
    actor: Actor, showing: Showing, *, message: str, at: datetime
) -> tuple[_Donor | None, str]:
    """Who gives, and the words that show them. A guest becomes a person only if there is need."""
    masked = showing.display == Display.MASKED
    name = " ".join(showing.name.split()) if masked else ""
    person = GiftOrder(donor_id=actor.person_id).donor if actor.person_id is not None else None
    if person is None:
        shown = mask_name(name)
        needed = bool(shown or message)
        person = register_person(actor, name=name, at=at) if needed else None
    else:
        shown = masked_name(person)
        if masked and not shown and name:
            shown = masked_name(rename_person(actor, person, name=name, at=at))
    if masked and not shown:
        raise NameMissing
    return (_Donor(person.pk, person.vault_id) if person is not None else None), shown


def _agree_to_be_shown(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Choosing to be shown by surname is agreeing to it; it is written once for each version."""
    words = agreement_in(get_language() or "", SHOWN_NAME)
    if not has_agreed(person_id, words.purpose, words.version):
        agree(actor, person_by_id(person_id), words, at=at)


def _sealed(donor: _Donor | None, reference: str, message: str) -> bytes | None:
    if donor is None or not message:
        return None
    return vault.seal(donor.vault_id, queries.message_field(reference), message)
