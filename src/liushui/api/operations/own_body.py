"""What an organisation keeps of itself: account by two people, board, parts, partners."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from ninja import Form

from liushui.api.deeds import A_FILE
from liushui.api.rooms import Room
from liushui.api.shapes.joining import MemberTaken, member_of, told_member
from liushui.api.shapes.own_body import (
    AccountsTold,
    BoardListTold,
    NewAccountTaken,
    PartnerCheckTaken,
    PartnersTold,
    PartnerTaken,
    PartsTold,
    SwitchTaken,
    told_accounts,
    told_faults,
    told_partner,
    told_parts,
)
from liushui.onboarding.policies import KEEPING, PROPOSING
from liushui.onboarding.queries.accounts import body_with_account, standing_of
from liushui.onboarding.queries.applications import owed_of
from liushui.onboarding.queries.boards import (
    board_faults_of,
    board_of_organisation,
    body_with_board,
    shown_of,
)
from liushui.onboarding.queries.parts import parts_of
from liushui.onboarding.services.accounts import (
    AccountAsked,
    agree_to_account,
    propose_account,
    stop_account,
)
from liushui.onboarding.services.boards import add_to_organisation, take_out_of_organisation
from liushui.onboarding.services.owing import settle_owed
from liushui.onboarding.services.parts import switch_part
from liushui.parties.access import Right, holders_of
from liushui.parties.queries.partners import partners_in_console
from liushui.parties.services.partnering import (
    PartnerAsked,
    check_partner,
    end_partner,
    enter_partner,
)

if TYPE_CHECKING:
    from liushui.onboarding.services.boards import Member
    from liushui.parties.actors import Actor

_MONEY = holders_of(*PROPOSING)
_KEEPERS = holders_of(*KEEPING)
_CHECKERS = holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE)
_THERE = "organisations/{code}"
room = Room("own-body", _("What an organisation keeps of itself"))


def _accounts(actor: "Actor", code: str) -> AccountsTold:
    return told_accounts(standing_of(body_with_account(actor, code).pk))


def _agree(actor: "Actor", code: str, key: int, *, at: datetime) -> None:
    body_with_account(actor, code)
    agree_to_account(actor, key, at=at)


def _stop(actor: "Actor", code: str, key: int, *, at: datetime) -> None:
    body_with_account(actor, code)
    stop_account(actor, key, at=at)


def _enter(actor: "Actor", code: str, member: "Member", *, at: datetime) -> None:
    add_to_organisation(actor, code, member, at=at)
    settle_owed(at=at, organisation_id=body_with_board(actor, code).pk)


def _board_read(actor: "Actor", code: str) -> BoardListTold:
    return _board(actor, code, in_full=True)


def _board_kept(actor: "Actor", code: str) -> BoardListTold:
    """As it is answered to a call that writes: the answer is kept, and names nobody."""
    return _board(actor, code, in_full=False)


def _board(actor: "Actor", code: str, *, in_full: bool) -> BoardListTold:
    body = body_with_board(actor, code)
    listed = shown_of(actor, board_of_organisation(body.pk), in_full=in_full)
    return BoardListTold(
        members=[told_member(one, in_full=in_full) for one in listed],
        faults=told_faults(board_faults_of(body.pk)),
    )


def _parts(actor: "Actor", code: str) -> PartsTold:
    body = body_with_board(actor, code)
    return told_parts(parts_of(body.pk), owed_of(body.pk))


def _partners(actor: "Actor", code: str) -> PartnersTold:
    return PartnersTold(partners=[told_partner(one) for one in partners_in_console(actor, code)])


room.shows(
    f"{_THERE}/account", "account", _MONEY, _accounts,
    summary=_("The bank account in force, and a change under way"),
    about=_("For those who look after it; the last four places alone."),
)  # fmt: skip
room.does(
    f"{_THERE}/account", "account-propose", _MONEY, propose_account,
    takes=NewAccountTaken, into=AccountAsked, shows=_accounts,
    summary=_("Enter another bank account"),
    about=_("Nothing changes before a second person agreed and some days passed."),
)  # fmt: skip
room.does(
    f"{_THERE}/account/{{int:key}}/agree", "account-agree", _MONEY, _agree, shows=_accounts,
    summary=_("Agree to a bank account that another person entered"),
    about=_("It comes into force when its days have passed; until then anyone of you stops it."),
)  # fmt: skip
room.does(
    f"{_THERE}/account/{{int:key}}/stop", "account-stop", _MONEY, _stop, shows=_accounts,
    summary=_("Stop a change of the bank account"),
    about=_("One person is enough, as long as its days have not passed."),
)  # fmt: skip
room.shows(
    f"{_THERE}/board", "board", _KEEPERS, _board_read,
    summary=_("The board list, and what R-03 says of it"),
    about=_("Reading the names is recorded."),
)  # fmt: skip
room.does(
    f"{_THERE}/board", "board-enter", _KEEPERS, _enter,
    takes=MemberTaken, gathers=member_of, shows=_board_kept,
    summary=_("Enter a person on the board list"),
    about=_("The answer names people masked."),
)  # fmt: skip
room.does(
    f"{_THERE}/board/{{int:member}}/remove", "board-remove", _KEEPERS, take_out_of_organisation,
    shows=_board_kept,
    summary=_("Take a person off the board list"),
    about=_("Whoever is known here by nothing else is forgotten."),
)  # fmt: skip
room.shows(
    f"{_THERE}/parts", "parts", _KEEPERS, _parts,
    summary=_("The parts in use, and what the quick lane left"),
    about=_("Each step that is owed with its last day."),
)  # fmt: skip
room.does(
    f"{_THERE}/parts/{{part}}", "part-switch", _KEEPERS, switch_part,
    takes=SwitchTaken, shows=_parts,
    summary=_("Use a part, or use it no more"),
    about=_("What was booked stays in the books and on the public statements."),
)  # fmt: skip
room.shows(
    f"{_THERE}/partners", "partners", _CHECKERS, _partners,
    summary=_("Partners that act under the organisation's certificate"),
    about=_("Newest first; what another person did not check does not count."),
)  # fmt: skip
room.does(
    f"{_THERE}/partners", "partner-enter", holders_of(Right.BODY_EDIT), enter_partner,
    takes=Form[PartnerTaken], files={"agreement": A_FILE}, into=PartnerAsked, shows=_partners,
    summary=_("Enter a partner with the signed agreement"),
    about=_("A form with a file (R-16). It counts once another person checked it."),
)  # fmt: skip
room.does(
    f"{_THERE}/partners/{{int:key}}/check", "partner-check", _CHECKERS, check_partner,
    takes=PartnerCheckTaken, shows=_partners,
    summary=_("Check a partner that another person entered"),
    about=_("Plans may name it from now on; or, without “agrees”, it is taken out."),
)  # fmt: skip
room.does(
    f"{_THERE}/partners/{{int:key}}/end", "partner-end", _CHECKERS, end_partner, shows=_partners,
    summary=_("End the work with a partner today"),
    about=_("One person may; a plan can name it no more."),
)  # fmt: skip
