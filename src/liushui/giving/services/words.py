"""Words that the intake kept become gifts: the common ones by sets, the others one by one.

The intake answers a call-back once its word is kept; here, milliseconds later, it becomes what the
plain view writes at once: payment, state, history, ledger entry, notice. What is common is written
for all words of a batch by a handful of statements. Whatever needs a look (a closed order or
project, a wish, a second payment) goes through ``settle_payment``, as every other payment does.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from traceback import extract_tb
from typing import NamedTuple

import structlog
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils.timezone import now

from liushui.base.arrays import array_of
from liushui.base.metrics import GIFTS
from liushui.base.prepared import prepared
from liushui.base.states import move_states
from liushui.giving.models import GiftOrder, Payment, StuckWord, Word
from liushui.giving.notices import RECEIVED, tell_donors
from liushui.giving.services.givers import giver_number
from liushui.giving.services.notices import keep_notice
from liushui.giving.services.origins import AS_PLANNED, fund_of_origin, landing_of, tell_booked
from liushui.giving.services.settling import BY, Settled, settle_payment
from liushui.giving.states import MOVES, GiftState, Outcome
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.ledger.services import GiftOffer, place_gifts
from liushui.projects.queries import funds_open_for_gifts

log = structlog.get_logger(__name__)

BATCH = 2_000
_IDLE_SECONDS = 0.02
# In a surge as many words come while this rests as make a batch worth its dozen statements.
_GATHER_SECONDS = 0.02
_BACK_OFF_SECONDS = (0.1, 5.0)
_NEVER = threading.Event()
_EPOCH = datetime.fromtimestamp(0, UTC)
# What can be wrong with one word, a bug in what led to its gift among it: thousands wait behind it,
# so here a bug is written down before a person and does not end the process.
_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError,
         ValueError)  # fmt: skip
_OF_ONE_WORD = (DomainError, DatabaseError, *_BUGS)

# The order's lock is its word's too. A payment that is written meanwhile is met by its one index.
_TAKE = """
select w.id, (extract(epoch from w.paid_at) * 1000000)::bigint,
  (extract(epoch from w.received_at) * 1000000)::bigint, o.id, o.reference, o.amount_minor,
  o.project_id, o.donor_id is not null and not o.by_guest, o.origin <> '',
  o.state in ('placed') and o.wishes = '{}' and o.amount_minor = w.amount_minor and paid.id is null
from giving_word w join giving_giftorder o on o.id = w.order_id
left join lateral (select p.id from giving_payment p
  where p.provider = w.provider and p.transaction_id = w.transaction_id limit 1) paid on true
where not exists (select from giving_stuckword s
    where s.word_id = w.id and s.tried_at > now() - interval '1 minute')
order by w.id limit %s for no key update of o skip locked"""
# The word leaves in the statement that writes its payment, and may not leave in any other.
_WRITE = """
with w as materialized (select * from giving_word where id = any(%(ids)s::bigint[])),
paid as (
  insert into giving_payment (order_id, provider, transaction_id, merchant_id, amount_minor,
    paid_at, received_at, finding)
  select order_id, provider, transaction_id, merchant_id, amount_minor, paid_at, received_at, ''
  from w order by id),
told as (
  insert into giving_paymentnotice (received_at, outcome, order_id, digest)
  select received_at, 'accepted', order_id, digest from w order by id),
