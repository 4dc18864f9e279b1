"""What the story decides by hand: a frozen gift, and a refund that waits for a second person."""

from datetime import timedelta

from liushui.books.services import Asked, propose_instruction
from liushui.config.demo.gifts import story_reference
from liushui.config.demo.stage import Stage
from liushui.kernel.clock import day_of
from liushui.parties.access import Right

# References that no payment, use or gift of the story has.
FIRST = 4_000_000
FROZEN_OF, WAITING_OF = "clinic", "bus"


def decide_by_hand(stage: Stage) -> None:
    """One gift is frozen and half of another is to go back; both still rest where they were given.

    Nothing else of the story follows them, so that what visitors are shown elsewhere stays.
    """
    at = stage.on(-1, 1_030)
    body = stage.plan.script.projects[FROZEN_OF].body
    frozen = Asked(
        reference=story_reference(at, FIRST),
        kind="freeze_gift",
        why="付款账户正在核实，核实前不动用",
        happened_on=day_of(at),
        gift=_newest(stage, FROZEN_OF),
    )
    propose_instruction(stage.actor(body, Right.MONEY_APPROVE, day_of(at)), frozen, at=at)
    body = stage.plan.script.projects[WAITING_OF].body
    waiting = Asked(
        reference=story_reference(at, FIRST + 1),
        kind="refund",
        why="捐赠人来电说多付了一半",
        happened_on=day_of(at),
        gift=_newest(stage, WAITING_OF),
        amount_minor=_amount(stage, WAITING_OF) // 2,
    )
    later = at + timedelta(minutes=5)
    propose_instruction(stage.actor(body, Right.MONEY_DRAFT, day_of(at)), waiting, at=later)


def _newest(stage: Stage, project: str) -> str:
    return [gift.reference for gift in stage.plan.gifts if gift.project == project][-1]


def _amount(stage: Stage, project: str) -> int:
    return [gift.amount_minor for gift in stage.plan.gifts if gift.project == project][-1]
