"""Random wishes: the choice against one made unit by unit, the flow against every cut of it.

And histories in the ledger: what was given with a wish ends where that wish is met, or where two
people decided; funds hold what a plain count says.
"""

import random
from itertools import combinations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.kernel.errors import DomainError
from liushui.ledger import queries
from liushui.ledger.choosing import Need, Purse, plan_choice
from liushui.ledger.flow import most_payable
from liushui.ledger.models import Fund
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.designations import purses_of, surpluses_of
from liushui.ledger.queries.flows import movements_by_id
from liushui.ledger.services import reverse, sink
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    Leftover,
    choose_funds,
    designated_fund,
    move_surplus,
    use_by_choice,
)
from liushui.ledger.states import Purpose, SinkUse
from liushui.ledger.wishes import Wish, meets
from tests.ledger.builders import AT, a_fund, fen, give

CASES = [
    frozenset(
        {Wish("case", str(n)), Wish("disease", f"Q{n % 2}1"), Wish("region", f"44190{n % 3}")}
    )
    for n in range(1, 7)
]
ITEMS = [Wish("item", "1"), Wish("item", "2")]


def some_wishes(draw: random.Random) -> tuple[Wish, ...]:
    """None to three wishes that some case meets, now and then of a whole province."""
    case = draw.choice(CASES)
    pool = [*sorted(case), draw.choice(ITEMS)]
    wishes = draw.sample(pool, draw.choice([0, 1, 1, 1, 2, 2, 3]))
    return tuple(
        Wish("region", "44") if wish.kind == "region" and draw.random() < 0.4 else wish
        for wish in wishes
    )


def some_purses(draw: random.Random) -> list[Purse]:
    sets = {frozenset(some_wishes(draw)) for _ in range(draw.randint(1, 6))} | {frozenset()}
    line = sorted(sets, key=lambda wishes: (draw.random(), sorted(wishes)))
    return [Purse(n, draw.randint(0, 12), tuple(sorted(w))) for n, w in enumerate(line, 1)]


def some_needs(draw: random.Random) -> list[Need]:
    chosen = draw.sample(CASES, draw.randint(0, 6))
    return [Need(draw.randint(1, 15), traits) for traits in chosen]


def by_cuts(free: dict[int, int], needs: list[tuple[int, list[int]]]) -> int:
    """The most that can flow is the least that must be cut: every cut, tried."""
    cuts = []
    for size in range(len(free) + 1):
        for cut in combinations(free, size):
            open_needs = [amount for amount, funds in needs if set(funds) - set(cut)]
            cuts.append(sum(free[fund] for fund in cut) + sum(open_needs))
    return min(cuts)


def unit_by_unit(purses: list[Purse], traits: frozenset[Wish], amount: int, needs: list[Need]):
    """Each unit by itself out of the fund whose turn it is; the pinned one not considered."""
    free = {one.fund_id: one.free for one in purses}
    taken: dict[int, int] = {}
    for _ in range(amount):
        able = [one for one in purses if free[one.fund_id] and meets(traits, one.wishes)]
        if not able:
            break
        most = max(len(one.wishes) for one in able)
        able = [one for one in able if len(one.wishes) == most]
        served = {
            one.fund_id: len([n for n in needs if meets(n.traits, one.wishes)]) for one in able
        }
        fund = min(served, key=lambda number: (served[number], number))
        free[fund] -= 1
        taken[fund] = taken.get(fund, 0) + 1
    return taken


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_choice_is_the_rule_and_the_flow_is_the_least_cut(seed):
    draw = random.Random(seed)  # noqa: S311 - a drawing
    purses, needs = some_purses(draw), some_needs(draw)
    traits = frozenset({*draw.choice(CASES), *draw.sample(ITEMS, 1)})
    amount = draw.randint(1, 40)
    plan = plan_choice(amount, traits, purses, needs)
    taken = {part.fund_id: part.amount for part in plan.parts}
    assert taken == unit_by_unit(purses, traits, amount, needs)
    assert sum(taken.values()) + plan.missing == amount
    free = {one.fund_id: one.free for one in purses}
    asked = [(n.amount, [p.fund_id for p in purses if meets(n.traits, p.wishes)]) for n in needs]
    assert most_payable(free, asked) == by_cuts(free, asked)
    assert plan.payable.after <= plan.payable.best <= plan.payable.before <= plan.payable.needed
    rest = {fund: units - taken.get(fund, 0) for fund, units in free.items()}
    own = [one.fund_id for one in purses if meets(traits, one.wishes)]
    first = (sum(taken.values()), own)
    assert most_payable(free, asked, first) >= most_payable(rest, asked)
    assert most_payable(free, asked, first) == by_cuts(free, [first, *asked]) - first[0]


