"""Lists for a bank: made once, with totals; results booked row by row, and safe to bring twice."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from liushui.disbursing import queries
from liushui.disbursing.bank_sheets import HEADS, _result, results_in
from liushui.disbursing.models import BatchRow, PaymentBatch
from liushui.disbursing.services import (
    BatchAsked,
    approve_disbursement,
    bring_results,
    make_batch,
    read_batch_file,
)
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.models import AuditRecord
from tests.disbursing.builders import a_reference, a_story, an_agreement, booked_back, drafted
from tests.projects.builders import AT

pytestmark = pytest.mark.django_db
NUMBER = "6222000012345678"
TITLES = ["业务参考号", "金额(元)", "处理结果", "交易流水号", "交易日期", "失败原因"]


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def ready(*amounts):
    """Payments of these amounts to the partner, approved; the partner has its account."""
    story = a_story(sum(amounts) + 100_00)
    asked = AccountAsked(story.partner.name, "中国银行云溪支行", NUMBER)
    account_of_admission(story.partner.pk, asked, ("person:0", "system:test"), at=AT)
    agreement = an_agreement(story)
    refs = [drafted(story.drafter, agreement, amount).reference for amount in amounts]
    for ref in refs:
        approve_disbursement(story.decider, ref, at=AT)
    return story, agreement, refs


def made(story, refs, form="csv"):
    return make_batch(story.decider, BatchAsked(a_reference(), refs, form), at=AT)


def results(*rows, titles=TITLES):
    out = io.StringIO()
    csv.writer(out).writerows([["付款结果清单"], titles, *rows])
    return out.getvalue().encode("gb18030")


def outcomes(sheet):
    return [(row.result, row.refused) for row in sheet.rows.all()]


def state_of(ref):
    return queries.disbursement_by_ref(ref).state


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_holds_what_a_bank_needs_and_its_totals_stand_beside_it(form):
    story, _, refs = ready(30_00, 12_34)
    batch = made(story, refs, form)
    assert (batch.row_count, batch.total_minor) == (2, 42_34)
    assert {state_of(ref) for ref in refs} == {"ordered"}
    _, content = read_batch_file(story.decider, batch.reference, at=AT)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == HEADS
    by_ref = {row[6]: row for row in rows[1:]}
    assert set(by_ref) == set(refs)
    first = by_ref[refs[0]]
    assert (first[1], first[2], str(first[4])) == (
        story.partner.name, NUMBER, "30.00" if form == "csv" else "30.0",
    )  # fmt: skip


def test_a_list_is_made_once_and_no_payment_stands_in_two():
    story, _, refs = ready(30_00, 12_34)
    asked = BatchAsked(a_reference(), refs, "csv")
    batch = make_batch(story.decider, asked, at=AT)
    assert make_batch(story.decider, asked, at=AT) == batch
    with refusal("key_reused"):
        make_batch(story.decider, BatchAsked(asked.reference, refs[:1], "csv"), at=AT)
    with refusal("move_not_allowed"):
        made(story, refs[:1])
    assert PaymentBatch.objects.count() == 1


def test_nobody_is_paid_into_an_account_that_is_not_in_force():
    story = a_story(100_00)
    ref = drafted(story.drafter, an_agreement(story), 10_00).reference
    approve_disbursement(story.decider, ref, at=AT)
    with refusal("payee_unknown"):
        made(story, [ref])
    with refusal("batch_empty"):
        made(story, [])
    assert state_of(ref) == "approved", "a refused list orders nothing"


def test_the_file_opens_for_who_pays_alone_and_each_reading_is_recorded():
    story, _, refs = ready(30_00)
    batch = made(story, refs)
    for other in (story.drafter, story.partner_staff, story.hospital_staff):
        with pytest.raises(NotFound):
            read_batch_file(other, batch.reference, at=AT)
        with pytest.raises((NotAllowed, NotFound)):
            made_by_other(other, refs)
    read_batch_file(story.decider, batch.reference, at=AT)
    [read] = AuditRecord.objects.filter(verb="payment_batch.file_read")
    assert NUMBER not in json.dumps(read.facts)
    assert NUMBER.encode() not in bytes(PaymentBatch.objects.get().sealed)


def made_by_other(actor, refs):
    return make_batch(actor, BatchAsked(a_reference(), refs, "csv"), at=AT)


def test_results_are_booked_row_by_row_and_the_same_file_twice_is_one():
    story, agreement, refs = ready(30_00, 20_00, 10_00, 5_00)
    batch = made(story, refs)
    free = balance(story.project.fund_id).free
    content = results(
        [refs[0], "30.00", "交易成功", "LS001", "2026-07-18", ""],
        [refs[1], "20.00", "支付失败", "", "2026-07-18", "账号不存在"],
        [refs[2], "10.01", "成功", "LS003", "2026-07-18", ""],
        ["LS-x", "1.00", "成功", "LS004", "2026-07-18", ""],
        [refs[3], "5.00", "处理中", "", "", ""],
    )
    sheet = bring_results(story.decider, batch.reference, content, at=AT)
    assert outcomes(sheet) == [
        ("paid", ""),
        ("failed", ""),
        ("paid", "result_amount_differs"),
        ("paid", "result_of_another"),
        ("unknown", "result_not_understood"),
    ]
    assert [state_of(ref) for ref in refs] == ["paid", "cancelled", "ordered", "ordered"]
    assert balance(agreement.fund_id).free == 30_00
    assert balance(story.project.fund_id).free == free + 20_00, "what failed is free again"
    assert bring_results(story.decider, batch.reference, content, at=AT) == sheet
    assert balance(agreement.fund_id).free == 30_00


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("交易成功", "paid"), ("成功(0000)", "paid"), ("00-成功", "paid"), ("已支付", "paid"),
        ("Success", "paid"), ("PAID", "paid"),
        ("支付失败", "failed"), ("失败：账号不存在", "failed"), ("不成功", "failed"),
        ("交易不成功", "failed"), ("Unsuccessful", "failed"), ("交易失败[E102]", "failed"),
        ("退回", "returned"), ("银行退票：户名不符", "returned"), ("退汇", "returned"),
        ("部分成功", "unknown"), ("成功（部分）", "unknown"), ("成功待复核", "unknown"),
        ("未付", "unknown"), ("unpaid", "unknown"), ("未支付", "unknown"), ("处理中", "unknown"),
        ("是否成功待查", "unknown"), ("已付，未成功", "unknown"), ("退回申请已拒绝", "unknown"),
        ("", "unknown"), ("not paid", "unknown"), ("提交成功，等待处理", "unknown"),
    ],
)  # fmt: skip
def test_of_what_a_bank_says_only_a_plain_word_books_anything(words, outcome):
    assert _result(words) == outcome


def test_a_payment_that_the_bank_sent_back_comes_home():
    story, agreement, refs = ready(30_00, 20_00)
    batch = made(story, refs)
    paid = [refs[0], "30.00", "成功", "LS001", "2026-07-18", ""]
    bring_results(story.decider, batch.reference, results(paid), at=AT)
    back = [
        [refs[0], "30.00", "退回", "TH001", "2026-07-18", "户名不符"],
        [refs[1], "20.00", "退汇", "TH002", "2026-07-18", "户名不符"],
    ]
    sheet = bring_results(story.decider, batch.reference, results(*back), at=AT)
    assert outcomes(sheet) == [("returned", ""), ("returned", "")]
    assert [state_of(ref) for ref in refs] == ["paid", "cancelled"], "one file is one word"
    assert queries.returns_noted_of_batch(batch) == {refs[0]: None}
    assert balance(agreement.fund_id).free == 30_00
    booked_back(refs[0], "TH001")
    assert [state_of(ref) for ref in refs] == ["returned", "cancelled"]
    assert balance(agreement.fund_id).held == 0
    assert balance(story.project.fund_id).free == 150_00


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 bent", b"\x00\x01", b"a,b\n1,2\n", b"x" * 6_000_000]
)
def test_what_is_no_list_of_results_is_refused(content):
    with refusal("results_unreadable"):
        results_in(content)


def test_a_row_of_a_list_is_never_changed():
    story, _, refs = ready(30_00)
    made(story, refs)
    with pytest.raises(Exception, match="append-only"):
        BatchRow.objects.all().delete()
