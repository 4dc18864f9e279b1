"""What an organisation keeps of itself: account by two people, board, parts, partners."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of
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
from liushui.api.shapes.values import Code
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
    from liushui.parties.actors import Actor

_MONEY = holders_of(*PROPOSING)
_KEEPERS = holders_of(*KEEPING)
_CHECKERS = holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE)
_THERE = "organisations/{code}"
room = Room("own-body", _("What an organisation keeps of itself"))


@room.reads(
    f"{_THERE}/account", "account", access=_MONEY, answers=AccountsTold,
    summary=_("The bank account in force, and a change under way"),
    about=_("For those who look after it; the last four places alone."),
)  # fmt: skip
def account(request: HttpRequest, code: Code) -> AccountsTold:
    return _accounts(actor_of(request), code)


@room.writes(
    f"{_THERE}/account", "account-propose", access=_MONEY, answers=AccountsTold,
    summary=_("Enter another bank account"),
    about=_("Nothing changes before a second person agreed and some days passed."),
)  # fmt: skip
def account_propose(request: HttpRequest, code: Code, asked: NewAccountTaken) -> AccountsTold:
    actor = actor_of(request)
    propose_account(actor, code, AccountAsked(**asked.dict()), at=timezone.now())
    return _accounts(actor, code)


@room.writes(
    f"{_THERE}/account/{{int:key}}/agree", "account-agree", access=_MONEY, answers=AccountsTold,
    summary=_("Agree to a bank account that another person entered"),
    about=_("It comes into force when its days have passed; until then anyone of you stops it."),
)  # fmt: skip
def account_agree(request: HttpRequest, code: Code, key: int) -> AccountsTold:
    actor = actor_of(request)
    body_with_account(actor, code)
    agree_to_account(actor, key, at=timezone.now())
    return _accounts(actor, code)


@room.writes(
    f"{_THERE}/account/{{int:key}}/stop", "account-stop", access=_MONEY, answers=AccountsTold,
    summary=_("Stop a change of the bank account"),
    about=_("One person is enough, as long as its days have not passed."),
)  # fmt: skip
def account_stop(request: HttpRequest, code: Code, key: int) -> AccountsTold:
    actor = actor_of(request)
    body_with_account(actor, code)
    stop_account(actor, key, at=timezone.now())
    return _accounts(actor, code)


@room.reads(
    f"{_THERE}/board", "board", access=_KEEPERS, answers=BoardListTold,
    summary=_("The board list, and what R-03 says of it"),
    about=_("Reading the names is recorded."),
)  # fmt: skip
def board(request: HttpRequest, code: Code) -> BoardListTold:
    return _board(request, code)


@room.writes(
    f"{_THERE}/board", "board-enter", access=_KEEPERS, answers=BoardListTold,
    summary=_("Enter a person on the board list"),
    about=_("The answer names people masked."),
)  # fmt: skip
def board_enter(request: HttpRequest, code: Code, asked: MemberTaken) -> BoardListTold:
    at = timezone.now()
    add_to_organisation(actor_of(request), code, member_of(asked), at=at)
    settle_owed(at=at, organisation_id=body_with_board(actor_of(request), code).pk)
    return _board(request, code)


@room.writes(
    f"{_THERE}/board/{{int:member}}/remove", "board-remove", access=_KEEPERS,
    answers=BoardListTold,
    summary=_("Take a person off the board list"),
    about=_("Whoever is known here by nothing else is forgotten."),
)  # fmt: skip
def board_remove(request: HttpRequest, code: Code, member: int) -> BoardListTold:
    take_out_of_organisation(actor_of(request), code, member, at=timezone.now())
    return _board(request, code)


@room.reads(
    f"{_THERE}/parts", "parts", access=_KEEPERS, answers=PartsTold,
    summary=_("The parts in use, and what the quick lane left"),
    about=_("Each step that is owed with its last day."),
)  # fmt: skip
def parts(request: HttpRequest, code: Code) -> PartsTold:
    return _parts(actor_of(request), code)


@room.writes(
    f"{_THERE}/parts/{{part}}", "part-switch", access=_KEEPERS, answers=PartsTold,
    summary=_("Use a part, or use it no more"),
    about=_("What was booked stays in the books and on the public statements."),
)  # fmt: skip
def part_switch(request: HttpRequest, code: Code, part: str, asked: SwitchTaken) -> PartsTold:
    actor = actor_of(request)
    switch_part(actor, code, part, on=asked.on, at=timezone.now())
    return _parts(actor, code)


@room.reads(
    f"{_THERE}/partners", "partners", access=_CHECKERS, answers=PartnersTold,
    summary=_("Partners that act under the organisation's certificate"),
    about=_("Newest first; what another person did not check does not count."),
)  # fmt: skip
def partners(request: HttpRequest, code: Code) -> PartnersTold:
    return _partners(actor_of(request), code)


@room.writes(
    f"{_THERE}/partners", "partner-enter", access=holders_of(Right.BODY_EDIT),
    answers=PartnersTold,
    summary=_("Enter a partner with the signed agreement"),
    about=_("A form with a file (R-16). It counts once another person checked it."),
)  # fmt: skip
def partner_enter(
    request: HttpRequest, code: Code, asked: Form[PartnerTaken], agreement: File[UploadedFile]
) -> PartnersTold:
    actor = actor_of(request)
    wanted = PartnerAsked(**asked.dict(), agreement=agreement.read())
    enter_partner(actor, code, wanted, at=timezone.now())
    return _partners(actor, code)


@room.writes(
    f"{_THERE}/partners/{{int:key}}/check", "partner-check", access=_CHECKERS,
    answers=PartnersTold,
    summary=_("Check a partner that another person entered"),
    about=_("Plans may name it from now on; or, without “agrees”, it is taken out."),
)  # fmt: skip
def partner_check(
    request: HttpRequest, code: Code, key: int, asked: PartnerCheckTaken
) -> PartnersTold:
    actor = actor_of(request)
    check_partner(actor, code, key, agrees=asked.agrees, at=timezone.now())
    return _partners(actor, code)


@room.writes(
    f"{_THERE}/partners/{{int:key}}/end", "partner-end", access=_CHECKERS, answers=PartnersTold,
    summary=_("End the work with a partner today"),
    about=_("One person may; a plan can name it no more."),
)  # fmt: skip
def partner_end(request: HttpRequest, code: Code, key: int) -> PartnersTold:
    actor = actor_of(request)
    end_partner(actor, code, key, at=timezone.now())
    return _partners(actor, code)


def _accounts(actor: "Actor", code: str) -> AccountsTold:
    return told_accounts(standing_of(body_with_account(actor, code).pk))


def _board(request: HttpRequest, code: str) -> BoardListTold:
    actor = actor_of(request)
    body = body_with_board(actor, code)
    whole = request.method == "GET"
    listed = shown_of(actor, board_of_organisation(body.pk), in_full=whole)
    return BoardListTold(
        members=[told_member(one, in_full=whole) for one in listed],
        faults=told_faults(board_faults_of(body.pk)),
    )


def _parts(actor: "Actor", code: str) -> PartsTold:
    body = body_with_board(actor, code)
    return told_parts(parts_of(body.pk), owed_of(body.pk))


def _partners(actor: "Actor", code: str) -> PartnersTold:
    return PartnersTold(partners=[told_partner(one) for one in partners_in_console(actor, code)])