class History:
    """Gifts with wishes, uses by choice, what came back, what was left: told beside a count."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.base = a_fund()
        self.wished: dict[str, tuple[Wish, ...]] = {}
        self.free: dict[int, int] = {}
        self.uses: dict[str, frozenset[Wish]] = {}
        self.moved: list = []
        self.steps = 0

    def gift(self) -> None:
        wishes, units = some_wishes(self.draw), self.draw.randint(1, 30)
        fund = designated_fund(self.base, wishes)
        [ref] = give(fund, units)
        self.wished[ref] = wishes
        self.free[fund.pk] = self.free.get(fund.pk, 0) + units

    def use(self) -> None:
        case = self.draw.choice(CASES)
        traits = case | set(self.draw.sample(ITEMS, 1))
        number = next(int(wish.code) for wish in case if wish.kind == "case")
        target = sink(self.base.holder, SinkUse.USED, purpose=Purpose("case", number))
        key, amount = f"use:{self.steps}", self.draw.randint(1, 25)
        purses = [Purse(p.fund_id, self.free.get(p.fund_id, 0), p.wishes)
                  for p in purses_of(self.base.pk)]  # fmt: skip
        wanted = unit_by_unit(purses, traits, amount, [])
        try:
            asked = Asked(self.base.pk, fen(amount), frozenset(traits))
            choice = choose_funds(asked, key=key, by="person:1", at=AT, targets=[target])
        except DomainError:
            assert sum(wanted.values()) < amount
            return
        moved = use_by_choice(choice, target=target, kinds=KindOf(), ref=key, happened_at=AT)
        assert {m.source_id: m.amount for m in moved} == wanted
        self.uses[key] = frozenset(traits)
        self.moved += moved
        for fund, units in wanted.items():
            self.free[fund] -= units

    def come_back(self) -> None:
        if self.moved:
            what = self.draw.choice(self.moved)
            units = self.draw.randint(1, what.amount)
            try:
                with transaction.atomic():
                    reverse(what, fen(units), key=f"back:{self.steps}", happened_at=AT)
            except DomainError:
                return
            self.free[what.source_id] += units

    def surplus(self) -> None:
        held = [fund for fund, units in self.free.items() if units and fund != self.base.pk]
        if not held:
            return
        fund = Fund.objects.get(pk=self.draw.choice(held))
        units = self.draw.randint(1, self.free[fund.pk])
        left = Leftover(fund, self.base, fen(units), "用完", "person:1")
        move_surplus("person:2", left, key=f"surplus:{self.steps}", at=AT)
        self.free[fund.pk] -= units
        self.free[self.base.pk] = self.free.get(self.base.pk, 0) + units

    def run(self, steps: int) -> None:
        words = self.draw.choices([self.gift, self.use, self.come_back, self.surplus],
                                  [5, 6, 2, 1], k=steps)  # fmt: skip
        for word in words:
            self.steps += 1
            word()


@pytest.mark.django_db
@settings(
    max_examples=4, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(seed=st.integers(0, 2**32 - 1))
def test_a_gift_with_a_wish_ends_where_the_wish_is_met(seed):
    with transaction.atomic():
        history = History(random.Random(seed))  # noqa: S311 - a history can be told again
        history.run(40)
        held = {purse.fund_id: purse.free for purse in purses_of(history.base.pk)}
        assert held == {fund: history.free.get(fund, 0) for fund in held}
        by_decision = {one.key for one in surpluses_of(held)}
        moves = {m.pk: m.key for m in movements_by_id(
            number for ref in history.wished for end in queries.trace_forward(ref)
            for number in end.movement_ids).values()}  # fmt: skip
        for ref, wishes in history.wished.items():
            for end in queries.trace_forward(ref):
                keys = {moves[number] for number in end.movement_ids}
                if end.use in history.uses and not keys & by_decision:
                    assert meets(history.uses[end.use], wishes)
        assert [fault for rule in RULES for fault in faults(rule)] == []
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)
