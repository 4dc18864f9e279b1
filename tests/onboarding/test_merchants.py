"""An organisation's own merchant accounts, on their pages: two people, and no key shown again."""

from typing import Any

import pytest
from django.test import Client

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.messaging.models import Notice
from liushui.onboarding.needs import needs
from liushui.parties.access import Right
from liushui.parties.queries import actor_for
from liushui.parties.services import open_account
from liushui.payments.models import MerchantAccount
from liushui.payments.services.certificates import keep_certificates
from liushui.payments.states import AccountState
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.payments.conftest import provider
from tests.payments.merchants import a_house, in_force, known_there

__all__ = ["provider"]
pytestmark = pytest.mark.django_db


def _browser(phone: str, body: Any, *rights: Right) -> Client:
    someone = parties.person(phone[-2:], phone)
    parties.holder(someone, body, *rights)
    return signed_in_client(open_account(someone.pk))


def _typed(provider: Provider) -> dict[str, str]:
    numbers = {"merchant_id": provider.keys.merchant_id, "app_id": provider.keys.app_id}
    return numbers | provider.keys.entered() | {"why": "开通", "mandate_template": ""}


def test_one_enters_it_another_agrees_and_no_page_shows_a_key(
    provider: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    project = giving.project(giving.charity(1))
    giving.charity(2)
    body = project.organisation
    drafts = _browser("13911110001", body, Right.MONEY_DRAFT)
    approves = _browser("13911110002", body, Right.MONEY_APPROVE)
    keep_certificates([provider.keys.platform.certificate], at=giving.now())
    page = f"/console/bodies/{body.credit_code}/merchants/"
    enter, typed = f"{page}enter/wechat/", _typed(provider)
    give = f"/give/{project.number}/"
    before = Client().get(give).content.decode()
    assert 'name="way"' not in before, "it has no account of its own, and there are two charities"
    assert "账户" in before

    wrong = drafts.post(enter, typed | {"merchant_id": "1"})
    assert wrong.status_code == 422
    secrets = [typed["api_v3_key"], typed["app_secret"], typed["merchant_key"][40:80]]
    assert not any(secret in wrong.content.decode() for secret in secrets)
    assert drafts.post(enter, typed).status_code == 302
    one = MerchantAccount.objects.get()
    assert drafts.post(f"{page}{one.pk}/", {"do": "agree"}).status_code == 403
    shown = approves.get(page).content.decode()
    assert one.merchant_id in shown
    assert not any(secret in shown for secret in secrets)
    waits = needs(actor_for(_person("13911110002"), giving.now().date()), giving.now())
    assert [need.href for need in waits if "merchants" in need.href] == [page]

    assert approves.post(f"{page}{one.pk}/", {"do": "agree"}).status_code == 503, "nobody answers"
    one.refresh_from_db()
    assert one.state == AccountState.PROPOSED
    known_there(one, at=giving.now())
    assert approves.post(f"{page}{one.pk}/", {"do": "agree"}).status_code == 302
    one.refresh_from_db()
    assert one.state == AccountState.IN_FORCE
    assert 'value="wechat_native"' in Client().get(give).content.decode()
    told = Notice.objects.filter(kind__startswith="merchant-").values_list("kind", flat=True)
    assert sorted(told) == ["merchant-in-force"] * 2 + ["merchant-proposed"] * 2

    assert drafts.post(f"{page}{one.pk}/", {"do": "end"}).status_code == 403
    assert approves.post(f"{page}{one.pk}/", {"do": "end"}).status_code == 302
    assert 'name="way"' not in Client().get(give).content.decode()


def test_new_keys_keep_number_app_and_template(provider: Provider, settings: Any) -> None:
    """Who renews a key and overlooks the template would end all regular gifts."""
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    house = a_house(1)
    in_force(house, provider)
    drafts = _browser("13911110003", house.body, Right.MONEY_DRAFT)
    page = f"/console/bodies/{house.body.credit_code}/merchants/enter/wechat/"
    shown = drafts.get(page).content.decode()
    for kept in (provider.keys.merchant_id, provider.keys.app_id, PLAN_ID):
        assert f'value="{kept}"' in shown
    wrong = drafts.post(page, _typed(provider) | {"mandate_template": "模板"})
    assert wrong.status_code == 422
    assert 'id="id_mandate_template_error"' in wrong.content.decode()


def _person(phone: str) -> int:
    from liushui.parties.queries import person_by_phone

    found = person_by_phone(phone)
    assert found is not None
    return found.pk
