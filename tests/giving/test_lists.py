"""Lists that are brought on a page: looked at, asked about, booked; again and again the same."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.models import Work
from liushui.desk.services import cancel_work, run_work
from liushui.giving.models import (
    GiftImport,
    GiftOrder,
    ImportDoubt,
    ImportedGiver,
    ImportSource,
    Payment,
)
from liushui.giving.services import Showing, import_gifts, plan_import
from liushui.giving.services.bringing import put_away_old
from liushui.giving.services.importing import number_of_row
from liushui.giving.sheets.cells import rows_in
from liushui.giving.sheets.choosing import the_list
from liushui.giving.states import Display, ImportState
from liushui.kernel.clock import day_of
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.models import Organisation
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties

BEGINS_WITH = (giving.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]

HEAD = "订单号,捐款人,手机号,支付金额(元),捐款日期"
ROWS = (
    "`4200001234202603010001,林晓雨,13800001111,100.00,2026-03-01",
    "`4200001234202603010002,林晓雨,13800001111,100.00,2026-03-01",
    "`4200001234202603020003,王志远,13800002222,250.50,2026-03-02",
)


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.HOME = Home(tmp_path / "home")


def importer(body: Organisation) -> Client:
    actor = parties.holder(parties.wang(), body, Right.GIFT_IMPORT)
    return signed_in_client(open_account(actor.person_id), headers={"accept-language": "en"})


def a_csv(rows: Sequence[str] = ROWS, head: str = HEAD, name: str = "三月.csv") -> Any:
    text = "\n".join((head, *rows))
    return SimpleUploadedFile(name, text.encode("gb18030"), content_type="text/csv")


def brought(client: Client, project: Any, file: Any = None, **said: str) -> GiftImport:
    """Bring a list and have the worker look at it."""
    form = {"file": file or a_csv(), "project": project.number, "source": "腾讯公益", **said}
    answer = client.post("/console/imports/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    worked()
    return GiftImport.objects.latest("pk")


def worked() -> None:
    run_work(Work.objects.latest("pk").pk)


def booked(client: Client, one: GiftImport, **said: str) -> GiftImport:
    answer = client.post(f"/console/imports/{one.key}/book/", said)
    assert answer.status_code == 302, answer.content.decode()
    worked()
    one.refresh_from_db()
    return one


def page(client: Client, one: GiftImport) -> str:
    answer = client.get(f"/console/imports/{one.key}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_list_is_looked_at_booked_once_and_answered_row_by_row() -> None:
    project = giving.project()
    client = importer(project.organisation)
    one = brought(client, project, told_count="3", told_sum="450.50")
    assert (one.state, one.found_count, one.found_minor) == (ImportState.LOOKED, 3, 450_50)
    assert not GiftOrder.objects.exists()
    said = page(client, one)
    assert "三月.csv" in said
    assert "Book 3 gifts" in said
    one = booked(client, one)
    sequence_all()
    assert (one.state, one.booked_count, one.booked_minor) == (ImportState.BOOKED, 3, 450_50)
    assert given_to(project.fund_id).amount == 450_50
    report = client.get(f"/console/long-work/{one.work_key}/result/")
    rows = list(openpyxl.load_workbook(io.BytesIO(report.content))["Rows"].values)
    assert [row[5] for row in rows] == ["column titles", *["imported"] * 3]
    assert {row[6] for row in rows[1:]} == set(
        GiftOrder.objects.values_list("reference", flat=True)
    )


def test_a_later_export_of_the_channel_adds_only_new_order_numbers() -> None:
    """Exports overlap: a month's list holds the last week's. Its numbers say what is known."""
    project = giving.project()
    client = importer(project.organisation)
    booked(client, brought(client, project))
    later = [ROWS[2], "`4200001234202603090009,赵明,13800003333,9.00,2026-03-09"]
    one = brought(client, project, a_csv(later, name="四月.csv"))
    assert (one.found_count, one.known_count) == (2, 1)
    assert booked(client, one).booked_count == 1
    assert GiftOrder.objects.count() == 4
    assert booked(client, one).booked_count == 1


def test_an_order_number_is_one_gift() -> None:
    project = giving.project()
    client = importer(project.organisation)
    booked(client, brought(client, project))
    wrong = [ROWS[0].replace("100.00", "900.00"), ROWS[1], ROWS[1]]
    one = brought(client, project, a_csv(wrong, name="改.csv"))
    assert one.unread_count == 2
    booked(client, one, despite="on")
    assert GiftOrder.objects.count() == 3


def test_totals_that_differ_book_nothing_unless_a_person_knows() -> None:
    project = giving.project()
    client = importer(project.organisation)
    one = brought(client, project, told_count="4")
    assert "differs" in page(client, one)
    answer = client.post(f"/console/imports/{one.key}/book/")
    assert answer.status_code == 409
    assert "list holds 3" in answer.content.decode()
    assert not GiftOrder.objects.exists()
    assert booked(client, one, despite="on").booked_count == 3


def test_a_gift_that_came_another_way_waits_for_a_word(provider: Provider, merchant: Any) -> None:
    """Paid here by WeChat Pay and listed by the bank: same donor, sum and day."""
    del merchant
    project = giving.project()
    showing = Showing(display=Display.MASKED, name="林晓雨")
    paid = giving.order(project, showing=showing)
    giving.settled(provider, paid)
    client = importer(project.organisation)
    today = day_of(giving.now()).isoformat()
    rows = [f"8001,林 晓雨,,100.00,{today}", f"8002,林晓风,,100.00,{today}"]
    one = booked(client, brought(client, project, a_csv(rows)))
    assert one.booked_count == 1
    doubt = ImportDoubt.objects.get()
    assert doubt.resembles_id == paid.pk
    assert "林晓雨" not in page(client, one)
    client.post(f"/console/imports/{one.key}/answers/", {f"doubt-{doubt.pk}": "same"})
    assert booked(client, one).booked_count == 1
    client.post(f"/console/imports/{one.key}/answers/", {f"doubt-{doubt.pk}": "another"})
    assert booked(client, one).booked_count == 2
    assert GiftOrder.objects.count() == 3


def test_doubts_are_found_across_lists_and_projects_and_not_across_organisations() -> None:
    first, other = giving.project(), giving.project(giving.charity(2))
    beside = giving.project(first.organisation, title="另一个项目")
    booked_by = importer(first.organisation)
    booked(booked_by, brought(booked_by, first))
    rows = ["9001,林晓雨,13800009999,100.00,2026-03-01", "9002,某人,13800002222,250.50,2026-03-02"]
    one = brought(booked_by, beside, a_csv(rows), source="银行")
    assert ImportDoubt.objects.filter(of=one).count() == 2
    assert set(one.doubts.values_list("likeness", flat=True)) == {"name", "phone"}
    booked_by.post(f"/console/imports/{one.key}/answers/", {"rest": "same"})
    assert booked(booked_by, one).booked_count == 0
    two = brought(importer(other.organisation), other, a_csv(rows), source="银行")
    assert not two.doubts.exists()


def test_columns_are_said_once_for_a_channel() -> None:
    project = giving.project()
    client = importer(project.organisation)
    rows = ["张三,12.00,x", "李四,13.00,y"]
    one = brought(client, project, a_csv(rows, head="谁,多少,备注"), source="街道")
    assert one.state == ImportState.STOPPED
    assert "names a column of donors" in page(client, one)
    said = {"source": "街道", "donor": "谁"}
    assert client.post(f"/console/imports/{one.key}/look/", said).status_code == 422
    answer = client.post(f"/console/imports/{one.key}/look/", said | {"amount": "多少"})
    assert answer.status_code == 302
    worked()
    one.refresh_from_db()
    assert (one.state, one.found_minor) == (ImportState.LOOKED, 25_00)
    again = brought(client, project, a_csv(["王五,5.00,z"], head="谁,多少,备注"), source="街道")
    assert again.found_minor == 5_00


def test_one_bad_row_takes_no_neighbour_along() -> None:
    project = giving.project()
    source = ImportSource.objects.create(
        organisation=project.organisation, name="腾讯公益", made_at=giving.now(), by="system:test"
    )
    _, sheet = the_list(rows_in(a_csv().read(), "a.csv"))
    plan = plan_import(giving.SETUP, sheet, project=project.number, source=source)
    Payment.objects.create(
        order=giving.order(project), provider="sheet", amount_minor=1, paid_at=giving.now(),
        received_at=giving.now(), transaction_id=number_of_row(plan, plan.prints[1]),
    )  # fmt: skip
    done = import_gifts(giving.SETUP, plan, at=giving.now())
    assert (done.count, done.minor) == (2, 350_50)
    assert dict(done.refused) == {plan.prints[1]: "IntegrityError"}
    sequence_all()
    assert given_to(project.fund_id).amount == 350_50


def test_a_sum_beyond_all_money_cannot_be_read() -> None:
    project = giving.project()
    client = importer(project.organisation)
    rows = [ROWS[0], "77,大数,,99999999999999999.00,2026-03-03"]
    one = brought(client, project, a_csv(rows))
    assert (one.found_count, one.unread_count) == (1, 1)
    assert client.post(f"/console/imports/{one.key}/book/").status_code == 302
    worked()
    assert "The list does not agree" in page(client, one)
    assert booked(client, one, despite="on").booked_count == 1


def test_the_file_is_sealed_and_goes_when_it_is_put_away() -> None:
    project = giving.project()
    client = importer(project.organisation)
    one = brought(client, project)
    (kept,) = (site.HOME.path / "lists").iterdir()
    assert "林晓雨".encode("gb18030") not in kept.read_bytes()
    assert put_away_old(at=giving.now()) == 0
    assert client.post(f"/console/imports/{one.key}/put-away/").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.name_sealed) == (ImportState.CLOSED, None)
    assert client.post(f"/console/imports/{one.key}/book/").status_code == 409


def test_cancelled_work_can_be_begun_again(django_capture_on_commit_callbacks: Any) -> None:
    del django_capture_on_commit_callbacks
    project = giving.project()
    client = importer(project.organisation)
    one = brought(client, project)
    client.post(f"/console/imports/{one.key}/book/")
    assert client.post(f"/console/imports/{one.key}/book/").status_code == 409
    wang = parties.holder(parties.wang(), project.organisation, Right.GIFT_IMPORT)
    cancel_work(wang, Work.objects.latest("pk").key, at=giving.now())
    assert "start it again" in page(client, one)
    assert booked(client, one).booked_count == 3


def test_only_who_may_import_for_the_organisation_sees_its_lists() -> None:
    project = giving.project()
    one = brought(importer(project.organisation), project)
    other = parties.holder(parties.zhao(), giving.charity(2), Right.GIFT_IMPORT)
    client = signed_in_client(open_account(other.person_id))
    assert client.get(f"/console/imports/{one.key}/").status_code == 404
    assert client.post(f"/console/imports/{one.key}/book/").status_code == 404
    form = {"file": a_csv(), "project": project.number}
    assert client.post("/console/imports/new/", form).status_code == 422


def test_what_a_list_says_of_its_givers_is_kept_as_digests_alone() -> None:
    project = giving.project()
    client = importer(project.organisation)
    booked(client, brought(client, project))
    kept = ImportedGiver.objects.order_by("pk").first()
    assert kept is not None
    assert kept.phone_lookup
    assert kept.number_lookup
    assert Payment.objects.filter(transaction_id__contains="4200001234").count() == 0


def test_a_file_that_is_none_is_refused_in_words() -> None:
    project = giving.project()
    client = importer(project.organisation)
    text = SimpleUploadedFile("list.pdf", b"%PDF-1.7")
    form = {"file": text, "project": project.number}
    answer = client.post("/console/imports/new/", form)
    assert answer.status_code == 422
    assert "Choose an .xlsx or a .csv file." in answer.content.decode()
    form = {"file": SimpleUploadedFile("list.xlsx", b"none"), "project": project.number}
    assert (
        "a workbook that can be read here"
        in client.post("/console/imports/new/", form).content.decode()
    )
