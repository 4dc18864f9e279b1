"""People who return gifts, and gifts that were paid; share them freely."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.refund_asking import Asked, ask_for_refund
from liushui.giving.services.refund_deciding import agree_refund, propose_refund
from liushui.kernel.money import Money
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder, GiftRefund
    from liushui.projects.models import Project


@dataclass
class House:
    """A charity with a project, one who drafts money and one who approves it."""

    project: "Project"
    drafter: Actor
    approver: Actor


def a_house() -> House:
    project = giving.project()
    body = project.organisation
    return House(
        project,
        parties.holder(parties.zhao(), body, Right.MONEY_DRAFT),
        parties.holder(parties.wang(), body, Right.MONEY_APPROVE, Right.GIFT_READ),
    )


def a_gift(
    provider: Provider, house: House, minor: int = 100_00, *, actor: Actor = giving.STRANGER
) -> "GiftOrder":
    """Paid, and in its place in the book."""
    order = giving.order(house.project, actor=actor, minor=minor)
    giving.settled(provider, order)
    sequence_all()
    order.refresh_from_db()
    return order


def asked(
    order: "GiftOrder", kind: RefundClass = RefundClass.WRONG_AMOUNT, minor: int | None = None
) -> "GiftRefund":
    amount = None if minor is None else Money(minor)
    return ask_for_refund(giving.STRANGER, order.reference, Asked(kind, amount), at=giving.now())


def agreed(house: House, one: "GiftRefund") -> "GiftRefund":
    """By both people."""
    propose_refund(house.drafter, one.reference, why="核实无误", at=giving.now())
    return agree_refund(house.approver, one.reference, at=giving.now())
