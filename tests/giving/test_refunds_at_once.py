"""Two requests at once send no more back than one after the other would."""

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftRefund
from liushui.giving.services.refund_deciding import agree_refund, propose_refund
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from tests.disbursing.test_concurrency import at_once
from tests.giving import builders as giving
from tests.giving.refunds import a_gift, a_house, asked
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]


def test_who_asks_many_times_at_once_asks_once_and_two_approvers_book_it_once(
    provider: Provider,
) -> None:
    house = a_house()
    second = parties.holder(parties.chen(), house.project.organisation, Right.MONEY_APPROVE)
    order = a_gift(provider, house)
    made = at_once(*(lambda: asked(order, minor=60_00).reference for _ in range(4)))
    assert len(set(made)) == 1
    one = GiftRefund.objects.get()
    propose_refund(house.drafter, one.reference, why="核", at=giving.now())
    got = at_once(
        *(lambda by=by: agree_refund(by, one.reference, at=giving.now()).agreed_by
          for by in (house.approver, second))
    )  # fmt: skip
    assert "refund_over" in got
    assert balance(house.project.fund_id).free == 40_00
