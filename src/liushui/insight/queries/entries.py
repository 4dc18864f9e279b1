"""Entries of the book as strangers may read them: funds by holder, never a person or a gift's key.

A gift's reference opens its page to whoever has it, so that no other page may tell it: entries
show the references of uses and payments in full, and of a gift only its day and two places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.disbursing.queries import disbursements_by_ref, expenditures_by_ref
from liushui.insight.errors import EntryUnknown
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.wording import appeal_word, kind_stage, kind_word, text_of
from liushui.kernel.ids import is_reference
from liushui.ledger.queries.flows import (
    ALL_MONTHS,
    Months,
    movement_by_id,
    movements_between,
    movements_by_id,
)

if TYPE_CHECKING:
    from liushui.ledger.models import Movement

PAGE_SIZE = 50
HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Step:
    """A movement on the way of some units: from which fund to which, and how many of them."""

    movement_id: int
    source: int | None
    target: int
    minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement. ``share``: how much of it belongs to what the page is about."""

    movement_id: int
    word: str
    stage: str
    minor: int
    share: int | None
    source: FundName | None
    target: FundName
    at: datetime
    booked_at: datetime
    title: str
    payee: str
    reference: str
    reverses: int | None

    @property
    def href(self) -> str:
        return f"/entries/{self.movement_id}"

    @property
    def source_label(self) -> str:
        if self.source:
            return self.source.holder
        if self.target.is_appeal:
            return pgettext("personal appeal", "From outside")
        return _("From outside")

    @property
    def target_label(self) -> str:
        return self.target.holder if self.target.sink_use is None else self.title


def entry(movement_id: int) -> Entry:
    """One entry by its number. Raises ``EntryUnknown``. Seven queries."""
    movement = movement_by_id(movement_id)
    if movement is None:
        raise EntryUnknown
    return _entries([movement], {})[0]


def entries_of_steps(steps: Sequence[Step]) -> Sequence[Entry]:
    """The entries of one page of steps, in the steps' order. Seven queries."""
    shares: dict[int, int] = {}
    for step in steps:
        shares[step.movement_id] = shares.get(step.movement_id, 0) + step.minor
    movements = movements_by_id(shares)
    return _entries([movements[number] for number in shares], shares)


def entries_between(
    source: int | None, target: int, before: int | None = None, months: Months = ALL_MONTHS
) -> Sequence[Entry]:
    """What moved between two funds, newest first, a page and one more. Eight queries."""
    found = movements_between(source, target, before=before, limit=PAGE_SIZE + 1, months=months)
    return _entries(found, {})


def merged(steps: Iterable[Step]) -> Sequence[Step]:
    """One step for each movement with the sum of its shares, in the order of the book."""
    sums: dict[int, Step] = {}
    for step in steps:
        known = sums.get(step.movement_id)
        minor = step.minor + (known.minor if known else 0)
        sums[step.movement_id] = Step(step.movement_id, step.source, step.target, minor)
    return [sums[number] for number in sorted(sums)]


def masked_reference(reference: str) -> str:
    """A gift's reference as others may see it: enough to find one's own, not to open another's."""
    return f"{reference[:14]}…" if is_reference(reference) else ""


def _entries(movements: Sequence["Movement"], shares: Mapping[int, int]) -> Sequence[Entry]:
    funds = {m.target_id for m in movements} | {m.source_id for m in movements if m.source_id}
    names = fund_names(funds)
    references = {movement.ref for movement in movements if movement.ref}
    uses = expenditures_by_ref(references)
    payments = disbursements_by_ref(references)

    def entry_of(movement: "Movement") -> Entry:
        target = names[movement.target_id]
        is_gift = movement.source_id is None  # it has its own words, whoever borrowed its number
        use = None if is_gift else uses.get(movement.ref)
        payment = None if is_gift else payments.get(movement.ref)
        public = movement.ref if use or payment else masked_reference(movement.ref)
        word = (appeal_word if target.is_appeal else kind_word)(movement.kind)
        title = target.purpose or word
        if use is not None:
            title = text_of(use, "label")
        elif payment is not None:
            title = text_of(payment, "purpose")
        return Entry(
            movement_id=movement.pk,
            word=word,
            stage=kind_stage(movement.kind),
            minor=movement.amount,
            share=shares.get(movement.pk),
            source=names[movement.source_id] if movement.source_id else None,
            target=target,
            at=movement.happened_at,
            booked_at=movement.recorded_at,
            title=title,
            payee=use.payee_label if use else "",
            reference=public,
            reverses=movement.reverses_id,
        )

    return [entry_of(movement) for movement in movements]
