"""A merchant's keys outlive every key that is destroyed by the day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from liushui.base.keys import passing
from liushui.base.keys.owing import carry_out
from liushui.base.vault import Shredded, open_passing, seal_passing
from liushui.payments.services import facts
from tests.keystores import own_keys


@pytest.mark.django_db(transaction=True)
def test_a_merchant_can_be_spoken_for_when_the_keys_of_its_day_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with own_keys(monkeypatch):
        code = uuid4()
        sealed = facts.sealed_keys(code, {"merchant_key": "-----"})
        passed = seal_passing("sign-in", "13800000001")
        for days in (4, 30):
            assert passing.forget_days(at=now() + timedelta(days=days)) in {0, 1}
            carry_out()
        passing._remembered.cache_clear()  # as after a restart
        facts._opened.cache_clear()
        with pytest.raises(Shredded):
            open_passing("sign-in", passed)
        assert facts._opened(code, sealed) == {"merchant_key": "-----"}
