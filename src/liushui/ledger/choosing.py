"""Which funds pay for a use: the published rule (L28), and what stays payable beside it.

Pure: what the funds hold and what is needed come in, the choice comes out. Most wishes first; of
equals the fund that serves the fewest open needs, then the oldest; one is emptied before the next.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from liushui.ledger.flow import most_payable
from liushui.ledger.wishes import Wish, meets


class Why(TextChoices):
    """Why a fund's turn came when it came."""

    PINNED = "pinned"
    MOST_WISHES = "most_wishes"
    FEWEST_NEEDS = "fewest_needs"
    OLDEST = "oldest"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Purse:
    """A fund of a base, the wishes of those who gave it, and what of it is free."""

    fund_id: int
    free: int
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What is still missing for an open case, and the facts by which funds may serve it."""

    amount: int
    traits: frozenset[Wish]


@dataclass(frozen=True, slots=True)
class Part:
    """What one fund pays: its wishes, how many open needs it serves, and why it came here."""

    fund_id: int
    amount: int
    wishes: tuple[Wish, ...]
    serves: int
    why: Why


@dataclass(frozen=True, slots=True)
class Payable:
    """What of all open needs can be paid: before, after this choice, and after the best one."""

    needed: int
    before: int
    after: int
    best: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice: its parts sum to the amount, unless ``missing`` is not in any eligible fund."""

    amount: int
    parts: tuple[Part, ...]
    missing: int
    free: int
    payable: Payable


def plan_choice(
    amount: int,
    traits: Collection[Wish],
    purses: Sequence[Purse],
    needs: Sequence[Need] = (),
    *,
    pinned: int | None = None,
) -> Plan:
    """Choose the funds for a use with these traits; a ``pinned`` fund that may pay comes first."""
    eligible = [purse for purse in purses if meets(traits, purse.wishes)]
    serves = {one.fund_id: sum(meets(n.traits, one.wishes) for n in needs) for one in eligible}
    ranked = sorted(
        (one for one in eligible if one.free > 0),
        key=lambda one: (
            one.fund_id != pinned, -len(one.wishes), serves[one.fund_id], one.fund_id,
        ),
    )  # fmt: skip
    parts: list[Part] = []
    missing = amount
    for place, one in enumerate(ranked):
        if not missing:
            break
        taken = min(missing, one.free)
        why = _why(one, ranked[place + 1 :], serves, pinned)
        parts.append(Part(one.fund_id, taken, one.wishes, serves[one.fund_id], why))
        missing -= taken
    return Plan(
        amount=amount,
        parts=tuple(parts),
        missing=missing,
        free=sum(one.free for one in ranked),
        payable=_payable(parts, traits, purses, needs),
    )


def payable_now(purses: Sequence[Purse], needs: Sequence[Need]) -> int:
    """The most that these funds can pay of these needs."""
    return most_payable({one.fund_id: one.free for one in purses}, _asked(purses, needs))


def _why(one: Purse, rest: Sequence[Purse], serves: dict[int, int], pinned: int | None) -> Why:
    if one.fund_id == pinned:
        return Why.PINNED
    if not rest:
        return Why.ONLY
    alike = [other for other in rest if len(other.wishes) == len(one.wishes)]
    if not alike:
        return Why.MOST_WISHES
    if all(serves[other.fund_id] > serves[one.fund_id] for other in alike):
        return Why.FEWEST_NEEDS
    return Why.OLDEST


def _payable(
    parts: Sequence[Part],
    traits: Collection[Wish],
    purses: Sequence[Purse],
    needs: Sequence[Need],
) -> Payable:
    """What the needs other than this use's own get; its own shrinks by what is paid."""
    paid = {part.fund_id: part.amount for part in parts}
    total = sum(paid.values())
    left = _without(needs, frozenset(traits), total)
    free = {one.fund_id: one.free for one in purses}
    rest = {fund: amount - paid.get(fund, 0) for fund, amount in free.items()}
    own = [one.fund_id for one in purses if meets(traits, one.wishes)]
    return Payable(
        needed=sum(need.amount for need in left),
        before=most_payable(free, _asked(purses, left)),
        after=most_payable(rest, _asked(purses, left)),
        best=most_payable(free, _asked(purses, left), first=(total, own)),
    )


def _without(needs: Sequence[Need], traits: frozenset[Wish], paid: int) -> list[Need]:
    left = []
    for need in needs:
        if paid and need.traits <= traits and need.traits:
            met = min(paid, need.amount)
            paid -= met
            need = Need(need.amount - met, need.traits)  # noqa: PLW2901 - what is left of it
        left.append(need)
    return left


def _asked(purses: Sequence[Purse], needs: Iterable[Need]) -> list[tuple[int, list[int]]]:
    return [
        (need.amount, [one.fund_id for one in purses if meets(need.traits, one.wishes)])
        for need in needs
    ]