unstuck as (delete from giving_stuckword where word_id = any(%(ids)s::bigint[]))
delete from giving_word where id = any(%(ids)s::bigint[])"""


class _Kept(NamedTuple):
    """A waiting word beside its locked order; moments in microseconds since 1970."""

    word_id: int
    paid_us: int
    received_us: int
    order_id: int
    reference: str
    amount_minor: int
    project_id: int
    is_signed_in: bool
    has_origin: bool
    is_common: bool


def settle_words(*, limit: int = BATCH) -> int:
    """Settle the oldest words that wait; how many there were. Any number of processes may.

    A word that cannot be settled is kept for a person and tried again each minute; it takes no
    other one along.
    """
    try:
        taken, rest = _settle_common(limit)
    except OperationalError:  # the database's trouble, not a word's
        raise
    except _OF_ONE_WORD as error:
        log.warning("words_not_at_once", limit=limit, why=type(error).__name__)
        if limit > 1:
            return settle_words(limit=limit // 8 or 1)
        taken, rest = _oldest(limit)
    for word_id in rest:
        _settle_apart(word_id)
    return taken


@transaction.atomic
def _settle_common(limit: int) -> tuple[int, Sequence[int]]:
    """All common words of the oldest ``limit`` at once: how many were taken, and the other ones."""
    with prepared() as cursor:
        cursor.execute(_TAKE, [limit])
        taken = [_Kept._make(row) for row in cursor.fetchall()]
    if not taken:
        return 0, ()
    by_order = {kept.order_id: kept for kept in reversed(taken)}  # its oldest word
    common = [kept for kept in taken if kept.is_common and by_order[kept.order_id] is kept]
    funds = _funds_open(common)
    orders = _orders_with_origin(common)
    common = [kept for kept in common if kept.word_id in funds and _lands_as_planned(kept, orders)]
    if common:
        _write(common, funds, orders)
    done = {kept.word_id for kept in common}
    return len(taken), [kept.word_id for kept in taken if kept.word_id not in done]


def _write(
    common: Sequence[_Kept], funds: Mapping[int, int], orders: Mapping[int, GiftOrder]
) -> None:
    moments = {kept.order_id: _moment(kept.received_us) for kept in common}
    move_states(GiftOrder, moments, old=GiftState.PLACED, to=GiftState.PAID, moves=MOVES, by=BY)
    with prepared() as cursor:
        cursor.execute(_WRITE, {"ids": array_of(kept.word_id for kept in common)})
    givers = _givers(common)
    latest = max(moments.values())
    paid_by_origin = _orders_with_origin(common)  # read anew: they are paid now
    tell_booked(paid_by_origin.values(), at=latest)
    signed_in = {k.order_id: moments[k.order_id] for k in common if k.is_signed_in}
    if signed_in:
        tell_donors(signed_in, RECEIVED)
    offers = [
        GiftOffer(
            _fund(kept, funds, orders),
            kept.amount_minor,
            f"gift:{kept.reference}",
            kept.reference,
            _moment(kept.paid_us),
            givers.get(kept.order_id),
        )
        for kept in common
    ]
    transaction.on_commit(lambda: GIFTS.inc(len(common)))
    place_gifts(offers)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _funds_open(common: Iterable[_Kept]) -> dict[int, int]:
    """The fund of each word's project, for those whose project may take it on its day."""
    by_day: dict[date, list[_Kept]] = {}
    for kept in common:
        by_day.setdefault(day_of(_moment(kept.paid_us)), []).append(kept)
    funds: dict[int, int] = {}
    for on, words in by_day.items():
        taking = funds_open_for_gifts({kept.project_id for kept in words}, on)
        funds |= {
            kept.word_id: taking[kept.project_id] for kept in words if kept.project_id in taking
        }
    return funds


def _orders_with_origin(common: Iterable[_Kept]) -> dict[int, GiftOrder]:
    wanted = [kept.order_id for kept in common if kept.has_origin]
    if not wanted:
        return {}
    whole = GiftOrder.objects.select_related("project__organisation", "donor")
    return whole.in_bulk(wanted)


def _lands_as_planned(kept: _Kept, orders: Mapping[int, GiftOrder]) -> bool:
    if not kept.has_origin:
        return True
    return landing_of(orders[kept.order_id], at=_moment(kept.received_us)) == AS_PLANNED


