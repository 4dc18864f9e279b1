"""R-03 (民政部令第74号 art 5): each of its parts has a list that passes and one that fails."""

import pytest

from liushui.onboarding.board_rules import Seat, faults_of
from liushui.onboarding.models import Board
from liushui.onboarding.queries.boards import board_faults_of, boards_with_faults
from liushui.onboarding.services.boards import Member, add_to_organisation
from liushui.parties.access import Right
from tests.parties.builders import AT, holder, lin, organisation


def seats(*changed: Seat) -> list[Seat]:
    """Six on the board, a secretary-general, three supervisors; ``changed`` take their places."""
    standing = [
        Seat(1, frozenset({"chair"}), is_legal_representative=True, employer="甲厂"),
        Seat(2, frozenset({"vice_chair"}), employer="乙校"),
        *(Seat(n, frozenset({"member"}), employer=f"第{n}社") for n in (3, 4, 5, 6)),
        Seat(7, frozenset({"secretary"}), is_full_time=True),
        *(Seat(n, frozenset({"supervisor"})) for n in (8, 9, 10)),
    ]
    by_key = {seat.key: seat for seat in standing} | {seat.key: seat for seat in changed}
    return list(by_key.values())


def _member(key: int, **said: object) -> Seat:
    return Seat(key, frozenset({"member"}), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ((), set()),
        ((Seat(1, frozenset({"member"}), is_legal_representative=True),), {"board_chair_missing"}),
        ((Seat(2, frozenset({"chair"})),), {"board_chair_missing"}),
        ((Seat(7, frozenset({"member"})),), {"board_secretary_missing"}),
        ((Seat(7, frozenset({"member"})),
          Seat(1, frozenset({"chair", "secretary"}), is_legal_representative=True,
               is_full_time=True)), {"board_chair_is_secretary"}),
        ((Seat(7, frozenset({"secretary"})),), {"board_secretary_part_time"}),
        ((Seat(1, frozenset({"chair"})),), {"board_representative_missing"}),
        ((Seat(1, frozenset({"chair"}), is_legal_representative=True, is_mainland=False),),
         {"board_representative_outside"}),
        # Two of six is a third: the number itself is allowed (以内).
        ((_member(3, is_mainland=False), _member(4, is_mainland=False)), set()),
        ((_member(3, is_mainland=False), _member(4, is_mainland=False),
          _member(5, is_mainland=False)), {"board_outside_over_third"}),
        ((_member(3, employer="甲厂"),), set()),
        ((_member(3, employer="甲厂"), _member(4, employer="甲 厂")),
         {"board_employer_over_third"}),
        ((_member(3, employer="丙", group="甲厂"), _member(4, employer="丁", group="丙")),
         {"board_employer_over_third"}),
        ((_member(4, kin_of=3),), {"board_near_kin"}),
        ((Seat(8, frozenset({"supervisor"}), kin_of=3),), set()),
    ],
)  # fmt: skip
def test_each_part_of_the_rule(changed: tuple[Seat, ...], codes: set[str]) -> None:
    assert {fault.code for fault in faults_of(seats(*changed), is_provincial=True)} == codes


def test_three_supervisors_are_asked_for_at_province_level_alone() -> None:
    two = [seat for seat in seats() if seat.key != 10]
    assert {f.code for f in faults_of(two, is_provincial=True)} == {"board_supervisors_too_few"}
    assert not faults_of(two, is_provincial=False)


def test_every_refusal_says_what_mends_it() -> None:
    for fault in faults_of([], is_provincial=True):
        assert fault.remedy
        assert "%(" not in fault.words


@pytest.mark.django_db
def test_a_list_that_names_nobody_shows_nothing_of_the_board() -> None:
    """It is no list that keeps the rule: nobody has seen who sits there."""
    empty, listed = organisation(), organisation(2)
    for body in (empty, listed):
        Board.objects.create(organisation=body)
    editor = holder(lin(), listed, Right.BODY_EDIT)
    for name, office in (("陈理事长", "chair"), ("赵理事", "member")):
        add_to_organisation(editor, listed.credit_code, Member(name, [office]), at=AT)
    assert boards_with_faults([empty.pk, listed.pk]) == {listed.pk: len(board_faults_of(listed.pk))}
    assert len(board_faults_of(listed.pk)) > 1
