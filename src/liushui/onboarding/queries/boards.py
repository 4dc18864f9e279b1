"""Questions about board lists. Employers are unsealed for the check and for who keeps the list."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.base import vault
from liushui.onboarding import policies
from liushui.onboarding.board_rules import Seat, faults_of
from liushui.onboarding.faults import Fault
from liushui.onboarding.models import Application, Board, BoardMember
from liushui.onboarding.states import Office
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_names, organisation_for, person_name

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

EMPLOYER, GROUP = "board_employer", "board_group"
_OWN = Actor.system("onboarding")


@dataclass(frozen=True, slots=True)
class Shown:
    """One person as the reader may see them; ``name`` is masked where they may not."""

    key: int
    name: str
    offices: str
    member: BoardMember
    employer: str
    group: str
    kin: str


def board_of_application(application: Application) -> Board | None:
    """The list that an application carries, if one was begun."""
    return Board.objects.filter(application=application).first()


def board_of_organisation(organisation_id: int) -> Board | None:
    """The list of an organisation that came in, if it brought one."""
    return Board.objects.filter(organisation_id=organisation_id).first()


def body_with_board(actor: Actor, credit_code: str) -> "Organisation":
    """The organisation, for those who keep its list. Raises ``NotFound``, ``NotAllowed``."""
    body = organisation_for(actor, credit_code)
    policies.require_any(actor, body.pk, policies.KEEPING)
    return body


def seats_of(board: Board | None) -> list[Seat]:
    """The list as the rule looks at it: who was erased keeps their office and nothing else."""
    return [] if board is None else [_seat(member) for member in _members(board)]


def shown_of(actor: Actor, board: Board | None, *, in_full: bool) -> list[Shown]:
    """The list for a page. ``in_full`` reads each name, on the record where the reader is staff.

    Whoever applied sees what they wrote themselves.
    """
    if board is None:
        return []
    members = _members(board)
    masked = masked_names(member.person for member in members)
    reader = _reader(actor, board)
    names = {
        member.pk: _name(reader, member) if in_full else masked[member.person_id]
        for member in members
    }
    return [
        Shown(
            key=member.pk,
            name=names[member.pk],
            offices="、".join(str(Office(office).label) for office in member.offices),
            member=member,
            employer=_opened(member, EMPLOYER, member.employer_sealed),
            group=_opened(member, GROUP, member.group_sealed),
            kin=names.get(member.kin_of_id or 0, ""),
        )
        for member in members
    ]


def board_faults_of(organisation_id: int) -> list[Fault]:
    """What R-03 says of an organisation's list; of an empty one, nothing."""
    seats = seats_of(board_of_organisation(organisation_id))
    came = Application.objects.filter(organisation_id=organisation_id).first()
    return faults_of(seats, is_provincial=came is not None and came.is_provincial) if seats else []


def boards_with_faults(organisation_ids: Collection[int]) -> Mapping[int, int]:
    """How many things R-03 finds in each list that names anybody; an empty one shows nothing.

    Two queries for all of them.
    """
    on = BoardMember.objects.filter(board__organisation_id__in=organisation_ids)
    members: dict[int, list[BoardMember]] = defaultdict(list)
    for member in on.select_related("person", "board").order_by("pk"):
        members[member.board.organisation_id or 0].append(member)
    provincial = frozenset(
        Application.objects.filter(organisation_id__in=members, is_provincial=True).values_list(
            "organisation_id", flat=True
        )
    )
    return {
        key: len(faults_of([_seat(one) for one in theirs], is_provincial=key in provincial))
        for key, theirs in members.items()
    }


def organisations_with_member(actor: Actor, person_id: int) -> frozenset[int]:
    """Where the actor keeps the board list on which the person stands: a ground to read names.

    An operator looks at lists that applications brought, for the bodies that they operate from.
    """
    theirs = BoardMember.objects.filter(person_id=person_id)
    keeping = {key for right in policies.KEEPING for key in actor.organisations_with(right)}
    grounds = set(theirs.filter(board__organisation_id__in=keeping).values_list(
        "board__organisation_id", flat=True))  # fmt: skip
    operating = actor.organisations_with(Right.INSTALLATION_MANAGE)
    if operating and theirs.filter(board__application__isnull=False).exists():
        grounds |= operating
    return frozenset(grounds)


def memberships_of(person_id: int) -> list[BoardMember]:
    """Every list on which the person stands."""
    found = BoardMember.objects.filter(person_id=person_id).select_related(
        "board__organisation", "board__application", "person"
    )
    return list(found.order_by("pk"))


def employer_of(member: BoardMember) -> str:
    """Where somebody on a list works, as it was entered; "" if nothing is kept."""
    return _opened(member, EMPLOYER, member.employer_sealed)


def _seat(member: BoardMember) -> Seat:
    return Seat(
        key=member.pk,
        offices=frozenset(member.offices),
        is_legal_representative=member.is_legal_representative,
        is_mainland=member.is_mainland,
        is_full_time=member.is_full_time,
        employer=_opened(member, EMPLOYER, member.employer_sealed),
        group=_opened(member, GROUP, member.group_sealed),
        kin_of=member.kin_of_id,
    )


def _reader(actor: Actor, board: Board) -> Actor:
    mine = board.application is not None and policies.is_applicant(actor, board.application)
    return _OWN if mine and board.organisation_id is None else actor


def _name(reader: Actor, member: BoardMember) -> str:
    return "*" if member.person.erased_at else person_name(reader, member.person)


def _members(board: Board) -> list[BoardMember]:
    return list(board.members.select_related("person", "board__application").order_by("pk"))


def _opened(member: BoardMember, name: str, sealed: bytes | memoryview | None) -> str:
    if sealed is None or member.person.erased_at is not None:
        return ""
    return vault.open_sealed(member.person.vault_id, name, sealed)
