"""Whether what is called left over could still serve somebody whose case lacks money."""

from liushui.books.models import Instruction
from liushui.books.states import InstructionKind
from liushui.cases.queries import open_needs
from liushui.kernel.money import Money
from liushui.ledger.queries.designations import designations_by_fund
from liushui.ledger.wishes import meets
from liushui.projects.queries import fund_labels


def still_needed(one: Instruction) -> Money:
    """What open cases lack that the surplus of an instruction may pay for, by the givers' wishes.

    Nothing for other kinds, and at most what would be moved.
    """
    if one.kind != InstructionKind.SURPLUS or one.fund_id is None:
        return Money(0)
    own = designations_by_fund([one.fund_id]).get(one.fund_id)
    base, wishes = (own.base_id, own.wishes) if own else (one.fund_id, ())
    project = fund_labels([base]).get(base)
    if project is None:
        return Money(0)
    lacking = sum(need.amount for need in open_needs(project.pk) if meets(need.traits, wishes))
    return Money(min(lacking, one.amount_minor or lacking))
