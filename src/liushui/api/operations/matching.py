"""Pools that match gifts: begun by one person, led by terms that two agree to."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field
from pydantic import StrictInt

from liushui.api.deeds import whole
from liushui.api.operations.asking import actor_of, body_named, require_part
from liushui.api.rooms import Room
from liushui.api.shapes.values import (
    W80,
    W160,
    W300,
    Amount,
    Code,
    Moment,
    Number,
    Taken,
    Told,
    ToldMoment,
)
from liushui.books.part import PART
from liushui.books.policies import DECIDING, PROPOSING, READING
from liushui.books.queries.pools import pool_for, pools_in_console, proposals_of
from liushui.books.services.pools import begin_pool, decide_terms, propose_terms
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.queries.pools import pool_standing
from liushui.ledger.services.pools import Caps, Terms
from liushui.parties.access import holders_of

if TYPE_CHECKING:
    from liushui.books.models import PoolProposal
    from liushui.ledger.queries.pools import PoolStanding
    from liushui.parties.actors import Actor

_CAPS = ("per_gift", "per_giver", "per_giver_day", "per_fund", "per_day", "total")
Ratio = Annotated[StrictInt, Field(ge=1, le=1000)]
_PROPOSERS = holders_of(*PROPOSING)
room = Room("matching", _("Matching gifts"))


class PoolTaken(Taken):
    organisation: Code
    title: Annotated[W80, Field(min_length=1)]
    title_en: W160 = ""


class TermsTaken(Taken):
    added: Ratio
    given: Ratio
    opens_at: Moment
    closes_at: Moment
    funds: Annotated[list[Number], Field(max_length=500)] = []
    per_gift: Amount | None = None
    per_giver: Amount | None = None
    per_giver_day: Amount | None = None
    per_fund: Amount | None = None
    per_day: Amount | None = None
    total: Amount | None = None
    pledged: Annotated[StrictInt, Field(ge=0, le=MAX_UNITS)] = 0
    place: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    why: W300


class TermsVerdictTaken(Taken):
    word: Annotated[str, Field(pattern="^(agree|decline|withdraw)$")]


class TermsTold(Told):
    added: int
    given: int
    opens_at: ToldMoment
    closes_at: ToldMoment
    funds: list[int]
    caps: dict[str, int | None]
    pledged: int


class ProposedTermsTold(TermsTold):
    proposal: int
    why: str
    state: str


class PoolLine(Told):
    pool: int
    title: str
    title_en: str
    fund: int
    free: int
    added_so_far: int
    terms: TermsTold | None


class PoolTold(PoolLine):
    waiting: list[ProposedTermsTold]


class PoolsTold(Told):
    pools: list[PoolLine]


def _told(actor: "Actor", key: int) -> PoolTold:
    pool = pool_for(actor, key)
    waiting = [_proposed(one) for one in proposals_of(pool)]
    return PoolTold(**_line(pool_standing(pool)), waiting=waiting)


def _line(one: "PoolStanding") -> dict[str, Any]:
    terms = one.terms
    return {
        "pool": one.pool.pk,
        "title": one.pool.title,
        "title_en": one.pool.title_en,
        "fund": one.pool.fund_id,
        "free": one.free,
        "added_so_far": one.given,
        "terms": None
        if terms is None
        else TermsTold(
            added=terms.ratio_num,
            given=terms.ratio_den,
            opens_at=terms.opens_at,
            closes_at=terms.closes_at,
            funds=sorted(one.fund_ids),
            caps={name: getattr(terms, name) for name in _CAPS},
            pledged=terms.pledged,
        ),
    }


def _proposed(one: "PoolProposal") -> ProposedTermsTold:
    content = one.content
    added, given = content["ratio"]
    return ProposedTermsTold(
        proposal=one.pk,
        why=one.why,
        state=one.state,
        added=added,
        given=given,
        opens_at=content["opens_at"],
        closes_at=content["closes_at"],
        funds=content["funds"],
        caps=content["caps"],
        pledged=content["pledged"],
    )


def _propose(actor: "Actor", pool: int, asked: TermsTaken, *, at: datetime) -> object:
    terms = Terms(
        ratio=(asked.added, asked.given),
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
        fund_ids=frozenset(asked.funds),
        caps=Caps(**{name: getattr(asked, name) for name in _CAPS}),
        place=asked.place,
        pledged=asked.pledged,
    )
    return propose_terms(actor, pool, terms, why=asked.why, at=at)


@room.reads(
    "pools", "pools", access=holders_of(*READING), answers=PoolsTold,
    summary=_("The pools of one's organisation"),
    about=_("What each may add still, and what it added."),
)  # fmt: skip
def pools(request: HttpRequest) -> PoolsTold:
    require_part(request, PART)
    return PoolsTold(pools=[PoolLine(**_line(one)) for one in pools_in_console(actor_of(request))])


room.shows(
    "pools/{int:pool}", "pool", holders_of(*READING), _told,
    summary=_("One pool with its terms"),
    about=_("And with terms that wait for a second person."),
)  # fmt: skip


@room.writes(
    "pools", "pool-begin", access=_PROPOSERS, answers=PoolTold,
    summary=_("Open an empty pool"),
    about=_("It adds to nothing before two people agreed how."),
)  # fmt: skip
def pool_begin(request: HttpRequest, asked: PoolTaken) -> PoolTold:
    actor, body = actor_of(request), body_named(request, asked.organisation)
    title = {"title": asked.title, "title_en": asked.title_en}
    made = begin_pool(actor, body.pk, **title, at=timezone.now())
    return _told(actor, made.pk)


room.does(
    "pools/{int:pool}/terms", "pool-terms-propose", _PROPOSERS, _propose,
    takes=TermsTaken, gathers=whole, shows=_told,
    summary=_("Propose by which terms a pool adds to gifts"),
    about=_("“added” for each “given”, from a moment to a moment, into which funds."),
)  # fmt: skip
room.does(
    "pool-terms/{int:key}/decide", "pool-terms-decide", holders_of(*PROPOSING, *DECIDING),
    decide_terms, takes=TermsVerdictTaken, tells=_proposed,
    summary=_("Agree to terms, decline them, or take one's own back"),
    about=_("Whoever proposed them is refused as the second person, by whatever token."),
)  # fmt: skip
