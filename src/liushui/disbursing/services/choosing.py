"""Which of the funds below a purse pays: the ledger's rule, told with the cases that wait (L28)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liushui.cases.queries import open_needs, wish_texts
from liushui.kernel.money import Money
from liushui.ledger.choosing import Part, Payable, Plan, Why
from liushui.ledger.queries.designations import Chosen, ChosenPart, purses_of
from liushui.ledger.services.designations import Asked, Pin, plan_of
from liushui.ledger.wishes import Wish


@dataclass(frozen=True, slots=True)
class PartTold:
    """One fund's part, with its wishes in words; both "" for money without a wish."""

    fund_id: int
    amount: int
    wish: str
    wish_en: str
    serves: int
    why: Why


@dataclass(frozen=True, slots=True)
class ChoiceTold:
    """A choice as a person reads it: who pays how much and why, what stays payable, what lacks."""

    parts: Sequence[PartTold]
    needed: int
    payable: int
    best: int
    missing: int = 0
    by: str = ""
    why: str = ""

    @property
    def lost(self) -> int:
        """How much more would stay payable by the choice that leaves the most."""
        return self.best - self.payable


def has_wishes(fund_id: int) -> bool:
    """Whether there is anything to choose below this purse."""
    return len(purses_of(fund_id)) > 1


def asked_of(
    fund_id: int,
    project_id: int,
    amount_minor: int,
    traits: Iterable[Wish],
    pin: Pin | None = None,
) -> Asked:
    """The question to the ledger, with what the project's open cases still lack."""
    needs = open_needs(project_id)
    return Asked(fund_id, Money(amount_minor), frozenset(traits), needs, pin)


def told(asked: Asked, project_id: int) -> ChoiceTold:
    """What would be chosen now. Nothing is written or held."""
    plan: Plan = plan_of(asked)
    payable: Payable = plan.payable
    return ChoiceTold(
        parts=_parts(plan.parts, project_id),
        needed=payable.needed,
        payable=payable.after,
        best=payable.best,
        missing=plan.missing,
    )


def kept(chosen: Chosen, project_id: int) -> ChoiceTold:
    """What was chosen, as it was kept."""
    return ChoiceTold(
        parts=_parts(chosen.parts, project_id),
        needed=chosen.needed,
        payable=chosen.payable,
        best=chosen.best,
        by=chosen.by,
        why=chosen.why,
    )


def _parts(parts: "Sequence[Part | ChosenPart]", project_id: int) -> Sequence[PartTold]:
    texts = wish_texts([(project_id, part.wishes) for part in parts])
    return [
        PartTold(part.fund_id, part.amount, zh, en, part.serves, part.why)
        for part, (zh, en) in zip(parts, texts, strict=True)
    ]
