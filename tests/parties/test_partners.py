"""Partners act under a public charity: assessed, by agreement, for a time, without an account."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liushui.config.demo.papers import photo
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Partner
from liushui.parties.queries import partners_by_id, partners_of
from liushui.parties.queries.partners import agreement_file
from liushui.parties.services import add_certificate
from liushui.parties.services.partnering import (
    PartnerAsked,
    check_partner,
    end_partner,
    enter_partner,
)
from tests.parties import builders as b

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STARTS, ENDS = date(2026, 7, 1), date(2026, 12, 31)


@pytest.fixture
def body() -> Organisation:
    made = b.organisation(1)
    add_certificate(
        b.SETUP, made, kind="public_fundraising", number="G1", valid_from=date(2024, 1, 1), at=b.AT
    )
    return made


@pytest.fixture
def editor(body: Organisation) -> Actor:
    return b.holder(b.lin(), body, Right.BODY_EDIT)


def _asked(**said: Any) -> PartnerAsked:
    facts = {
        "name": "清河县志愿服务队", "credit_code": b.organisation(2).credit_code,
        "assessed_on": date(2026, 6, 1), "assessment": "看过章程、账目和两个项目。",
        "agreement_number": "合-2026-1", "starts_on": STARTS, "ends_on": ENDS,
        "agreement": photo(1),
    }  # fmt: skip
    return PartnerAsked(**(facts | said))


def _checked(body: Organisation, editor: Actor) -> Partner:
    partner = enter_partner(editor, body.credit_code, _asked(), at=b.AT)
    assert partners_of(body.pk, b.TODAY) == []
    approver = b.holder(b.zhao(), body, Right.MONEY_APPROVE)
    check_partner(approver, body.credit_code, partner.pk, agrees=True, at=b.AT)
    return partner


def test_a_partner_counts_once_checked_and_within_its_days(
    body: Organisation, editor: Actor
) -> None:
    partner = _checked(body, editor)
    for day, count in ((STARTS - DAY, 0), (STARTS, 1), (ENDS, 1), (ENDS + DAY, 0)):
        assert len(partners_of(body.pk, day)) == count
    end_partner(editor, body.credit_code, partner.pk, at=b.AT)
    end_partner(editor, body.credit_code, partner.pk, at=b.AT)
    assert partners_of(body.pk, b.TODAY) == []
    assert partners_by_id({partner.pk})[partner.pk].name == "清河县志愿服务队"


def test_a_partner_has_no_account_to_which_money_could_go() -> None:
    columns = {field.name for field in Partner._meta.get_fields()}
    assert not {name for name in columns if "account" in name or "bank" in name}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"credit_code": "1"}, "credit_code_wrong"),
        ({"ends_on": STARTS - DAY}, "partner_days_wrong"),
        ({"assessed_on": STARTS + DAY}, "partner_days_wrong"),
        ({"assessment": " "}, "partner_says_too_little"),
        ({"agreement": b""}, "file_empty"),
    ],
)
def test_what_a_partner_must_say(
    body: Organisation, editor: Actor, said: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        enter_partner(editor, body.credit_code, _asked(**said), at=b.AT)
    assert refused.value.code == code


def _own_code(body: Organisation, editor: Actor) -> None:
    enter_partner(editor, body.credit_code, _asked(credit_code=body.credit_code), at=b.AT)


def _twice(body: Organisation, editor: Actor) -> None:
    for _time in range(2):
        enter_partner(editor, body.credit_code, _asked(), at=b.AT)


def _own_check(body: Organisation, editor: Actor) -> None:
    partner = enter_partner(editor, body.credit_code, _asked(), at=b.AT)
    check_partner(editor, body.credit_code, partner.pk, agrees=True, at=b.AT)


def _no_certificate(body: Organisation, editor: Actor) -> None:
    body.certificates.update(valid_until=b.TODAY - DAY)
    enter_partner(editor, body.credit_code, _asked(), at=b.AT)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_own_code, "partner_is_yourself"),
        (_twice, "partner_known"),
        (_own_check, "partner_entered_by_you"),
        (_no_certificate, "not_a_public_charity"),
    ],
)
def test_what_cannot_be(
    body: Organisation, editor: Actor, act: Callable[[Organisation, Actor], None], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        act(body, editor)
    assert refused.value.code == code


def test_the_agreement_is_read_by_the_charitys_own_people_alone(
    body: Organisation, editor: Actor
) -> None:
    partner = _checked(body, editor)
    assert agreement_file(editor, body.credit_code, partner.pk).content
    with pytest.raises(NotAllowed):
        agreement_file(b.as_donor(b.chen()), body.credit_code, partner.pk)
    with pytest.raises(NotFound):
        agreement_file(editor, body.credit_code, partner.pk + 1)


def test_the_database_refuses_a_partner_checked_by_who_entered_it(
    body: Organisation, editor: Actor
) -> None:
    partner = enter_partner(editor, body.credit_code, _asked(), at=b.AT)
    with pytest.raises(IntegrityError, match="partner_checked_by_another"), transaction.atomic():
        Partner.objects.filter(pk=partner.pk).update(checked_by=editor.name)
