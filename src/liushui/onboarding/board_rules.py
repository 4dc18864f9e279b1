"""What R-03 asks of a board list, each breach by name. Pure: it is told what was unsealed.

Source: 慈善组织公开募捐管理办法 (民政部令第74号) art 5; R-03. The thirds are counted among those
who sit on the board; the supervisors are counted apart.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from liushui.kernel.errors import gettext_noop
from liushui.onboarding.faults import Fault
from liushui.onboarding.states import ON_BOARD, Office, Step

SUPERVISORS_OF_PROVINCE = 3
_THIRD = 3


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on the list, by number, with what the rule looks at."""

    key: int
    offices: frozenset[str]
    is_legal_representative: bool = False
    is_mainland: bool = True
    is_full_time: bool = False
    employer: str = ""
    group: str = ""
    kin_of: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A part of R-03 with the words of its refusal."""

    code: str
    message: str
    remedy: str

    def broken(self, **facts: int) -> Fault:
        return Fault(Step.BOARD, self.code, self.message, self.remedy, facts)


CHAIR_MISSING = Rule(
    "board_chair_missing",
    gettext_noop("The list has no chair, or more than one."),
    gettext_noop("Mark one person as the chair."),
)
SECRETARY_MISSING = Rule(
    "board_secretary_missing",
    gettext_noop("The list has no secretary-general, or more than one."),
    gettext_noop("Mark one person as the secretary-general."),
)
CHAIR_IS_SECRETARY = Rule(
    "board_chair_is_secretary",
    gettext_noop("Chair and secretary-general are one person."),
    gettext_noop("Two people must hold these offices (R-03)."),
)
SECRETARY_PART_TIME = Rule(
    "board_secretary_part_time",
    gettext_noop("The secretary-general does not work full time for the organisation."),
    gettext_noop("R-03 asks for a full-time secretary-general: correct the entry or appoint one."),
)
REPRESENTATIVE_MISSING = Rule(
    "board_representative_missing",
    gettext_noop("Nobody is marked as the legal representative."),
    gettext_noop("Mark the person named on the registration certificate."),
)
REPRESENTATIVE_OUTSIDE = Rule(
    "board_representative_outside",
    gettext_noop("The legal representative is not a resident of the mainland."),
    gettext_noop("R-03 asks for a mainland resident: correct the entry or elect another."),
)
OUTSIDE_OVER_THIRD = Rule(
    "board_outside_over_third",
    gettext_noop("%(count)s of %(total)s board members are not mainland residents."),
    gettext_noop("At most a third may be (R-03)."),
)
EMPLOYER_OVER_THIRD = Rule(
    "board_employer_over_third",
    gettext_noop(
        "%(count)s of %(total)s board members come from one organisation or related ones."
    ),
    gettext_noop("At most a third may (R-03)."),
)
NEAR_KIN = Rule(
    "board_near_kin",
    gettext_noop("Two members of the board are near kin."),
    gettext_noop("Near kin may not sit on one board (R-03): one of the two must leave it."),
)
SUPERVISORS_TOO_FEW = Rule(
    "board_supervisors_too_few",
    gettext_noop("%(count)s supervisors are entered."),
    gettext_noop("An organisation registered at province level or above needs at least 3 (R-03)."),
)


@dataclass(slots=True)
class _Groups:
    """Employers that are one or related: each points to the first that it was seen with."""

    above: dict[str, str] = field(default_factory=dict)

    def top(self, name: str) -> str:
        while self.above.get(name, name) != name:
            name = self.above[name]
        return name

    def join(self, one: str, other: str) -> None:
        self.above[self.top(one)] = self.top(other)


def faults_of(seats: Sequence[Seat], *, is_provincial: bool) -> list[Fault]:
    """Every breach of R-03 in the list; empty: it may stand."""
    return [*_offices(seats), *_thirds(seats), *_kin(seats), *_supervisors(seats, is_provincial)]


def _offices(seats: Sequence[Seat]) -> Iterator[Fault]:
    chairs = [seat for seat in seats if Office.CHAIR in seat.offices]
    secretaries = [seat for seat in seats if Office.SECRETARY in seat.offices]
    if len(chairs) != 1:
        yield CHAIR_MISSING.broken()
    if len(secretaries) != 1:
        yield SECRETARY_MISSING.broken()
    if any(seat in chairs for seat in secretaries):
        yield CHAIR_IS_SECRETARY.broken()
    if any(not seat.is_full_time for seat in secretaries):
        yield SECRETARY_PART_TIME.broken()
    representatives = [seat for seat in seats if seat.is_legal_representative]
    if not representatives:
        yield REPRESENTATIVE_MISSING.broken()
    if any(not seat.is_mainland for seat in representatives):
        yield REPRESENTATIVE_OUTSIDE.broken()


def _thirds(seats: Sequence[Seat]) -> Iterator[Fault]:
    members = [seat for seat in seats if seat.offices & ON_BOARD]
    total = len(members)
    outside = sum(not seat.is_mainland for seat in members)
    if outside * _THIRD > total:
        yield OUTSIDE_OVER_THIRD.broken(count=outside, total=total)
    together = _largest_group(members)
    if together > 1 and together * _THIRD > total:
        yield EMPLOYER_OVER_THIRD.broken(count=together, total=total)


def _largest_group(members: Sequence[Seat]) -> int:
    """The most members who come from one organisation or related ones."""
    groups = _Groups()
    for seat in members:
        names = [f"{kind}:{name}" for kind, name in _names(seat)]
        for name in names[1:]:
            groups.join(name, names[0])
    tops = [groups.top("{}:{}".format(*_names(seat)[0])) for seat in members if _names(seat)]
    return max(Counter(tops).values(), default=0)


def _names(seat: Seat) -> list[tuple[str, str]]:
    """Employer and group, written alike: a group may bear the name of one of its employers."""
    return [("body", "".join(name.split()).casefold()) for name in (seat.employer, seat.group)
            if name.strip()]  # fmt: skip


def _kin(seats: Sequence[Seat]) -> Iterator[Fault]:
    members = {seat.key for seat in seats if seat.offices & ON_BOARD}
    if any(seat.key in members and seat.kin_of in members for seat in seats):
        yield NEAR_KIN.broken()


def _supervisors(seats: Sequence[Seat], is_provincial: bool) -> Iterator[Fault]:  # noqa: FBT001
    supervisors = sum(Office.SUPERVISOR in seat.offices for seat in seats)
    if is_provincial and supervisors < SUPERVISORS_OF_PROVINCE:
        yield SUPERVISORS_TOO_FEW.broken(count=supervisors)
