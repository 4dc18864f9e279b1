"""Instructions on the books, filled in by the people who may; share freely."""

from typing import Any

from liushui.books.models import Instruction
from liushui.books.services import Asked, propose_instruction
from liushui.parties.actors import Actor
from tests.disbursing.builders import Story, a_reference, an_agreement, paid
from tests.ledger.builders import give
from tests.projects.builders import AT, TODAY


def asked(kind: str, **facts: Any) -> Asked:
    plain = {"reference": a_reference(), "kind": kind, "why": "核对后决定", "happened_on": TODAY}
    return Asked(**{**plain, **facts})


def proposed(actor: Actor, kind: str, **facts: Any) -> Instruction:
    return propose_instruction(actor, asked(kind, **facts), at=AT)


def given(story: Story, amount: int) -> str:
    """One more gift in the project's fund: its reference."""
    [reference] = give(story.project.fund, amount)
    return reference


def passed_on(story: Story, amount: int) -> int:
    """Money of the project with the partner: the fund that it came into."""
    agreement = an_agreement(story)
    paid(story, agreement, amount)
    return int(agreement.fund_id)
