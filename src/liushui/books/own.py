"""The journal of an organisation as a file of its export, and what else its book holds."""

from collections.abc import Iterator, Sequence

from liushui.books.models import InstructionEntry, PoolProposal
from liushui.books.policies import READING
from liushui.books.queries import all_lines, funds_in_console, with_names
from liushui.books.wording import fund_in_words
from liushui.desk.tables import Cell
from liushui.ledger.queries.flows import ALL_MONTHS
from liushui.ledger.queries.own import own_rows
from liushui.onboarding.own import Portion, bring_portion, facts
from liushui.parties.actors import Actor

_HEADS = ("fund", "fund_name", "movement", "at", "booked", "what", "other", "reference", "amount",
          "balance")  # fmt: skip


def bring_journal() -> None:
    """At start-up."""
    bring_portion(Portion("journal", _HEADS, frozenset(READING), _journal))
    for name, (rows, columns) in own_rows().items():
        bring_portion(facts(name, READING, rows, columns))
    entries, pools = InstructionEntry.objects.filter, PoolProposal.objects.filter
    bring_portion(facts(
        "instruction_entries", READING, lambda body: entries(instruction__organisation_id=body),
        ("instruction__reference", "movement_id"),
    ))  # fmt: skip
    bring_portion(facts(
        "pool_proposals", READING, lambda body: pools(organisation_id=body),
        ("pool_id", "content", "why", "state", "proposed_by", "proposed_at", "decided_by",
         "decided_at"),
    ))  # fmt: skip


def _journal(actor: Actor, organisation_id: int) -> Iterator[Sequence[Cell]]:
    funds = funds_in_console(actor).filter(holder__organisation_id=organisation_id)
    for named in with_names(list(funds.order_by("pk"))):
        for line in all_lines(actor, named.fund.pk, ALL_MONTHS):
            yield (
                Cell(str(named.fund.pk)),
                Cell(fund_in_words(named.name)),
                Cell(str(line.movement_id)),
                Cell(at=line.at),
                Cell(at=line.booked),
                Cell(line.word),
                Cell(fund_in_words(line.other) if line.other is not None else ""),
                Cell(line.reference),
                Cell(minor=line.minor),
                Cell(minor=line.balance),
            )
