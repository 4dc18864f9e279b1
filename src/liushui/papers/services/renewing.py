"""Papers that say something else than is so hold no more, and new ones stand in their place (红冲).

What holds always says what of the gift has not gone back, and shows the donor as today.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from liushui.documents.queries import was_issued
from liushui.documents.services import lock_key
from liushui.giving.queries import gift_order_by_ref, readable_organisations
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.ledger.queries.given_back import given_back_after, won_back
from liushui.papers import policies, queries
from liushui.papers.models import GiftPaper, ReturnMark
from liushui.papers.services.anew import Change, renew
from liushui.papers.services.facts import key_of
from liushui.papers.services.making import make_for
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

_LOCK = 0x70617065
BATCH = 1_000
REASON_LIMIT = 300
_SYSTEM = Actor.system("papers")


Follower = Callable[..., None]
_followers: dict[str, Follower] = {}


def follow_returned(name: str, follower: Follower) -> None:
    """Have a module above hear of each gift of which money went back; one of each name."""
    _followers[name] = follower


class ReissueReasonMissing(DomainError):
    """A paper is made anew only for a reason that is written down."""

    code = "reissue_reason_missing"
    message = gettext_noop("Say in up to %(limit)s characters why the papers are made anew.")
    remedy = gettext_noop("The reason stays with the papers; write no personal data.")


class NothingToPaper(DomainError):
    """The gift stands in no book, or all of it went back."""

    code = "nothing_to_paper"
    status = 409
    message = gettext_noop("There is nothing to make a paper of: all of the gift went back.")
    remedy = gettext_noop("Its reversed papers stay where they are.")


@transaction.atomic
def reissue(actor: Actor, reference: str, *, reason: str, at: datetime) -> list[GiftPaper]:
    """Reverse a gift's papers and make them anew, for a reason; for who approves money.

    Raises ``NotFound``, ``NotAllowed``, ``ReissueReasonMissing``, ``NothingToPaper``.
    """
    order = gift_order_by_ref(reference)
    if order is None or order.project.organisation_id not in readable_organisations(actor):
        raise NotFound
    policies.require_reissue(actor, order.project.organisation_id)
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise ReissueReasonMissing(limit=REASON_LIMIT)
    make_for(order, at=at)
    change = Change(actor, WhyReversed.MISTAKE, reason.strip())
    made = renew(order, change, at=at, kinds=tuple(GiftPaperKind))
    if not made:
        raise NothingToPaper
    record(actor, "papers.reissued", order, at=at, gift=reference, count=len(made))
    return made


@transaction.atomic
def follow_returns(*, at: datetime) -> int:
    """Renew the papers of gifts of which money went back, or came again, since the last time.

    The ledger's sinks of returns are lines without gaps, so nothing in them can be passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    marks = dict(ReturnMark.objects.values_list("fund_id", "read_to"))
    found = given_back_after(marks, limit=BATCH)
    ReturnMark.objects.bulk_create(
        [
            ReturnMark(fund_id=fund_id, read_to=to)
            for fund_id, to in {one.fund_id: one.read_to for one in found}.items()
        ],
        update_conflicts=True,
        unique_fields=["fund"],
        update_fields=["read_to"],
    )
    changed = {one.ref for one in [*found, *won_back()] if one.ref}
    orders = [order for ref in changed if (order := gift_order_by_ref(ref)) is not None]
    # In one order everywhere, so that no two wait for each other.
    return sum(_follow(order, at=at) for order in sorted(orders, key=lambda one: one.pk))


def _follow(order: "GiftOrder", *, at: datetime) -> bool:
    """What of a gift's papers is not so any more holds no more; whether that changed anything.

    A certificate can be out before the gift's papers are made: they are made now, and judge it.
    """
    key = key_of(GiftPaperKind.CERTIFICATE, order.reference)
    lock_key(key)  # whoever asks for the certificate right now is waited for
    for follower in _followers.values():
        follower(order, at=at)
    if queries.is_owed(order) and was_issued(key):
        make_for(order, at=at)
        return True
    return bool(renew(order, Change(_SYSTEM, WhyReversed.RETURNED), at=at))
