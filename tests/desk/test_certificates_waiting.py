"""Whoever looks after an organisation's face is told in time that a certificate runs out."""

from datetime import date, timedelta
from typing import Any

import pytest

from liushui.desk.certificates import needs
from liushui.parties.access import Right
from liushui.parties.models import Certificate
from liushui.parties.services import add_certificate
from tests.parties import builders as b

pytestmark = pytest.mark.django_db


def paper(body: Any, number: str, until: date | None) -> Certificate:
    return add_certificate(
        b.SETUP, body, kind="public_fundraising", number=number, valid_from=date(2020, 1, 1),
        valid_until=until, at=b.AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "is_told"), [(-400, True), (0, True), (90, True), (91, False), (None, False)]
)
def test_ninety_days_before_the_end_and_ever_after(days: int | None, *, is_told: bool) -> None:
    body = b.organisation()
    until = None if days is None else b.TODAY + timedelta(days=days)
    paper(body, "一", until)
    waiting = needs(b.holder(b.wang(), body, Right.BODY_EDIT), b.AT)
    assert [one.due for one in waiting] == ([until] if is_told else [])


def test_a_renewed_certificate_waits_for_nobody_and_an_unchecked_one_renews_nothing() -> None:
    body = b.organisation()
    actor = b.holder(b.wang(), body, Right.BODY_EDIT)
    soon, later = b.TODAY + timedelta(days=9), b.TODAY + timedelta(days=999)
    paper(body, "旧", soon)
    renewed = paper(body, "新", later)
    assert needs(actor, b.AT) == []
    Certificate.objects.filter(pk=renewed.pk).update(checked_by="")
    assert [one.due for one in needs(actor, b.AT)] == [soon]


def test_nobody_else_is_told() -> None:
    body = b.organisation()
    paper(body, "一", b.TODAY)
    for actor in (
        b.holder(b.wang(), body, Right.MONEY_PAY),
        b.holder(b.zhao(), b.organisation(2), Right.BODY_EDIT),
        b.as_donor(b.lin()),
    ):
        assert needs(actor, b.AT) == []
