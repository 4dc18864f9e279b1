"""Two people of one organisation who enter its merchant account at the same moment."""

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.payments.models import MerchantAccount
from liushui.payments.services import propose_merchant
from tests.disbursing.test_concurrency import at_once
from tests.giving import builders as giving
from tests.payments.merchants import a_house, asked_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_enter_an_account_at_once_one_is_told_that_a_change_is_open(
    provider: Provider,
) -> None:
    house, at = a_house(1), giving.now()
    code = house.body.credit_code
    got = at_once(
        *(
            lambda by=by: propose_merchant(by, code, asked_at(provider), at=at).state
            for by in (house.wang, house.zhao, house.wang, house.zhao)
        )
    )
    assert sorted(map(str, got)) == ["merchant_change_open"] * 3 + ["proposed"]
    assert MerchantAccount.objects.count() == 1
