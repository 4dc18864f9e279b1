"""What left an account: payments alone or as a list in one sum, and payments that came back."""

from datetime import date, timedelta

import pytest

from liushui.disbursing.elsewhere import page_of
from liushui.disbursing.models import Disbursement, PaymentBatch
from liushui.disbursing.services import (
    BatchAsked,
    ReturnSlip,
    UseSlip,
    approve_disbursement,
    confirm_use,
    make_batch,
    pay_disbursement,
)
from liushui.kernel.clock import day_of
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right
from liushui.reconciling.models import Account, Difference, Line, Match
from liushui.reconciling.services.accounts import NewAccount, open_account
from liushui.reconciling.services.keeping import Delivered, read_in
from tests.disbursing.builders import (
    Story,
    a_reference,
    a_story,
    an_agreement,
    drafted,
    paid,
    reported,
    returned,
)
from tests.giving import builders as giving
from tests.parties.builders import holder, person
from tests.projects.builders import AT
from tests.reconciling.builders import BANK, bank_list, kinds_of

pytestmark = pytest.mark.django_db
PAID_ON = day_of(AT)


def bank_of(story: Story) -> Account:
    asked = NewAccount("bank", BANK, "第1基金会", since=date(2025, 1, 1))
    return open_account(story.decider, story.charity.pk, asked, at=giving.now())


def reading(story: Story, account: Account, *rows: tuple[str, str, str, str]) -> None:
    clerk = holder(person("林出纳"), story.charity, Right.MONEY_DRAFT)
    content = bank_list(*rows, on=PAID_ON)
    read_in(clerk, account.pk, Delivered(content), at=giving.now())


def listed(story: Story, *amounts: int) -> tuple[PaymentBatch, list[Disbursement]]:
    """A list of payments to the partner that the bank has paid."""
    asked = AccountAsked(story.partner.name, "中国银行云溪支行", "6222000012345678")
    account_of_admission(story.partner.pk, asked, ("person:0", "system:test"), at=AT)
    agreement = an_agreement(story)
    refs = [drafted(story.drafter, agreement, amount).reference for amount in amounts]
    for ref in refs:
        approve_disbursement(story.decider, ref, at=AT)
    batch = make_batch(story.decider, BatchAsked(a_reference(), refs, "csv"), at=AT)
    return batch, [
        pay_disbursement(story.decider, ref, bank_ref=f"L{n}", paid_at=AT, at=AT)
        for n, ref in enumerate(refs)
    ]


def test_a_list_is_found_as_one_sum_and_none_of_its_payments_is_missed() -> None:
    story = a_story(500_00)
    account = bank_of(story)
    batch, payments = listed(story, 30_00, 12_34)
    reading(story, account, ("", "42.34", "批量代付", "批量"))
    match = Match.objects.get()
    assert (match.kind, match.batch) == ("list", batch)
    reading(story, account, ("", "30.00", story.partner.name, "再来一次"))
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "not_ordered")]
    assert not Difference.objects.filter(disbursement__in=payments).exists()


def test_a_list_is_found_line_by_line_and_payments_alike_by_their_receiver() -> None:
    story = a_story(500_00)
    account = bank_of(story)
    _batch, payments = listed(story, 30_00, 30_00)
    name = story.partner.name
    reading(story, account, ("", "30.00", name, "校车"), ("", "30.00", name, "校车"),
            ("", "30.00", "别人", "校车"))  # fmt: skip
    matched = Match.objects.values_list("disbursement_id", flat=True)
    assert set(matched) == {one.pk for one in payments}
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "not_ordered")]


def test_a_payment_of_the_same_sum_to_somebody_else_is_not_ours() -> None:
    """An equal sum that left on the same day stays a question, and does not hide the payment."""
    story = a_story(500_00)
    account = bank_of(story)
    one = paid(story, an_agreement(story), 30_00)
    rows = (("", "30.00", "别人", "货款"), ("", "30.00", "", "货款"))
    reading(story, account, *rows, ("", "30.00", story.partner.name, "拨付"))
    assert Match.objects.get().disbursement == one
    assert Match.objects.get().line.row == Line.objects.order_by("pk")[2].row
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "not_ordered")] * 2


def test_a_payment_that_came_back_is_found_and_one_that_nobody_booked_is_named() -> None:
    story = a_story(500_00)
    account = bank_of(story)
    agreement = an_agreement(story)
    one, other = paid(story, agreement, 30_00), paid(story, agreement, 40_00)
    returned(story.decider, one, ReturnSlip(30_00, "TH", AT, "户名不符"))
    reading(story, account, ("30.00", "", story.partner.name, "退汇"),
            ("40.00", "", story.partner.name, "退汇"))  # fmt: skip
    match = Match.objects.get()
    assert match.payment_return is not None
    assert match.payment_return.disbursement == one
    assert kinds_of(Difference.objects.all()) == [("unknown_in", "looks_returned")]
    assert other.state == "paid"


def test_a_use_is_found_by_the_number_of_its_slip_and_missed_where_no_bank_names_it() -> None:
    """What nobody has confirmed is a question with a likely answer; cash stands in no list."""
    story = a_story(500_00)
    account = bank_of(story)
    found, absent, cash = (
        reported(story.drafter, story.own_purse(), minor, slip=slip).reference
        for minor, slip in (
            (30_00, UseSlip("N0", PAID_ON)),
            (40_00, UseSlip("N78", PAID_ON)),
            (5_00, UseSlip(in_cash=True)),
        )
    )
    reading(story, account, ("", "30.00", "云溪客运公司", "九月车费"))
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "looks_agreed")]
    for reference in (found, absent, cash):
        confirm_use(story.decider, reference, at=AT)
    clerk = holder(person("林出纳"), story.charity, Right.MONEY_DRAFT)
    content = bank_list(("1.00", "", "某银行", "结息"), on=PAID_ON + timedelta(days=5))
    span = (PAID_ON, PAID_ON + timedelta(days=5))
    read_in(clerk, account.pk, Delivered(content, span), at=giving.now())
    match = Match.objects.exclude(moved_ref="").get()
    assert (match.kind, match.moved_ref) == ("use", found)
    missed = Difference.objects.exclude(moved_ref="").get()
    assert (missed.kind, missed.cause, missed.ours_minor) == ("we_have", "not_at_bank", -40_00)
    assert page_of(missed.moved_ref) == f"/console/uses/{absent}/"
