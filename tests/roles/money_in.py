"""What lies in the story's accounts and cash box, for the addresses of reconciling."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.reconciling.queries.accounts import accounts_of
from liushui.reconciling.queries.counter import boxes_of
from liushui.reconciling.queries.differences import differences_visible_to
from liushui.reconciling.services.counter import Handed, take
from liushui.reconciling.services.counting import count_box

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

SYSTEM = Actor.system("test")


def money_in_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """An account with its open difference, a box that was counted once, a cheque at the bank."""
    day = day_of(at)
    bank = next(one for one in accounts_of(SYSTEM) if one.kind == "bank")
    waiting = differences_visible_to(SYSTEM).filter(account=bank, kind="unknown_in")
    cashier = stage.actor("county", Right.MONEY_PAY, day)
    [box] = boxes_of(SYSTEM)
    number = stage.projects["medical"].number
    take(cashier, box.till.pk, Handed(uuid4(), number, Money(1_00)), at=at)
    count = count_box(cashier, box.till.pk, Money(1_00), at=at)
    cheque = Handed(uuid4(), number, Money(1_00), cheque_number="30904430123")
    taken = take(cashier, box.till.pk, cheque, at=at)
    return {
        "account": bank.pk,
        "account_day": f"{day}",
        "difference": waiting.first().pk,  # type: ignore[union-attr]
        "till": box.till.pk,
        "count": count.pk,
        "cheque": taken.order.reference,
    }
