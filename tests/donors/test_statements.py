"""Statements tie to the ledger, mask whom they name, are told of once; cases agree both ways."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.models import Document
from liushui.documents.queries import verdict_on
from liushui.donors import services
from liushui.donors.queries import both_ways
from liushui.donors.queries.both_ways import cases_of_donor, donors_of_case
from liushui.donors.queries.statement import (
    NotTied,
    back_by_gift,
    cases_of,
    followed,
    statement,
)
from liushui.giving.models import GiftOrder
from liushui.giving.services import Showing
from liushui.giving.states import Display
from liushui.insight.queries.givers import givers_of_case
from liushui.kernel.clock import day_of, month_after
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries import trace_forward, trace_forward_all
from liushui.ledger.services import refund_gift, sequence_all
from liushui.messaging.models import Notice
from liushui.messaging.services import choose_channels
from liushui.papers.queries import why_word
from liushui.papers.services import follow_returns
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Person
from liushui.parties.queries import actor_for
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.giving import builders as b
from tests.insight import builders as story
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
MASKED = Showing(Display.MASKED)


class Told:
    """Lin and Zhou gave to one project; its partner helped a child with money of both."""

    def __init__(self, provider: Provider) -> None:
        self.world = story.a_world()
        self.lin = actor_for(parties.lin().pk, parties.TODAY)
        self.zhou = actor_for(parties.person("周远", "13800000009").pk, parties.TODAY)
        self.gifts = [
            self._gift(provider, self.lin, 30_00),
            self._gift(provider, self.zhou, 50_00),
            self._gift(provider, self.lin, 20_00),
        ]
        story.use(self.world.home, 10_00, "校车", "Bus")
        story.pay(self.world.to_b, 60_00)
        story.pay(self.world.to_c, 60_00)
        story.use(self.world.with_c, 45_01, "午餐", "Lunches", case=self.world.case.number)
        refund_gift(self.gifts[2].reference, Money(5_00), key="back", happened_at=b.now())
        self.today = day_of(b.now())
        self.month = self.today.replace(day=1)

    def _gift(self, provider: Provider, actor: Actor, minor: int) -> GiftOrder:
        order = b.order(self.world.project, actor=actor, minor=minor, showing=MASKED)
        b.settled(provider, order)
        sequence_all()
        return order


@pytest.fixture
def told(provider: Provider) -> Told:
    return Told(provider)


def test_a_month_tells_every_gift_and_every_use_and_ties_to_the_ledger(told: Told) -> None:
    found = followed(told.lin)
    one = statement(found, told.month, today=told.today)
    assert (one.opening, one.given_minor, one.back_minor) == (0, 50_00, 5_00)
    assert (
        one.used_minor
        == sum(end.minor for end in found.spent if end.stage == "used")
        == 10_00 + sum(case.minor for case in one.cases)
    )
    assert one.opening + one.given_minor == one.used_minor + one.back_minor + one.closing
    assert back_by_gift(found) == {told.gifts[2].reference: 5_00}
    assert all("/entries/" in line.proof for line in one.used)
    [case] = one.cases
    assert (case.number, case.beneficiary) == (told.world.case.number, "欧阳**")
    following = month_after(told.month)
    after = statement(found, following, today=following)
    assert (after.opening, after.given, after.used) == (one.closing, [], [])
    for day in ((told.month - timedelta(days=40)).replace(day=1), following):
        with pytest.raises(NotFound):
            statement(found, day, today=told.today)


def test_the_pages_the_paper_and_the_sheet_say_the_same_to_its_donor_alone(told: Told) -> None:
    one, month = statement(followed(told.lin), told.month, today=told.today), f"{told.month:%Y-%m}"
    lin = signed_in_client(open_account(told.lin.person_id or 0))
    page = lin.get(f"/me/giving/statements/{month}/").content.decode()
    paper = lin.get(f"/me/giving/statements/{month}.pdf").content
    text = "".join(
        "".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(paper)).pages
    )
    sheet = openpyxl.load_workbook(
        io.BytesIO(lin.get(f"/me/giving/statements/{month}.xlsx").content)
    ).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert round(sum(row[8] for row in rows if row[0] in {"使用", "用出"}) * 100) == one.used_minor
    for said in (page.replace("\n", ""), text):
        assert "欧阳**" in said
        assert told.world.case.number in said
        assert story.CHILD not in said
    assert verdict_on(paper).standing is not None
    assert lin.get(f"/me/giving/statements/{month}.pdf").content == paper, "numbered once"
    assert lin.get(f"/me/giving/years/{told.month.year}.pdf").status_code == 200
    assert lin.get(f"/me/giving/years/{told.month.year - 1}.pdf").status_code == 404
    assert told.world.case.number in lin.get("/me/giving/cases/").content.decode()
    assert month in lin.get("/me/giving/statements/").content.decode()
    to_come = f"{month_after(told.month):%Y-%m}"
    for name in (to_come, "9999-12", "0000-01"):
        for kind in ("/", ".pdf", ".xlsx"):
            assert lin.get(f"/me/giving/statements/{name}{kind}").status_code == 404
    chen = signed_in_client(open_account(parties.chen().pk))
    assert chen.get(f"/me/giving/statements/{month}/").status_code == 404
    assert Client().get(f"/me/giving/statements/{month}.pdf").status_code == 302


def test_a_statement_holds_until_something_else_is_so(told: Told) -> None:
    def papers() -> list[tuple[str, bool]]:
        found = Document.objects.filter(number__regex="LS-(TZ|NH)-").order_by("pk")
        return [(one.number[3:5], not hasattr(one, "reversal")) for one in found]

    for _again in range(2):
        services.statement_pdf(told.lin, told.month, at=b.now())
        old = services.year_pdf(told.lin, told.month.year, at=b.now())
    assert papers() == [("TZ", True), ("NH", True)]
    refund_gift(told.gifts[1].reference, Money(5_00), key="of-zhou", happened_at=b.now())
    follow_returns(at=b.now())
    assert papers() == [("TZ", True), ("NH", True)], "another's gift"
    refund_gift(told.gifts[2].reference, Money(2_00), key="more", happened_at=b.now())
    follow_returns(at=b.now())
    assert papers() == [("TZ", False), ("NH", False)]
    verdict = verdict_on(old)
    assert verdict.standing is not None
    assert why_word(verdict.standing.reversal.why if verdict.standing.reversal else "")
    new = services.year_pdf(told.lin, told.month.year, at=b.now())
    assert "43.00" in PdfReader(io.BytesIO(new)).pages[0].extract_text()
    services.statement_pdf(told.lin, told.month, at=b.now())
    refund_gift(told.gifts[2].reference, Money(1_00), key="last", happened_at=b.now())
    services.statement_pdf(told.lin, told.month, at=b.now())
    assert papers() == [("TZ", False), ("NH", False), ("NH", True), ("TZ", False), ("TZ", True)]


def test_all_gifts_are_followed_at_once(
    told: Told, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ends = trace_forward_all(one.reference for one in told.gifts)
    assert ends == {one.reference: trace_forward(one.reference) for one in told.gifts}
    with django_assert_max_num_queries(2):  # one of them has units that others stand for
        trace_forward_all([*(one.reference for one in told.gifts), "LS-none"])


def test_one_donors_gifts_that_do_not_add_up_stop_nobody_else(told: Told) -> None:
    at = b.now() + timedelta(days=31)
    for one in (told.lin, told.zhou):
        choose_channels(one, frozenset({("monthly-statement", "mail")}))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table giving_giftorder disable trigger user")
        cursor.execute(
            "update giving_giftorder set amount_minor = amount_minor + 1 where id = %s",
            [told.gifts[0].pk],
        )
    with pytest.raises(NotTied) as refused:
        followed(told.lin)
    assert refused.value.facts == {"gap": "0.01"}
    assert services.tell_statements(at=at) == 1
    assert Notice.objects.get(kind="monthly-statement").person_id == told.zhou.person_id


def test_the_message_goes_to_who_chose_it_once_a_month(told: Told) -> None:
    at = b.now() + timedelta(days=31)
    assert services.tell_statements(at=at) == 0, "nobody chose it"
    choose_channels(told.lin, frozenset({("monthly-statement", "mail")}))
    assert services.tell_statements(at=at) == 1
    assert services.tell_statements(at=at) == 0
    assert services.tell_statements(at=at + timedelta(hours=3)) == 0
    notice = Notice.objects.get(kind="monthly-statement")
    assert notice.person_id == told.lin.person_id
    assert notice.path == f"/me/giving/statements/{notice.key}/"


def test_from_a_case_and_from_a_donor_the_same_sums_to_the_fen(told: Told) -> None:
    case = told.world.case
    reader = parties.holder(parties.wang(), told.world.a, Right.GIFT_READ)
    found, rows = donors_of_case(reader, case.pk)
    assert sum(row.minor for row in rows) == found.received == 45_01
    of_person: dict[int, int] = {}
    for row in rows:
        assert row.person_id is not None
        of_person[row.person_id] = of_person.get(row.person_id, 0) + row.minor
    for who in (told.lin, told.zhou):
        used = [line for line in followed(who).spent if line.stage == "used"]
        own = {one.number: one.minor for one in cases_of(used)}
        assert own.get(case.number, 0) == of_person.get(who.person_id or 0, 0)
    for order in told.gifts:
        reached = cases_of_donor(reader, order.reference)
        assert reached.is_whole
        assert {one.number: one.minor for one in reached.cases}.get(
            case.number, 0
        ) == of_person.get(order.donor_id or 0, 0)
    assert givers_of_case(case.pk).received == sum(of_person.values())


def test_names_in_full_are_read_by_who_may_one_by_one_and_on_the_record(told: Told) -> None:
    path = f"/console/cases/{told.world.case.number}/donors/"
    reader = parties.holder(parties.wang(), told.world.a, Right.GIFT_READ)
    other = parties.holder(parties.zhao(), told.world.b, Right.GIFT_READ)
    client = signed_in_client(open_account(reader.person_id or 0))
    page = client.get(path).content.decode()
    assert "林*" in page
    assert "林晓雨" not in page
    assert AuditRecord.objects.filter(verb="case.donors_read").count() == 1
    first = told.gifts[0].reference
    assert "林晓雨" in client.post(path, {"gift": first}).content.decode()
    assert AuditRecord.objects.filter(verb="person.name_read").count() == 1
    stranger = signed_in_client(open_account(other.person_id or 0))
    page = stranger.get(path).content.decode()
    assert "林*" in page
    assert first not in page, "a gift's number opens it: not for who does not read gifts there"
    assert stranger.post(path, {"gift": first}).status_code == 404
    assert stranger.get(f"/console/gifts/{first}/cases/").status_code == 404
    assert AuditRecord.objects.filter(verb="person.name_read").count() == 1


def test_both_ways_are_bounded_and_show_nobody_who_stopped_the_use_of_the_name(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = parties.holder(parties.wang(), told.world.a, Right.GIFT_READ)
    reference = told.gifts[0].reference
    assert cases_of_donor(reader, reference).shown == "林**"
    monkeypatch.setattr(both_ways, "MOST_CASES", 0)
    found = cases_of_donor(reader, reference)
    assert (found.is_whole, found.cases, len(found.further)) == (True, [], 1)
    assert found.total == found.further_minor > 0
    monkeypatch.setattr(both_ways, "MOST_GIFTS", 1)
    found = cases_of_donor(reader, reference)
    assert (found.is_whole, found.total) == (False, 0), "the newest gift was used for none"
    Person.objects.filter(pk=told.lin.person_id).update(restricted_at=b.now())
    client = signed_in_client(open_account(reader.person_id or 0))
    page = client.get(f"/console/gifts/{reference}/cases/", headers={"Accept-Language": "en"})
    said = page.content.decode()
    assert "林" not in said
    assert "A donor" in said
    assert "The newest two thousand" in said


def test_an_erasure_takes_the_name_from_statements(told: Told) -> None:
    from liushui.donors.personal import DonorsHolder

    services.statement_pdf(told.lin, told.month, at=b.now())
    services.year_pdf(told.lin, told.month.year, at=b.now())
    DonorsHolder().erase(told.lin.person_id or 0, at=b.now())
    assert {one.facts["donor"] for one in Document.objects.filter(facts__has_key="donor")} == {
        "一位捐赠人"
    }
