"""Board lists: of an application while it is written, of an organisation once it is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liushui.base import vault
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.onboarding import policies
from liushui.onboarding.errors import (
    ApplicationClosed,
    BoardFull,
    MemberNameMissing,
    OfficesMissing,
    SecondRepresentative,
)
from liushui.onboarding.models import Application, Board, BoardMember
from liushui.onboarding.queries.applications import application_for_update
from liushui.onboarding.queries.boards import EMPLOYER, GROUP, body_with_board
from liushui.onboarding.services.letting_go import erase_if_unknown
from liushui.onboarding.states import WRITABLE, Office
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record, register_people

MOST_MEMBERS = 60
_OWN = Actor.system("onboarding")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the list as they are entered."""

    name: str
    offices: Sequence[str]
    is_legal_representative: bool = False
    is_mainland: bool = True
    is_full_time: bool = False
    employer: str = ""
    group: str = ""
    kin_of: int | None = None


@transaction.atomic
def add_to_application(actor: Actor, key: UUID, member: Member, *, at: datetime) -> BoardMember:
    """Enter a person on the list of one's application. Raises ``ApplicationClosed`` and below."""
    return _add(actor, _applied(actor, key, at), member, at)


@transaction.atomic
def add_to_organisation(
    actor: Actor, credit_code: str, member: Member, *, at: datetime
) -> BoardMember:
    """Enter a person on an organisation's list.

    Raises ``NotAllowed``, ``MemberNameMissing``, ``OfficesMissing``, ``SecondRepresentative``,
    ``BoardFull``.
    """
    return _add(actor, _held(actor, credit_code), member, at)


@transaction.atomic
def take_out_of_application(actor: Actor, key: UUID, number: int, *, at: datetime) -> None:
    """Take somebody off the list of one's application. Safe to call twice."""
    _take_out(actor, _applied(actor, key, at), number, at)


@transaction.atomic
def take_out_of_organisation(actor: Actor, credit_code: str, number: int, *, at: datetime) -> None:
    """Take somebody off an organisation's list. Safe to call twice."""
    _take_out(actor, _held(actor, credit_code), number, at)


@transaction.atomic
def forget_member(person_id: int) -> int:
    """Blank what is kept of an erased person: their office stays, where they work does not."""
    theirs = BoardMember.objects.filter(person_id=person_id)
    BoardMember.objects.filter(kin_of__person_id=person_id).update(kin_of=None)
    return theirs.update(employer_sealed=None, group_sealed=None, kin_of=None)


@transaction.atomic
def join_members(person_id: int, into_id: int, *, at: datetime) -> int:
    """Two records are one human being: their places on lists are entered anew under one.

    What is sealed under the old record's key goes over, and applications too. The number of places.
    """
    del at
    Application.objects.filter(applicant_id=person_id).update(applicant_id=into_id)
    Application.objects.filter(colleague_id=person_id).update(colleague_id=into_id)
    into = person_by_id(into_id)
    taken = set(BoardMember.objects.filter(person_id=into_id).values_list("board_id", flat=True))
    moved = BoardMember.objects.filter(person_id=person_id).exclude(board_id__in=taken)
    places = list(moved.select_related("person"))
    for one in places:
        for column, name in (("employer_sealed", EMPLOYER), ("group_sealed", GROUP)):
            sealed = getattr(one, column)
            if sealed is not None:
                text = vault.open_sealed(one.person.vault_id, name, sealed)
                setattr(one, column, vault.seal(into.vault_id, name, text))
        one.person = into
        one.save(update_fields=["person", "employer_sealed", "group_sealed"])
    return len(places)


def _applied(actor: Actor, key: UUID, at: datetime) -> Board:
    application = application_for_update(actor, key)
    if not policies.is_applicant(actor, application):
        raise NotAllowed
    if application.state not in WRITABLE:
        raise ApplicationClosed
    application.touched_at = at
    application.save(update_fields=["touched_at"])
    return Board.objects.get_or_create(application=application)[0]


def _held(actor: Actor, credit_code: str) -> Board:
    body = body_with_board(actor, credit_code)
    board, _ = Board.objects.get_or_create(organisation=body)
    return Board.objects.select_for_update().get(pk=board.pk)


def _add(actor: Actor, board: Board, member: Member, at: datetime) -> BoardMember:
    name = " ".join(member.name.split())
    offices = [office for office in Office.values if office in member.offices]
    if not name:
        raise MemberNameMissing
    if not offices:
        raise OfficesMissing
    standing = list(board.members.all())
    if len(standing) >= MOST_MEMBERS:
        raise BoardFull
    if member.is_legal_representative and any(o.is_legal_representative for o in standing):
        raise SecondRepresentative
    person = register_people(_OWN, [name], at=at)[0]
    kin = member.kin_of if member.kin_of in {one.pk for one in standing} else None
    entered = BoardMember.objects.create(
        board=board,
        person_id=person.pk,
        offices=offices,
        is_legal_representative=member.is_legal_representative,
        is_mainland=member.is_mainland,
        is_full_time=member.is_full_time,
        employer_sealed=_sealed(person.vault_id, EMPLOYER, member.employer),
        group_sealed=_sealed(person.vault_id, GROUP, member.group),
        kin_of_id=kin,
        entered_by=actor.name,
        entered_at=at,
    )
    record(actor, "board.entered", entered, at=at, board=board.pk)
    return entered


def _take_out(actor: Actor, board: Board, number: int, at: datetime) -> None:
    member = board.members.filter(pk=number).first()
    if member is None:
        if BoardMember.objects.filter(pk=number).exists():
            raise NotFound
        return
    record(actor, "board.taken_out", member, at=at, board=board.pk)
    member.delete()
    erase_if_unknown(member.person_id, at=at)


def _sealed(vault_id: UUID, name: str, text: str) -> bytes | None:
    plain = " ".join(text.split())
    return vault.seal(vault_id, name, plain) if plain else None
