"""Pools that match gifts: opened by one person; by which terms they match, two people say."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from liushui.base.states import move_state
from liushui.books import policies
from liushui.books.errors import FundNotOurs, InstructionOver, ReasonMissing, SameTwoPeople
from liushui.books.models import PoolProposal
from liushui.books.queries.pools import pool_for, proposal_for_update
from liushui.books.states import MOVES, InstructionState
from liushui.kernel.errors import NotAllowed
from liushui.ledger.queries.pools import matchable_funds
from liushui.ledger.services import holder_of_organisation
from liushui.ledger.services.pools import Caps, Terms, open_pool, set_terms
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another

if TYPE_CHECKING:
    from liushui.ledger.models import MatchingPool


@transaction.atomic
def begin_pool(
    actor: Actor, organisation_id: int, *, title: str, title_en: str = "", at: datetime
) -> "MatchingPool":
    """Open an empty pool for an organisation. It matches nothing before two people say how.

    Raises ``NotAllowed``, ``PartSwitchedOff``.
    """
    if organisation_id not in policies.bodies_to_propose_for(actor):
        raise NotAllowed
    require_on(organisation_id, "matching")
    holder = holder_of_organisation(organisation_id)
    return open_pool(actor, holder, title=title, title_en=title_en, at=at)


@transaction.atomic
def propose_terms(
    actor: Actor, pool_id: int, terms: Terms, *, why: str, at: datetime
) -> PoolProposal:
    """Put terms before a second person; what waits with the same terms is the same proposal.

    Nothing changes yet. Raises ``TermsSenseless``, ``FundNotOurs``, ``ReasonMissing`` and
    ``PartSwitchedOff``.
    """
    pool = pool_for(actor, pool_id)
    body = pool.fund.holder.organisation_id or 0
    if body not in policies.bodies_to_propose_for(actor):
        raise NotAllowed
    require_on(body, "matching")
    terms.require_sense()
    if not terms.fund_ids <= {fund.pk for fund in matchable_funds([body])}:
        raise FundNotOurs
    if not why.strip():
        raise ReasonMissing
    proposal, fresh = PoolProposal.objects.get_or_create(
        pool=pool,
        organisation_id=body,
        content=content_of(terms),
        state=InstructionState.PROPOSED,
        defaults={"why": why.strip()[:300], "proposed_by": actor.name, "proposed_at": at},
    )
    if fresh:
        record(actor, "pool.terms_proposed", proposal, at=at, pool=pool.pk)
    return proposal


@transaction.atomic
def decide_terms(actor: Actor, key: int, word: str, *, at: datetime) -> PoolProposal:
    """Agree, and the terms are in force; decline; or take one's own back. Twice changes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``SameTwoPeople``, ``InstructionOver``, and
    ``PartSwitchedOff`` for agreeing.
    """
    one = proposal_for_update(actor, key)
    wanted = {
        "agree": InstructionState.DONE,
        "decline": InstructionState.DECLINED,
    }.get(word, InstructionState.WITHDRAWN)
    if wanted == InstructionState.WITHDRAWN:
        if one.proposed_by != actor.name:
            raise NotAllowed
    else:
        if one.organisation_id not in policies.bodies_to_decide_for(actor):
            raise NotAllowed
        require_another(actor, one.proposed_by, SameTwoPeople)
    if one.state == wanted and one.decided_by == actor.name:
        return one
    if one.state != InstructionState.PROPOSED:
        raise InstructionOver
    if wanted == InstructionState.DONE:
        require_on(one.organisation_id, "matching")
    PoolProposal.objects.filter(pk=one.pk).update(decided_by=actor.name, decided_at=at)
    one.decided_by, one.decided_at = actor.name, at
    move_state(one, to=wanted, moves=MOVES, by=actor.name, at=at)
    record(actor, f"pool.terms_{wanted}", one, at=at, pool=one.pool_id)
    if wanted == InstructionState.DONE:
        pool, terms = pool_for(actor, one.pool_id), terms_of_content(one.content)
        set_terms(actor, pool, terms, proposed_by=one.proposed_by, why=one.why, at=at)
    return one


def content_of(terms: Terms) -> dict[str, Any]:
    """Terms as they are kept until a second person agrees."""
    return {
        "ratio": list(terms.ratio),
        "opens_at": terms.opens_at.isoformat(),
        "closes_at": terms.closes_at.isoformat(),
        "funds": sorted(terms.fund_ids),
        "caps": asdict(terms.caps),
        "place": terms.place,
        "pledged": terms.pledged,
    }


def terms_of_content(content: Mapping[str, Any]) -> Terms:
    """The same again as terms."""
    num, den = content["ratio"]
    return Terms(
        ratio=(num, den),
        opens_at=datetime.fromisoformat(content["opens_at"]),
        closes_at=datetime.fromisoformat(content["closes_at"]),
        fund_ids=frozenset(content["funds"]),
        caps=Caps(**content["caps"]),
        place=content["place"],
        pledged=content["pledged"],
    )
