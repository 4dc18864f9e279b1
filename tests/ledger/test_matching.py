"""Pools add to gifts by their terms, to the unit, and take back what follows a gift back."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.kernel.clock import CHINA
from liushui.ledger import queries
from liushui.ledger.errors import NothingHere
from liushui.ledger.models import MatchedFund, Movement
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.matched import matches_told
from liushui.ledger.queries.totals import falls, raised
from liushui.ledger.queries.units import gift_of
from liushui.ledger.services import (
    GiftOffer,
    accept_gifts,
    charge_back,
    move,
    open_fund,
    refund_gift,
    reserve,
    seal_month,
    sequence_all,
)
from liushui.ledger.services.clawing_back import claw_back_matches, freeze_matches
from liushui.ledger.services.pools import (
    Caps,
    FundNotMatched,
    Terms,
    TermsSenseless,
    end_matching,
    open_pool,
    set_terms,
)
from liushui.ledger.states import GENERAL, Kind, Purpose
from liushui.parties.actors import Actor
from tests.ledger.builders import AT, a_fund, a_holder, a_used_sink, fen, give

pytestmark = pytest.mark.django_db
WANG = Actor("person:1")
_numbers = count(1)


def a_pool(*funds, units=1000, holder=None, **said):
    """A pool that matches gifts into the funds one to one, unless said otherwise."""
    pool = open_pool(WANG, holder or a_holder(), title="pool", at=AT)
    terms = {
        "ratio": (1, 1), "opens_at": AT - timedelta(days=9), "closes_at": AT + timedelta(days=9),
        "fund_ids": frozenset(fund.pk for fund in funds),
    } | said  # fmt: skip
    set_terms(WANG, pool, Terms(**terms), at=AT)
    if units:
        give(pool.fund, units)
    return pool


def given_by(fund, giver, *amounts, at=AT):
    refs = [f"P{next(_numbers)}" for _ in amounts]
    accept_gifts(
        [
            GiftOffer(fund.pk, amount, f"gift:{ref}", ref, at, giver)
            for ref, amount in zip(refs, amounts, strict=True)
        ]
    )
    sequence_all()
    return refs


def line(fund):
    return [(m.kind, m.amount) for m in Movement.objects.filter(target=fund).order_by("lo")]


def require_sound():
    assert [fault for rule in RULES for fault in faults(rule)] == []


def test_a_match_stands_directly_behind_its_gift():
    fund = a_fund()
    pool = a_pool(fund, ratio=(1, 2))
    refs = give(fund, 10, 7, 1)
    assert line(fund) == [("gift", 10), ("match", 5), ("gift", 7), ("match", 3), ("gift", 1)]
    first = Movement.objects.get(kind="match", amount=5)
    assert first.for_gift == gift_of(refs[0])
    assert (first.key, first.ref) == (f"match:{pool.pk}:gift:{refs[0]}", refs[0])
    assert [source.gift for source in queries.trace_backward_of_fund(fund.pk)].count(refs[0]) == 1
    require_sound()


def test_a_pool_that_ends_inside_a_gift_gives_what_it_has():
    fund = a_fund()
    pool = a_pool(fund, units=15)
    give(fund, 10, 10, 10)
    assert line(fund) == [("gift", 10), ("match", 10), ("gift", 10), ("match", 5), ("gift", 10)]
    assert queries.balance(pool.fund_id).free == 0


def test_a_pledge_and_what_is_promised_elsewhere_match_nothing():
    fund = a_fund()
    pool = a_pool(fund, units=20, pledged=1_000_000)
    reserve(fen(12), fund=pool.fund, key="hold", at=AT)
    give(fund, 10)
    assert line(fund) == [("gift", 10), ("match", 8)]


def test_several_pools_match_one_gift_in_their_stated_order():
    fund = a_fund()
    city = a_pool(fund, place=2, ratio=(1, 2))
    county = a_pool(fund, place=1, ratio=(1, 4))
    give(fund, 100)
    assert line(fund) == [("gift", 100), ("match", 25), ("match", 50)]
    assert queries.balance(city.fund_id).free == 950
    assert queries.balance(county.fund_id).free == 975


def test_money_that_comes_into_a_pool_matches_later_gifts_alone():
    fund = a_fund()
    pool = a_pool(fund, units=0)
    accept_gifts(
        [
            GiftOffer(into.pk, 10, f"gift:T{number}", f"T{number}", AT)
            for number, into in enumerate([fund, pool.fund, fund, fund, pool.fund, fund])
        ]
    )
    assert sequence_all() == 6
    kinds = [kind for kind, _ in line(fund)]
    assert kinds == ["gift", "gift", "match", "gift", "gift", "match"]
    require_sound()


def test_the_day_and_the_window_are_chinas():
    fund = a_fund()
    opens = datetime(2026, 9, 7, 0, 0, tzinfo=CHINA)
    a_pool(fund, opens_at=opens, closes_at=opens + timedelta(days=2), caps=Caps(per_day=10))
    one_minute = timedelta(minutes=1)
    give(fund, 1, at=(opens - one_minute).astimezone(UTC))
    give(fund, 8, at=opens)
    give(fund, 8, at=opens + timedelta(hours=24) - one_minute)
    give(fund, 8, at=opens + timedelta(hours=24))
    give(fund, 8, at=opens + timedelta(hours=48))
    assert [amount for kind, amount in line(fund) if kind == "match"] == [8, 2, 8]


def test_a_giver_has_one_cap_over_all_funds_and_the_unknown_has_no_match_where_givers_count():
    one, other = a_fund(), a_fund()
    a_pool(one, other, caps=Caps(per_gift=6, per_giver=15, per_giver_day=10))
    given_by(one, 7, 100, 3)
    given_by(other, 7, 100)
    given_by(other, 7, 100, at=AT + timedelta(days=1))
    given_by(other, None, 100)
    given_by(other, 8, 5)
    assert [n for kind, n in line(one) if kind == "match"] == [6, 3]
    assert [n for kind, n in line(other) if kind == "match"] == [1, 5, 5]
    require_sound()


def test_what_lies_below_a_matched_fund_is_matched_where_it_was_given():
    above = a_fund()
    wish = open_fund(above.holder, purpose=Purpose("project", 9_077), parent=above)
    a_pool(above, caps=Caps(per_fund=12))
    give(wish, 10)
    give(above, 10)
    assert line(wish) == [("gift", 10), ("match", 10)]
    assert line(above) == [("gift", 10), ("match", 2)]


def test_new_terms_hold_from_the_next_gift_on_and_ended_ones_match_nothing():
    fund = a_fund()
    pool = a_pool(fund)
    give(fund, 10)
    window = {"opens_at": AT - timedelta(days=1), "closes_at": AT + timedelta(days=1)}
    half = Terms(ratio=(1, 2), fund_ids=frozenset({fund.pk}), **window)
    fresh = set_terms(WANG, pool, half, at=AT)
    assert set_terms(WANG, pool, half, at=AT) == fresh
    give(fund, 10)
    end_matching(WANG, pool, why="abuse is looked into", at=AT)
    give(fund, 10)
    assert [n for kind, n in line(fund) if kind == "match"] == [10, 5]
    require_sound()


@pytest.mark.parametrize(
    "said",
    [
        {"ratio": (0, 1)},
        {"ratio": (1001, 1)},
        {"caps": Caps(total=0)},
        {"closes_at": AT - timedelta(days=9)},
        {"pledged": -1},
    ],
)
def test_terms_that_match_nothing_are_refused(said):
    with pytest.raises(TermsSenseless):
        a_pool(a_fund(), **said)


def test_a_pool_is_not_matched_nor_a_fund_below_another():
    above = a_fund()
    below = open_fund(above.holder, purpose=Purpose("project", 9_078), parent=above)
    pool = a_pool(above)
    for fund in (below, pool.fund):
        with pytest.raises(FundNotMatched):
            a_pool(fund)


def test_a_full_refund_takes_the_match_back_to_the_end_of_its_pool():
    fund = a_fund()
    pool = a_pool(fund, units=15)
    lin, _ = give(fund, 10, 10)
    refund, back = refund_gift(lin, fen(10), key="refund", happened_at=AT)
    assert (refund.kind, back.kind, back.amount) == (Kind.REFUND, Kind.REVERSAL, 10)
    assert (back.target_id, back.lo, back.hi) == (pool.fund_id, 15, 25)
    assert refund_gift(lin, fen(10), key="refund", happened_at=AT) == [refund, back]
    give(fund, 4)
    assert line(fund)[-2:] == [("gift", 4), ("match", 4)]
    require_sound()


def test_parts_of_a_gift_take_their_share_and_together_all_of_it():
    fund = a_fund()
    a_pool(fund, ratio=(1, 3))
    (lin,) = give(fund, 10)
    back = [refund_gift(lin, fen(n), key=f"r{n}", happened_at=AT)[1:] for n in (4, 1, 5)]
    assert [[one.amount for one in part] for part in back] == [[1], [], [2]]
    require_sound()


def test_a_spent_match_is_kept_and_said_to_be():
    fund = a_fund()
    a_pool(fund)
    lin, chen = give(fund, 10, 10)
    move(fen(20), source=fund, target=a_used_sink(fund), kind=Kind.USE, key="u", happened_at=AT)
    charge_back_of = charge_back(lin, fen(10), key="cb", happened_at=AT)
    assert [one.kind for one in charge_back_of if one.kind == Kind.REVERSAL] == []
    (told,) = matches_told(lin)
    assert (told.amount, told.returned, told.share, told.kept) == (10, 0, 10, 10)
    refund_gift(chen, fen(5), key="r", happened_at=AT)
    (told,) = matches_told(chen)
    assert (told.returned, told.share, told.kept) == (5, 5, 0)
    require_sound()


def test_a_returned_match_gives_its_caps_room_again():
    fund = a_fund()
    pool = a_pool(fund, caps=Caps(total=10))
    (lin,) = give(fund, 10)
    refund_gift(lin, fen(6), key="r", happened_at=AT)
    give(fund, 10)
    assert [n for kind, n in line(fund) if kind == "match"] == [10, 6]
    counted = MatchedFund.objects.get(pool=pool)
    assert (counted.granted, counted.returned) == (16, 6)


def test_matches_of_an_abused_gift_are_frozen_then_taken_back_from_wherever_they_rest():
    fund, village = a_fund(), None
    village = a_fund(fund.holder)
    pool = a_pool(fund)
    (lin,) = give(fund, 10)
    move(fen(14), source=fund, target=village, kind=Kind.TRANSFER, key="t", happened_at=AT)
    frozen = freeze_matches(lin, key="f", happened_at=AT)
    assert sorted(one.amount for one in frozen) == [4, 6]
    back = claw_back_matches(lin, key="c", happened_at=AT)
    assert claw_back_matches(lin, key="c", happened_at=AT) == back
    assert queries.balance(pool.fund_id).free == 1000
    assert (queries.balance(fund.pk).held, queries.balance(village.pk).held) == (0, 10)
    require_sound()


def test_for_what_was_spent_of_a_clawed_back_match_the_holder_pays_the_pool():
    fund = a_fund()
    general = open_fund(fund.holder, purpose=GENERAL)
    give(general, 100)
    pool = a_pool(fund)
    (lin,) = give(fund, 10)
    move(fen(13), source=fund, target=a_used_sink(fund), kind=Kind.USE, key="u", happened_at=AT)
    back = claw_back_matches(lin, key="c", happened_at=AT)
    assert sorted((one.kind, one.amount) for one in back) == [("grant", 3), ("reversal", 7)]
    assert queries.balance(general.pk).free == 97
    assert queries.balance(pool.fund_id).free == 1000
    assert matches_told(lin)[0].made_good == 3
    with pytest.raises(NothingHere):
        claw_back_matches(lin, key="again", happened_at=AT)
    require_sound()


def test_a_match_of_two_holders_is_booked_in_a_month_open_to_both():
    fund = a_fund()
    pool = a_pool(fund)
    seal_month(pool.fund.holder, AT.date(), by="person:1", at=AT + timedelta(days=40))
    give(fund, 10)
    booked = {m.kind: m.booked.month for m in Movement.objects.filter(target=fund)}
    assert booked == {"gift": AT.month, "match": AT.month + 1}


FORGED = """insert into ledger_movement (kind, resource_id, amount, source_id, target_id, lo,
    happened_at, booked, key, digest, for_gift_id)
  select 'match', 'CNY', {amount}, {source}, f.id, f.tip, {happened}, ledger_month({happened}),
    'forged', decode(repeat('00', 32), 'hex'), g.id
  from ledger_fund f, ledger_movement g where f.id = {target} and g.ref = '{gift}'
    and g.kind = 'gift'"""


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("ledger_match_terms", {"amount": 11}),
        ("ledger_match_place", {"gift": "first"}),
        ("ledger_match_place", {"happened": "g.happened_at + interval '1 hour'"}),
        ("ledger_movement_matched_once", {}),
    ],
)
def test_the_database_refuses_a_match_that_is_none(named, said):
    fund = a_fund()
    pool = a_pool(fund, units=10)
    first, last = give(fund, 5, 10)
    if "gift" in said:
        pool = a_pool(fund, units=0)
    if "amount" in said or "happened" in said:
        fund = a_fund()
        window = {"opens_at": AT - timedelta(days=1), "closes_at": AT + timedelta(days=1)}
        (last,) = give(fund, 10)
        both = Terms(ratio=(1, 1), fund_ids=frozenset({fund.pk}), **window)
        set_terms(WANG, pool, both, at=AT)
    form = {"amount": 5, "source": pool.fund_id, "target": fund.pk, "happened": "g.happened_at"}
    gift = first if "gift" in said else last
    refused = pytest.raises(IntegrityError, match=named)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGED.format(**form | said | {"gift": gift}))


def test_the_database_refuses_what_passes_a_cap():
    fund = a_fund()
    pool = a_pool(fund, caps=Caps(per_day=12))
    give(fund, 10)
    end = frozenset({fund.pk})
    window = {"opens_at": AT - timedelta(days=1), "closes_at": AT + timedelta(days=1)}
    set_terms(WANG, pool, Terms(ratio=(1, 1), fund_ids=frozenset(), **window), at=AT)
    (last,) = give(fund, 10)
    capped = Terms(ratio=(1, 1), fund_ids=end, caps=Caps(per_day=12), **window)
    set_terms(WANG, pool, capped, at=AT)
    form = {"source": pool.fund_id, "target": fund.pk, "happened": "g.happened_at"}
    with (
        pytest.raises(IntegrityError, match="ledger_match_caps"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(FORGED.format(**form, amount=3, gift=last))


def test_nobody_counts_matches_but_the_triggers():
    for table in ("ledger_matchedgiver", "ledger_matchedfund"):
        with (
            pytest.raises(IntegrityError, match="ledger_matched_kept"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"delete from {table}")


def test_what_was_raised_falls_by_rows_that_sum_to_the_fall():
    fund, other = a_fund(), None
    other = a_fund(fund.holder)
    pool = a_pool(fund, units=100)
    lin, chen, zhao = give(fund, 40, 30, 20)
    give(other, 5)
    refund_gift(lin, fen(10), key="r", happened_at=AT)
    move(fen(5), source=fund, target=other, kind=Kind.TRANSFER, key="t", happened_at=AT)
    claw_back_matches(chen, key="c", happened_at=AT)
    charge_back(zhao, fen(20), key="cb", happened_at=AT)
    told = raised([fund.pk])
    assert (told.gifts, told.gift_count, told.matches) == (90, 3, 90)
    assert told.falls == {"refund": 10, "reversal": 10 + 30 + 20, "charge_back": 20}
    assert told.total == 90 + 90 - 90
    assert sum(fall.amount for fall in falls([fund.pk])) == told.fallen
    assert raised([other.pk]).total == 5
    everywhere = raised([fund.pk, other.pk, pool.fund_id])
    assert (everywhere.gifts, everywhere.matches) == (195, 0)
    assert everywhere.total == 195 - 30


@pytest.mark.parametrize(
    ("table", "fault", "rule"),
    [
        ("ledger_matchedfund", "update ledger_matchedfund set granted = granted + 1", "L23"),
        ("ledger_matchedgiver", "delete from ledger_matchedgiver", "L23"),
        ("ledger_matchingterms", "update ledger_matchingterms set total = 4", "L23"),
        ("ledger_matchingterms", "update ledger_matchingterms set per_giver_day = 4", "L23"),
        ("ledger_matchingterms", "update ledger_matchingterms set per_gift = 4", "L24"),
        ("ledger_matchingscope", "delete from ledger_matchingscope", "L24"),
        (
            "ledger_movement",
            "update ledger_movement set kind = 'opening' where kind = 'gift'",
            "L25",
        ),
    ],
)
def test_the_check_names_a_planted_fault_of_matching(table, fault, rule):
    fund = a_fund()
    a_pool(fund)
    given_by(fund, 7, 6)
    require_sound()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(fault)
    assert rule in {found.rule for one in RULES for found in faults(one)}
