"""The words about wishes of the one history: used by choice, and what is left by decision."""

from liushui.ledger.choosing import Purse
from liushui.ledger.models import Fund, Movement
from liushui.ledger.services import sink
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
from liushui.ledger.wishes import Wish
from tests.ledger.builders import fen
from tests.properties import test_return_histories as returns
from tests.properties.oracle import Refused
from tests.properties.returns_oracle import Steps
from tests.properties.test_wishes import unit_by_unit

DISEASE, REGION, ITEM = Wish("disease", "Q21"), Wish("region", "441901"), Wish("item", "1")
WISHES = ((DISEASE,), (REGION,), (DISEASE, REGION))
TRAITS = (
    frozenset({DISEASE, REGION, ITEM}), frozenset({DISEASE}), frozenset({REGION, ITEM}),
)  # fmt: skip


class Wishes(returns.History):
    """Funds of wishes below the first project, opened by whoever tells the history."""

    base: Fund
    wished: list[Fund]
    wishes: dict[int, tuple[Wish, ...]]

    def open_wishes(self, base: Fund) -> list[Fund]:
        self.base, self.wished = base, [designated_fund(base, wishes) for wishes in WISHES]
        self.wishes = {fund.pk: w for fund, w in zip(self.wished, WISHES, strict=True)}
        self.for_wishes = sink(base.holder, SinkUse.USED, purpose=Purpose("wishes"))
        return self.wished

    def choose(self, ref: str, one: int, _: int, units: int) -> None:
        """Used for what has these traits: out of the funds that the rule chooses."""
        traits = TRAITS[one % len(TRAITS)]

        def use() -> list[Movement]:
            asked = Asked(self.base.pk, fen(units), traits)
            choice = choose_funds(
                asked, key=ref, by="person:1", at=self.at, targets=[self.for_wishes]
            )
            return use_by_choice(
                choice, target=self.for_wishes, kinds=KindOf(), ref=ref, happened_at=self.at
            )

        self.moved += self._both(use, lambda steps: self._chosen(steps, traits, units))

    def _chosen(self, steps: Steps, traits: frozenset[Wish], units: int) -> None:
        oracle = self.oracle
        purses = [
            Purse(fund.pk, max(0, oracle.may(fund.pk)), tuple(sorted(self.wishes.get(fund.pk, ()))))
            for fund in [self.base, *self.wished]
        ]
        taken = unit_by_unit(purses, traits, units, [])
        if sum(taken.values()) < units:
            raise Refused
        for fund, amount in taken.items():
            line = oracle.lines[fund]
            going = [line.places[place] for place in oracle.first(fund, amount)]
            oracle.send(steps, (fund, self.for_wishes.pk), KindOf()(self.base), going)

    def surplus(self, ref: str, one: int, _: int, units: int) -> None:
        """Two people move what is left of a wish to the project."""
        fund = self.wished[one % len(self.wished)]

        def decide() -> Movement:
            left = Leftover(fund, self.base, fen(units), "用完", "person:1")
            move_surplus("person:2", left, key=ref, at=self.at)
            return Movement.objects.get(key=ref)

        places = self._agreed(lambda: self.oracle.first(fund.pk, units))
        movement = self._do(decide)
        self.oracle.move(fund.pk, self.base.pk, places(), movement.pk, "")
        self.oracle.forget()
        self.moved.append(movement)
