"""A link to a post works once, in time, for whoever it was meant; a sheet is answered by row."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.db import transaction

from liushui.base import vault
from liushui.base.workbooks import WorkbookRefused
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.colleague_sheets import (
    SheetOfColleaguesUnreadable,
    SheetTooLong,
    rows_of_sheet,
)
from liushui.parties.models import Invitation, PostHolding
from liushui.parties.queries.register import invitations_open
from liushui.parties.services.appointing import HoldingEndsTooEarly
from liushui.parties.services.handing_over import remove_person
from liushui.parties.services.inviting import (
    VALID_FOR,
    DayUnreadable,
    InvitationForAnother,
    InvitationOver,
    PostUnknown,
    accept_invitation,
    forget_invitations,
    invite,
    invite_by_sheet,
    invite_successor,
    revoke_invitation,
)
from liushui.parties.services.own import erase_person
from liushui.parties.services.registering import PhoneUnreadable
from liushui.parties.services.two_people import Decision, decide_proposal
from tests.parties import builders as b
from tests.parties.posted import House

pytestmark = pytest.mark.django_db


def test_a_link_makes_one_person_the_holder_once() -> None:
    house = House()
    post = house.post(Right.CASE_EDIT)
    made = invite(house.first, post.pk, until=b.TODAY + timedelta(days=30), at=b.AT)
    outcome = accept_invitation(house.acting(house.chen), made.token, at=b.AT)
    assert not outcome.waits
    held = PostHolding.objects.get(person=house.chen)
    assert (held.post, held.since, held.until) == (post, b.TODAY, b.TODAY + timedelta(days=30))
    with pytest.raises(InvitationOver) as refused, transaction.atomic():
        accept_invitation(house.acting(house.lin), made.token, at=b.AT)
    assert (refused.value.code, refused.value.status) == ("invitation_over", 410)


def test_the_link_itself_is_kept_nowhere() -> None:
    house = House()
    made = invite(house.first, house.post().pk, phone="138 0000 0004", at=b.AT)
    row = Invitation.objects.get()
    assert made.token.encode() not in bytes(row.token_hash)
    assert row.phone_lookup is not None
    assert b"13800000004" not in bytes(row.phone_lookup)
    accept_invitation(house.acting(house.chen), made.token, at=b.AT)
    row.refresh_from_db()
    assert row.phone_lookup is None


def test_a_link_to_a_phone_that_was_erased_opens_for_nobody() -> None:
    house = House()
    made = invite(house.first, house.post(Right.GIFT_READ).pk, phone="13800000004", at=b.AT)
    erase_person(Actor.system("test"), house.chen.pk, at=b.AT)
    with pytest.raises(InvitationOver), transaction.atomic():
        accept_invitation(house.acting(house.lin), made.token, at=b.AT)
    row = Invitation.objects.get()
    assert (row.phone_lookup, row.revoked_at, row.used_by) == (None, b.AT, None)


def test_a_link_to_a_phone_is_for_this_person_alone() -> None:
    house = House()
    made = invite(house.first, house.post(Right.GIFT_READ).pk, phone="13800000004", at=b.AT)
    with pytest.raises(InvitationForAnother) as refused, transaction.atomic():
        accept_invitation(house.acting(house.lin), made.token, at=b.AT)
    assert refused.value.code == "invitation_for_another"
    with pytest.raises(NotAllowed), transaction.atomic():
        accept_invitation(Actor.stranger(), made.token, at=b.AT)
    accept_invitation(house.acting(house.chen), made.token, at=b.AT)
    assert house.acting(house.chen).holds(Right.GIFT_READ, house.body.pk)


def test_a_link_to_a_weighty_post_waits_for_the_second_manager() -> None:
    house = House()
    made = invite(house.first, house.post(Right.MONEY_PAY).pk, at=b.AT)
    outcome = accept_invitation(house.acting(house.chen), made.token, at=b.AT)
    assert outcome.proposal is not None
    assert outcome.proposal.proposed_by == house.first.name
    assert not house.acting(house.chen).posts
    decide_proposal(house.second, outcome.proposal.pk, Decision(agrees=True), at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_PAY, house.body.pk)


def test_a_link_ends_by_time_by_hand_and_with_whoever_made_it() -> None:
    house = House()
    post = house.post(Right.GIFT_READ)
    late, revoked, left = (invite(house.first, post.pk, at=b.AT) for _ in range(3))
    chen = house.acting(house.chen)
    with pytest.raises(InvitationOver), transaction.atomic():
        accept_invitation(chen, late.token, at=b.AT + VALID_FOR)
    with pytest.raises(NotFound):
        revoke_invitation(chen, revoked.invitation.pk, at=b.AT)
    revoke_invitation(house.second, revoked.invitation.pk, at=b.AT)
    revoke_invitation(house.second, revoked.invitation.pk, at=b.AT)
    assert len(invitations_open(house.second, house.body, b.AT)) == 2
    remove_person(house.second, house.body.pk, person_id=house.wang.pk, at=b.AT)
    for dead in (revoked, left):
        with pytest.raises(InvitationOver), transaction.atomic():
            accept_invitation(chen, dead.token, at=b.AT)
    with pytest.raises(NotFound):
        accept_invitation(chen, "no-such-token", at=b.AT)
    assert not chen.posts


def test_an_invitation_is_made_with_sense_or_not_at_all() -> None:
    house = House()
    post = house.post(Right.GIFT_READ)
    with pytest.raises(PhoneUnreadable):
        invite(house.first, post.pk, phone="12", at=b.AT)
    with pytest.raises(HoldingEndsTooEarly):
        invite(house.first, post.pk, until=b.TODAY, at=b.AT)
    for actor in (house.acting(house.lin), house.acting(house.chen)):
        with pytest.raises(NotFound):
            invite(actor, post.pk, at=b.AT)
    with pytest.raises(NotFound):
        invite_successor(house.acting(house.chen), PostHolding.objects.all()[0].pk, at=b.AT)


def test_phones_of_links_that_ran_out_are_forgotten() -> None:
    house = House()
    invite(house.first, house.post().pk, phone="13800000004", at=b.AT)
    assert forget_invitations(before=b.AT) == 0
    assert forget_invitations(before=b.AT + VALID_FOR) == 1
    assert (
        Invitation.objects.filter(phone_lookup=vault.lookup_hash("phone", "13800000004")).count()
        == 0
    )


def a_book(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def test_a_sheet_is_answered_row_by_row() -> None:
    house = House()
    house.post(Right.CASE_EDIT, title="专员")
    content = a_book(
        ("禾溪同事表",),
        ("姓名", "手机号", "岗位", "截止日"),
        ("陈", 13800000004, "专员", "2026-12-31"),
        ("", "", "", ""),
        ("甲", "1", "专员", ""),
        ("乙", "13800000009", "无此岗", ""),
        ("丙", "", "专员", ""),
        ("丁", "13800000008", "专员", "年底"),
    )
    reports = invite_by_sheet(house.first, house.body.pk, rows_of_sheet("x.xlsx", content), at=b.AT)
    assert [(one.row.number, getattr(one.refusal, "code", "")) for one in reports] == [
        (3, ""),
        (5, PhoneUnreadable.code),
        (6, PostUnknown.code),
        (7, PhoneUnreadable.code),
        (8, DayUnreadable.code),
    ]
    assert [one.code for one in (PostUnknown, DayUnreadable)] == ["post_unknown", "day_unreadable"]
    accept_invitation(house.acting(house.chen), reports[0].token, at=b.AT)
    assert str(PostHolding.objects.get(person=house.chen).until) == "2026-12-31"
    assert Invitation.objects.count() == 1
    with pytest.raises(NotAllowed):
        invite_by_sheet(house.acting(house.lin), house.body.pk, [], at=b.AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_comma_sheet_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = "手机,职务\r\n138 0000 0004,专员\r\n"
    [row] = rows_of_sheet("同事.CSV", text.encode(encoding))
    assert (row.number, row.phone, row.title, row.until) == (2, "138 0000 0004", "专员", None)


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.csv", b"\xff\xff\xff"), ("x.csv", b"a,b\n1,2\n")],
)
def test_what_is_no_sheet_of_colleagues_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(SheetOfColleaguesUnreadable) as refused:
        rows_of_sheet(name, content)
    assert refused.value.code == "colleague_sheet_unreadable"


@pytest.mark.parametrize(("name", "content"), [("x.xlsx", b"no workbook"), ("x", b"")])
def test_what_is_no_workbook_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        rows_of_sheet(name, content)


def test_a_sheet_of_more_rows_than_one_checks_is_refused() -> None:
    with pytest.raises(SheetTooLong) as refused:
        rows_of_sheet("x.csv", ("phone,post\n" + "13800000001,a\n" * 501).encode())
    assert refused.value.code == "colleague_sheet_too_long"
