"""An organisation asks to come in: each lack is named, and admitting makes everything at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.onboarding.errors import ApplicationIncomplete
from liushui.onboarding.models import Application, BankAccount, BoardMember, OwedStep
from liushui.onboarding.queries import payee_of
from liushui.onboarding.queries.applications import application_for, faults_in
from liushui.onboarding.services import applying, boards
from liushui.onboarding.services.accounts import AccountAsked
from liushui.onboarding.services.applying import Contacts
from liushui.onboarding.services.boards import Member
from liushui.onboarding.services.deciding import Answer, decide_application
from liushui.onboarding.services.forgetting import forget_applications
from liushui.onboarding.services.owing import settle_owed
from liushui.onboarding.services.welcoming import (
    begin_by_welcome,
    link_for_colleague,
    welcome_organisation,
)
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, PostHolding
from liushui.parties.queries import actor_for, certificates_of, organisations_to_watch
from liushui.parties.services.inviting import accept_invitation, invite
from tests.onboarding.builders import NAME, Arrival, credit_code
from tests.parties import builders as b

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def arrival() -> Arrival:
    return Arrival()


def _codes(application: Application) -> set[str]:
    return {fault.code for fault in faults_in(application, b.AT)}


def test_an_empty_application_is_told_everything_that_is_missing(arrival: Arrival) -> None:
    application = arrival.begun(place_code="", registered_on=None, charity_since=None)
    assert _codes(application) == {
        "days_missing", "place_missing", "registration_missing", "public_fundraising_missing",
        "account_missing", "contact_missing", "colleague_missing", "board_missing",
    }  # fmt: skip
    with pytest.raises(ApplicationIncomplete) as refused:
        applying.submit_application(arrival.applicant, application.key, at=b.AT)
    assert refused.value.facts["count"] == 8


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"charity_since": b.TODAY - 365 * DAY}, "charity_too_young"),
        ({"charity_since": date(2019, 1, 6)}, "days_in_disorder"),
        ({"revoked_on": date(2021, 7, 18)}, "certificate_was_revoked"),
    ],
)
def test_the_days_are_counted_as_the_law_does(
    arrival: Arrival, said: dict[str, Any], code: str
) -> None:
    assert code in _codes(arrival.begun(**said))


@pytest.mark.parametrize(
    "said", [{"charity_since": date(2025, 7, 17)}, {"revoked_on": date(2021, 7, 17)}]
)
def test_the_first_free_day_is_free(arrival: Arrival, said: dict[str, Any]) -> None:
    assert not _codes(arrival.written(**said))


def test_a_certificate_that_ran_out_is_refused(arrival: Arrival) -> None:
    application = arrival.written()
    arrival.papers(application, valid_until=b.TODAY - DAY)
    assert _codes(application) == {"registration_not_valid", "public_fundraising_not_valid"}


def test_admitting_makes_the_body_with_all_that_it_brought(arrival: Arrival) -> None:
    body = arrival.admitted()
    assert body.name == NAME
    assert {one.kind for one in certificates_of(body, b.TODAY)} == {
        "registration", "public_fundraising",
    }  # fmt: skip
    assert all(one.image is not None for one in certificates_of(body))
    payee = payee_of(body.pk, b.AT)
    assert payee is not None
    assert payee.number == "6222000012345678"
    body.refresh_from_db()
    assert (body.bank_account_tail, body.contact_phone) == ("5678", "0319-8160000")
    assert arrival.applicant.holds(Right.MONEY_DRAFT, body.pk)
    assert not arrival.applicant.holds(Right.MONEY_APPROVE, body.pk)
    watched = {one.id: one for one in organisations_to_watch()}[body.pk]
    assert watched.may_raise_publicly(b.TODAY)
    assert not watched.may_raise_publicly(date(2029, 1, 6))
    assert (watched.registered_on, watched.admitted_on) == (date(2020, 1, 6), b.TODAY)


def test_the_colleague_takes_the_approvers_post_by_a_link_once(arrival: Arrival) -> None:
    body = arrival.admitted()
    key = Application.objects.get().key
    link_for_colleague(arrival.applicant, key, at=b.AT)
    second = link_for_colleague(arrival.applicant, key, at=b.AT)
    zhao = b.as_donor(arrival.zhao)
    with pytest.raises(DomainError) as refused:
        accept_invitation(b.as_donor(b.chen()), second.token, at=b.AT)
    assert refused.value.code == "invitation_for_another"
    accept_invitation(zhao, second.token, at=b.AT)
    assert actor_for(arrival.zhao.pk, b.TODAY).holds(Right.MONEY_APPROVE, body.pk)
    with pytest.raises(DomainError) as late:
        link_for_colleague(arrival.applicant, key, at=b.AT)
    assert late.value.code == "no_link_now"


def test_returned_with_reasons_it_can_be_mended_and_sent_again(arrival: Arrival) -> None:
    application = arrival.sent()
    answer = Answer("return", "理事名单的照片不清楚。")
    decide_application(arrival.operator, application.key, answer, at=b.AT)
    again = applying.submit_application(arrival.applicant, application.key, at=b.AT)
    done = decide_application(arrival.operator, again.key, Answer("admit"), at=b.AT)
    assert done.state == "admitted"
    assert decide_application(arrival.operator, again.key, Answer("admit"), at=b.AT) == done
    assert Organisation.objects.filter(name=NAME).count() == 1


def _operator_applies(arrival: Arrival) -> None:
    application = arrival.sent()
    Application.objects.filter(pk=application.pk).update(applicant_id=arrival.wang.pk)
    decide_application(arrival.operator, application.key, Answer("admit"), at=b.AT)


def _colleague_decides(arrival: Arrival) -> None:
    """Whoever will approve the payments is no second pair of eyes on the application."""
    application = arrival.sent()
    Application.objects.filter(pk=application.pk).update(colleague_id=arrival.wang.pk)
    decide_application(arrival.operator, application.key, Answer("admit"), at=b.AT)


def _written_while_looked_at(arrival: Arrival) -> None:
    application = arrival.sent()
    applying.keep_contacts(arrival.applicant, application.key, Contacts(), at=b.AT)


def _fourth_draft(arrival: Arrival) -> None:
    for number in range(4):
        arrival.begun(credit_code=credit_code(number))


def _withdrawn_when_refused(arrival: Arrival) -> None:
    application = arrival.sent()
    decide_application(arrival.operator, application.key, Answer("refuse", "编号有误"), at=b.AT)
    applying.withdraw_application(arrival.applicant, application.key, at=b.AT)


def _in_use(arrival: Arrival) -> None:
    application = arrival.sent()
    body = b.organisation(2)
    Organisation.objects.filter(pk=body.pk).update(credit_code=application.credit_code)
    b.holder(b.chen(), Organisation.objects.get(pk=body.pk), Right.BODY_EDIT)
    decide_application(arrival.operator, application.key, Answer("admit"), at=b.AT)


def _used_link(arrival: Arrival) -> None:
    made = welcome_organisation(arrival.operator, "某会", at=b.AT)
    for number in (1, 2):
        body = arrival.body(credit_code=credit_code(number))
        begin_by_welcome(arrival.applicant, made.token, body, at=b.AT)


def _accounts(arrival: Arrival, **said: str) -> None:
    asked = {"holder_name": NAME, "bank": "农行", "number": "62220000"}
    application = arrival.begun()
    account = AccountAsked(**(asked | said))
    applying.keep_account(arrival.applicant, application.key, account, at=b.AT)


def _member(arrival: Arrival, **said: Any) -> None:
    application = arrival.begun()
    for _time in range(2):
        member = Member(**({"name": "周启明", "offices": ["chair"]} | said))
        boards.add_to_application(arrival.applicant, application.key, member, at=b.AT)


def _own_colleague(arrival: Arrival) -> None:
    said = Contacts(colleague_phone="13800000001")
    applying.keep_contacts(arrival.applicant, arrival.begun().key, said, at=b.AT)


def _papers_in_disorder(arrival: Arrival) -> None:
    arrival.papers(arrival.begun(), valid_until=date(2020, 1, 1))


def _full_board(arrival: Arrival) -> None:
    application = arrival.begun()
    for number in range(61):
        member = Member(f"理事{number}", ["member"])
        boards.add_to_application(arrival.applicant, application.key, member, at=b.AT)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda a: a.begun(credit_code="5313"), "credit_code_wrong"),
        (lambda a: (a.begun(), applying.begin_application(
            b.as_donor(a.zhao), a.body(), at=b.AT)), "body_applied"),
        (_fourth_draft, "too_many_drafts"),
        (_operator_applies, "decided_by_applicant"),
        (_colleague_decides, "decided_by_applicant"),
        (_written_while_looked_at, "application_closed"),
        (_withdrawn_when_refused, "application_closed"),
        (lambda a: decide_application(
            a.operator, a.sent().key, Answer("refuse"), at=b.AT), "reasons_missing"),
        (lambda a: decide_application(
            a.operator, a.written().key, Answer("admit"), at=b.AT), "application_closed"),
        (_in_use, "body_in_use"),
        (_used_link, "welcome_over"),
        (lambda a: welcome_organisation(
            a.operator, "某会", lane="quick", at=b.AT), "occasion_missing"),
        (lambda a: _accounts(a, number="6222"), "account_number_wrong"),
        (lambda a: _accounts(a, holder_name="林晓雨"), "account_holder_wrong"),
        (lambda a: _member(a, name=" "), "member_name_missing"),
        (lambda a: _member(a, offices=[]), "offices_missing"),
        (lambda a: _member(a, is_legal_representative=True), "second_representative"),
        (_full_board, "board_full"),
        (_own_colleague, "colleague_is_you"),
        (_papers_in_disorder, "certificate_days_wrong"),
        (lambda a: link_for_colleague(a.applicant, a.sent().key, at=b.AT), "no_link_now"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    arrival: Arrival, act: Callable[[Arrival], Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        act(arrival)
    assert refused.value.code == code


def test_only_who_applied_writes_and_only_operators_decide(arrival: Arrival) -> None:
    application = arrival.sent()
    stranger = b.as_donor(b.chen())
    with pytest.raises(NotFound):
        application_for(stranger, application.key)
    with pytest.raises(NotAllowed):
        decide_application(arrival.applicant, application.key, Answer("admit"), at=b.AT)
    with pytest.raises(NotAllowed):
        applying.submit_application(arrival.operator, application.key, at=b.AT)
    with pytest.raises(NotAllowed):
        welcome_organisation(arrival.applicant, "某会", at=b.AT)
    with pytest.raises(NotAllowed):
        applying.begin_application(Actor.stranger(), arrival.body(), at=b.AT)


def test_the_quick_lane_lists_what_it_leaves_out_until_it_is_made_up(arrival: Arrival) -> None:
    made = welcome_organisation(
        arrival.operator, NAME, lane="quick", occasion="清河县暴雨洪涝", at=b.AT
    )
    application = begin_by_welcome(arrival.applicant, made.token, arrival.body(), at=b.AT)
    arrival.papers(application)
    applying.submit_application(arrival.applicant, application.key, at=b.AT)
    done = decide_application(arrival.operator, application.key, Answer("admit"), at=b.AT)
    body = done.organisation
    assert body is not None
    watched = {one.id: one for one in organisations_to_watch([body.pk])}[body.pk]
    assert watched.may_raise_publicly(b.TODAY)
    assert {(one.step, one.due_on) for one in watched.owed} == {
        (step, b.TODAY + 10 * DAY) for step in ("account", "contacts", "board")
    }
    assert settle_owed(at=b.AT) == 0
    for member in (
        Member("周启明", ["chair"], is_legal_representative=True),
        Member("孙丽", ["secretary"], is_full_time=True),
    ):
        boards.add_to_organisation(arrival.applicant, body.credit_code, member, at=b.AT)
    assert settle_owed(at=b.AT + DAY) == 1
    assert OwedStep.objects.get(step="board").done_on == b.TODAY + DAY


def test_no_name_and_no_number_lies_in_plain(arrival: Arrival) -> None:
    arrival.admitted()
    from django.db import connection

    with connection.cursor() as cursor:
        for table in (t for t in connection.introspection.table_names() if "onboarding" in t):
            cursor.execute(f'select row_to_json(t)::text from "{table}" t')
            text = "".join(row for (row,) in cursor.fetchall())
            for secret in ("周启明", "6222000012345678", "清河县第一中学", "13800000003"):
                assert secret not in text, table
    assert BankAccount.objects.get().state == "in_force"


def test_what_led_nowhere_names_nobody_after_its_days(arrival: Arrival) -> None:
    application = arrival.sent()
    decide_application(arrival.operator, application.key, Answer("refuse", "编号有误"), at=b.AT)
    people = list(BoardMember.objects.values_list("person", flat=True))
    assert forget_applications(before=b.AT, at=b.AT) == 0
    assert forget_applications(before=b.AT + DAY, at=b.AT + DAY) == 1
    assert forget_applications(before=b.AT + DAY, at=b.AT + DAY) == 0
    assert not BoardMember.objects.exists()
    assert not Person.objects.filter(pk__in=people, erased_at=None).exists()
    assert _erased(arrival.zhao)  # named as the colleague, known from nowhere else
    blank = Application.objects.get()
    assert (blank.account_sealed, blank.colleague, blank.state) == (None, None, "refused")


def _erased(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).erased_at is not None


def test_who_is_taken_off_a_list_is_forgotten(arrival: Arrival) -> None:
    entered = boards.add_to_application(
        arrival.applicant, arrival.begun().key, Member("何静", ["member"]), at=b.AT
    )
    key = Application.objects.get().key
    boards.take_out_of_application(arrival.applicant, key, entered.pk, at=b.AT)
    boards.take_out_of_application(arrival.applicant, key, entered.pk, at=b.AT)
    assert _erased(entered.person)


def test_a_colleague_who_is_replaced_is_forgotten_and_nobody_who_is_known(arrival: Arrival) -> None:
    application = arrival.begun()
    named = []
    post = PostHolding.objects.get(person=arrival.wang).post
    invite(Actor.system("parties"), post.pk, phone="13900000007", at=b.AT)
    for phone in ("13900000008", "13800000003", "13900000007", "13900000009"):
        said = Contacts(colleague_phone=phone)
        now = applying.keep_contacts(arrival.applicant, application.key, said, at=b.AT)
        named.append(now.colleague)
        if phone == "13800000003":
            b.holder(arrival.zhao, arrival.house, Right.GIFT_READ)
    assert [_erased(one) for one in named if one is not None] == [True, False, False, False]


def test_a_post_stops_no_forgetting(arrival: Arrival) -> None:
    """A board member who holds a post by now stays, and the others are forgotten all the same."""
    application = arrival.written()
    people = [one.person for one in BoardMember.objects.order_by("pk").select_related("person")]
    b.holder(people[0], arrival.house, Right.GIFT_READ)
    assert forget_applications(before=b.AT + DAY, at=b.AT + DAY) == 1
    assert [_erased(one) for one in people] == [False, True, True, True, True]
    application.refresh_from_db()
    assert application.blanked_at is not None


def test_an_organisation_is_not_shut_out_by_a_strangers_draft(arrival: Arrival) -> None:
    """Credit codes are public: anybody signed in can begin an application with one."""
    stranger = b.as_donor(arrival.zhao)
    theirs = applying.begin_application(stranger, arrival.body(), at=b.AT)
    made = welcome_organisation(arrival.operator, NAME, at=b.AT)
    own = begin_by_welcome(arrival.applicant, made.token, arrival.body(), at=b.AT)
    theirs.refresh_from_db()
    assert (theirs.state, own.state, own.applicant_id) == ("withdrawn", "draft", arrival.lin.pk)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_an_operator_refuses_what_was_never_sent(arrival: Arrival, state: str) -> None:
    application = arrival.written() if state == "draft" else arrival.sent()
    if state == "returned":
        decide_application(arrival.operator, application.key, Answer("return", "不清"), at=b.AT)
    decide_application(arrival.operator, application.key, Answer("refuse", "冒名"), at=b.AT)
    other = applying.begin_application(b.as_donor(arrival.zhao), arrival.body(), at=b.AT)
    assert other.applicant_id == arrival.zhao.pk


def test_what_is_forgotten_holds_the_number_no_longer(arrival: Arrival) -> None:
    arrival.begun()
    assert forget_applications(before=b.AT + DAY, at=b.AT + DAY) == 1
    assert Application.objects.get().state == "withdrawn"
    assert applying.begin_application(b.as_donor(arrival.zhao), arrival.body(), at=b.AT).pk


def test_work_that_goes_on_is_not_forgotten(arrival: Arrival) -> None:
    application = arrival.begun()
    late = b.AT + 181 * DAY
    boards.add_to_application(
        arrival.applicant, application.key, Member("何静", ["member"]), at=late
    )
    assert forget_applications(before=b.AT + DAY, at=late) == 0
    assert BoardMember.objects.count() == 1
    assert forget_applications(before=late + DAY, at=late + 181 * DAY) == 1


def test_a_quick_link_puts_the_known_draft_in_its_lane(arrival: Arrival) -> None:
    known = arrival.begun()
    made = welcome_organisation(
        arrival.operator, NAME, lane="quick", occasion="清河县暴雨洪涝", at=b.AT
    )
    again = begin_by_welcome(arrival.applicant, made.token, arrival.body(), at=b.AT)
    again.refresh_from_db()
    assert (again.pk, again.lane, again.welcome) == (known.pk, "quick", made.welcome)
    assert again.occasion == "清河县暴雨洪涝"


def test_an_admitted_application_is_never_blanked(arrival: Arrival) -> None:
    arrival.admitted()
    assert forget_applications(before=b.AT + DAY, at=b.AT + DAY) == 0
    assert BoardMember.objects.count() == 5
