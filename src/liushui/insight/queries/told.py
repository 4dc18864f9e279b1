"""What happened to a gift beside being used, each in a plain sentence for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.insight.queries.names import fund_names
from liushui.insight.queries.wording import stage_of
from liushui.kernel.money import format_yuan
from liushui.ledger.queries.amends import amends_of
from liushui.ledger.queries.matched import matches_told
from liushui.ledger.states import EndKind

if TYPE_CHECKING:
    from liushui.insight.queries.whereabouts import Whereabouts

# In the order in which they are told.
_TOLD = (
    EndKind.FROZEN,
    EndKind.REFUNDED,
    EndKind.CHARGED_BACK,
    EndKind.COVERED,
    EndKind.COVERING,
    EndKind.WRITTEN_OFF,
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One sentence, the stage that it is drawn in, and the entry that says it, if one does."""

    stage: str
    text: str
    movement_id: int | None = None


def happenings_of(found: "Whereabouts") -> Sequence[Happening]:
    """What is frozen, returned, covered, corrected or matched of the gift; often nothing.

    Four queries more than the whereabouts.
    """
    sums = {
        kind: sum(end.amount for end in found.ends if end.end == kind)
        for kind in _TOLD
        if any(end.end == kind for end in found.ends)
    }
    ends = [Happening(stage_of(kind), _of_end(kind, minor)) for kind, minor in sums.items()]
    return [*ends, *_corrections(found), *_matches(found)]


def _of_end(kind: EndKind, minor: int) -> str:
    amount = {"amount": format_yuan(minor)}
    return {
        EndKind.FROZEN: _(
            "%(amount)s yuan are frozen: nobody can use them until what is unclear is settled."
        ),
        EndKind.REFUNDED: _("%(amount)s yuan went back to the giver."),
        EndKind.CHARGED_BACK: _("%(amount)s yuan were taken back by the bank."),
        EndKind.COVERED: _(
            "%(amount)s yuan had been used and were given back all the same: other money of the "
            "organisation stands for them. What was paid with them stays paid."
        ),
        EndKind.COVERING: _(
            "%(amount)s yuan stand for another gift that was given back after it was used."
        ),
        EndKind.WRITTEN_OFF: _("%(amount)s yuan were lost and written off."),
    }[kind] % amount


def _corrections(found: "Whereabouts") -> Sequence[Happening]:
    amends = amends_of(gift.pk for gift in found.gifts)
    names = fund_names(fund for one in amends for fund in (one.source_id, one.target_id) if fund)
    told = []
    for one in amends:
        facts = {
            "amount": format_yuan(one.amount),
            "wrong": names[one.source_id or 0].purpose or names[one.source_id or 0].holder,
            "right": names[one.target_id].purpose or names[one.target_id].holder,
        }
        text = _(
            "%(amount)s yuan had been used for %(wrong)s, though the gift was meant for "
            "%(right)s: as much money of the one went to the other instead."
        )
        told.append(Happening("back", text % facts, one.pk))
    return told


def _matches(found: "Whereabouts") -> Sequence[Happening]:
    told = []
    for match in matches_told(found.reference):
        amount = {"amount": format_yuan(match.amount), "kept": format_yuan(match.kept),
                  "returned": format_yuan(match.returned)}  # fmt: skip
        text = _("%(amount)s yuan were added to it by a matching pool.")
        if not match.share and (match.returned or match.made_good):
            text = _(
                "%(amount)s yuan were added to it by a matching pool and taken back, since the "
                "gift did not keep to the rules of matching."
            )
        elif match.kept:
            text = _(
                "%(amount)s yuan were added to it by a matching pool. The gift was returned and "
                "%(kept)s yuan of the match are kept, since they had been used."
            )
        elif match.returned:
            text = _(
                "%(amount)s yuan were added to it by a matching pool. %(returned)s yuan of them "
                "went back to the pool with the gift."
            )
        told.append(Happening("match", text % amount, match.movement_id))
    return told
