"""Generated books: gifts with a long-tailed spread, paid on through three levels and used.

The plan is drawn from the seed alone, never from the database, so a second run finds every key.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from liushui.kernel.clock import CHINA
from liushui.kernel.ids import credit_code_check, reference_of
from liushui.kernel.money import Money
from liushui.ledger.services import (
    GiftOffer,
    accept_gifts,
    holder_of_organisation,
    move,
    open_fund,
    refund_gift,
    sequence_all,
    sink,
)
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.parties.actors import Actor
from liushui.parties.services import register_organisation

if TYPE_CHECKING:
    from liushui.ledger.models import Fund, Holder

START = datetime(2026, 1, 1, 8, 0, tzinfo=CHINA)
_PLACES = "0123456789BCDFGHJKMNPQRSTVWXY"
_ROUNDS_AT_MOST = 20
_GIFTS_A_ROUND = 2_500
_GIFTS_A_USE = 100
_GIFTS_A_REFUND = 1_000
_GIFTS_AT_ONCE = 5_000


@dataclass(slots=True)
class Pot:
    """A fund of the plan and what is free in it."""

    fund: "Fund"
    free: int = 0
    below: list["Pot"] = field(default_factory=list)
    sinks: list["Fund"] = field(default_factory=list)


@dataclass(slots=True)
class Loaded:
    """What the books hold of this load."""

    gifts: int = 0
    projects: int = 0
    payments: int = 0
    uses: int = 0
    refunds: int = 0
    gift_refs: list[str] = field(default_factory=list)
    use_refs: list[str] = field(default_factory=list)


def load_gifts(count: int, seed: int, *, tell: Callable[[str], None]) -> Loaded:
    """Fill the ledger with ``count`` gifts and what became of them. Again: adds nothing."""
    plan = _Plan(count, seed)
    rounds = max(1, min(_ROUNDS_AT_MOST, count // _GIFTS_A_ROUND))
    for number in range(rounds):
        share = count * (number + 1) // rounds - count * number // rounds
        plan.receive(share)
        plan.refund(share // _GIFTS_A_REFUND)
        plan.pay_on()
        plan.use(max(1, share // _GIFTS_A_USE))
        tell(f"{plan.loaded.gifts} of {count} gifts, {plan.loaded.uses} uses")
    return plan.loaded


class _Plan:
    def __init__(self, count: int, seed: int) -> None:
        self.random = random.Random(f"{seed}:{count}")  # noqa: S311 - the same books each time
        self.stem = f"load:{seed}:{count}"
        self.loaded = Loaded()
        self.step = 0
        self.projects = self._funds(max(3, min(40, count // 250)), seed)
        self.loaded.projects = len(self.projects)
        self.weights = [1 / (rank + 1) for rank in range(len(self.projects))]
        self.latest: list[tuple[Pot, str, int]] = []

    def receive(self, count: int) -> None:
        """Accept gifts and give each its place."""
        self.latest = []
        offers = []
        for pot in self.random.choices(self.projects, self.weights, k=count):
            amount = min(int(self.random.paretovariate(1.16) * 1_000), 5_000_000_00)
            ref = self._ref()
            key = f"{self.stem}:gift:{ref}"
            offers.append(GiftOffer(pot.fund.pk, amount, key, ref, self._now()))
            self.latest.append((pot, ref, amount))
            pot.free += amount
        for begin in range(0, count, _GIFTS_AT_ONCE):
            accept_gifts(offers[begin : begin + _GIFTS_AT_ONCE])
        sequence_all()
        self.loaded.gifts += count
        self.loaded.gift_refs += [ref for _, ref, _ in self.latest]

    def refund(self, count: int) -> None:
        """Give back half of a few gifts that have not moved yet."""
        for pot, ref, amount in self.random.sample(self.latest, count):
            key = f"{self.stem}:refund:{ref}"
            refund_gift(ref, Money(amount // 2), key=key, happened_at=self._now())
            pot.free -= amount // 2
            self.loaded.refunds += 1

    def pay_on(self) -> None:
        """Most of what projects hold goes to partners, and most of theirs to those who use it."""
        for giver, taker in self._payments():
            amount = giver.free * self.random.randint(40, 90) // 100
            if amount:
                self._move(amount, giver.fund, taker.fund, Kind.GRANT)
                giver.free -= amount
                taker.free += amount
                self.loaded.payments += 1

    def use(self, count: int) -> None:
        """Use some of what lies at the third level, for one case at a time."""
        users = [user for partner in self._partners() for user in partner.below if user.free]
        for index in range(count if users else 0):
            user = users[index % len(users)]
            amount = user.free * self.random.randint(5, 40) // 100
            if amount:
                case = self.random.choice(user.sinks)
                self.loaded.use_refs.append(self._move(amount, user.fund, case, Kind.USE))
                user.free -= amount
                self.loaded.uses += 1

    def _payments(self) -> Iterator[tuple[Pot, Pot]]:
        for project in self.projects:
            yield project, self.random.choice(project.below)
        for partner in self._partners():
            yield partner, self.random.choice(partner.below)

    def _partners(self) -> list[Pot]:
        return [partner for project in self.projects for partner in project.below]

    def _move(self, amount: int, source: "Fund", target: "Fund", kind: Kind) -> str:
        ref = self._ref()
        move(
            Money(amount),
            source=source,
            target=target,
            kind=kind,
            key=f"{self.stem}:{ref}",
            happened_at=self._now(),
            ref=ref,
        )
        return ref

    def _now(self) -> datetime:
        self.step += 1
        return START + timedelta(seconds=37 * self.step)

    def _ref(self) -> str:
        return reference_of(START.date(), "".join(self.random.choices(_PLACES, k=8)))

    def _funds(self, count: int, seed: int) -> list[Pot]:
        levels = {"foundation": 2, "service": 6, "village": 12}
        holders = {
            kind: [_holder(kind, number) for number in range(many)] for kind, many in levels.items()
        }
        ids = iter(range(seed * 1_000_000, (seed + 1) * 1_000_000))

        def pot(kind: str, place: int) -> Pot:
            holder = holders[kind][place % len(holders[kind])]
            return Pot(open_fund(holder, purpose=Purpose("load", next(ids))))

        projects = [pot("foundation", number) for number in range(count)]
        for number, project in enumerate(projects):
            project.below = [pot("service", number + step) for step in range(2)]
            for partner in project.below:
                partner.below = [pot("village", number + step) for step in range(2)]
                for user in partner.below:
                    user.sinks = [
                        sink(user.fund.holder, SinkUse.USED, purpose=Purpose("load", next(ids)))
                        for _ in range(3)
                    ]
        return projects


def _holder(kind: str, number: int) -> "Holder":
    stem = f"53100000LOAD{'FSV'.index(kind[0].upper())}{number:04d}".replace("O", "0")
    organisation = register_organisation(
        Actor.system("load"),
        credit_code=stem + credit_code_check(stem),
        kind=kind,
        name=f"Load {kind} {number + 1}",
        at=START,
    )
    return holder_of_organisation(organisation.pk)