def _fund(kept: _Kept, funds: Mapping[int, int], orders: Mapping[int, GiftOrder]) -> int:
    own = fund_of_origin(orders[kept.order_id]) if kept.has_origin else None
    return own or funds[kept.word_id]


def _givers(common: Iterable[_Kept]) -> dict[int, int]:
    """By which number the ledger knows the giver of each order that was given signed in."""
    named = [kept.order_id for kept in common if kept.is_signed_in]
    if not named:
        return {}
    vaults = GiftOrder.objects.filter(pk__in=named).values_list("pk", "donor__vault_id")
    return {pk: giver_number(vault_id) for pk, vault_id in vaults}


def _oldest(limit: int) -> tuple[int, Sequence[int]]:
    """The oldest that wait, when they could not be settled at once."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(_TAKE, [limit])
        ids = [row[0] for row in cursor.fetchall()]
    return len(ids), ids


def _settle_apart(word_id: int) -> None:
    """One word in a transaction of its own. If it cannot be settled, a person sees why."""
    try:
        settle_word(word_id)
    except OperationalError:
        raise
    except _OF_ONE_WORD as error:
        _set_aside(word_id, error)


@transaction.atomic
def settle_word(word_id: int) -> Settled | None:
    """Settle one word as the plain view settles its call-back; none if it is gone or taken."""
    seen = Word.objects.filter(pk=word_id).first()
    if seen is None:
        return None
    whole = GiftOrder.objects.select_for_update(of=("self",))
    order = whole.select_related("project__organisation", "donor").get(pk=seen.order_id)
    word = Word.objects.filter(pk=word_id).first()  # as it is once the order is ours
    if word is None:
        return None
    facts = {"provider": word.provider, "transaction_id": word.transaction_id}
    if Payment.objects.filter(**facts).exists():
        settled = Settled(Outcome.REPEATED, order)
    else:
        times = {"paid_at": word.paid_at, "received_at": word.received_at}
        payment = Payment(
            order=order,
            amount_minor=word.amount_minor,
            merchant_id=word.merchant_id,
            **facts,
            **times,
        )
        settled = settle_payment(order, payment)
    keep_notice(settled.outcome, bytes(word.digest), at=word.received_at, order=order)
    StuckWord.objects.filter(word_id=word_id).delete()
    Word.objects.filter(pk=word_id).delete()
    return settled


def _set_aside(word_id: int, error: Exception) -> None:
    """Pass the word over for a minute, and let a person see that it waits."""
    *_, innermost = extract_tb(error.__traceback__)
    where = f"{innermost.filename}:{innermost.lineno}"  # and no value: it may be somebody's
    log.error("word_stuck", word=word_id, why=type(error).__name__, where=where)
    at = now()
    why = getattr(error, "code", type(error).__name__)[:200]
    StuckWord.objects.update_or_create(
        word_id=word_id, defaults={"why": why, "tried_at": at}, create_defaults={
            "why": why, "tried_at": at, "since": at,
        },
    )  # fmt: skip


def settle_forever(stop: Callable[[], bool], settled: Callable[[], None]) -> None:
    """Settle until told to stop, and call ``settled`` whenever gifts were accepted.

    A database that went away is waited for, ever more patiently.
    """
    wait, longest = _BACK_OFF_SECONDS
    while not stop():
        try:
            taken = settle_words()
            wait = _BACK_OFF_SECONDS[0]
        except (OperationalError, InterfaceError) as error:
            log.warning("settler_lost_database", error=type(error).__name__, wait_seconds=wait)
            connection.close()
            _rest(wait, stop)
            wait = min(wait * 2, longest)
            continue
        if taken:
            settled()
        if taken < BATCH:
            _rest(_GATHER_SECONDS if taken else _IDLE_SECONDS, stop)


def _rest(seconds: float, stop: Callable[[], bool]) -> None:
    until = monotonic() + seconds
    while not stop() and (left := until - monotonic()) > 0:
        _NEVER.wait(min(left, _IDLE_SECONDS))
