"""What a donor and a charity see of regular gifts; forms, links and call-backs over HTTP."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from liushui.config.simulators.wechat_pay.contracts import Contracts
from liushui.giving.models import GiftOrder
from liushui.parties.access import Right
from liushui.parties.services import open_account
from liushui.recurring import queries
from liushui.recurring.links import token_of
from liushui.recurring.models import Mandate
from liushui.recurring.states import AgreementState, MandateState
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.recurring import builders as b
from tests.recurring.builders import Wechat

pytestmark = pytest.mark.django_db

SAID = {
    "amount": "50", "every": "month", "day": "5", "month": "3", "provider": "wechat",
    "display": "anonymous", "read": "on",
}  # fmt: skip


def client_of(person_id: int | None) -> Client:
    assert person_id is not None
    return signed_in_client(open_account(person_id))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def real_time(wechat: Wechat) -> Wechat:
    """Pages live now, and so does the provider."""
    wechat.set_clock(now())
    return wechat


def test_from_the_form_over_the_provider_to_a_gift_that_runs(real_time: Wechat) -> None:
    project, actor = giving.project(), b.donor()
    client = client_of(actor.person_id)
    give = text(client.get(reverse("giving:give", args=[project.number])))
    begin = reverse("recurring:begin", args=[project.number])
    assert f'href="{begin}"' in give
    assert client.get(begin).status_code == 200

    answer = client.post(begin, SAID)
    mandate = Mandate.objects.get()
    page = reverse("recurring:mandate", args=[mandate.code])
    assert answer["Location"] == page
    assert (mandate.amount_minor, mandate.day, mandate.month) == (50_00, 5, None)
    shown = text(client.get(page))
    assert f"{real_time.address}/contract/" in shown

    real_time.contract(mandate, "sign")
    mandate.agreements.update(asked_at=None)
    assert client.get(page).status_code == 200
    assert b.fresh(mandate).state == MandateState.ACTIVE
    assert mandate.code in text(client.get(reverse("recurring:mine")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "nothing"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "99999999"}, "amount"),
        ({"day": "32"}, "day"),
        ({"every": "year", "month": ""}, "day"),
        ({"provider": "elsewhere"}, "provider"),
        ({"read": ""}, "read"),
    ],
)
def test_what_cannot_be_promised_is_said_beside_its_field(
    real_time: Wechat, changed: dict[str, str], field: str
) -> None:
    del real_time
    client = client_of(b.donor().person_id)
    begin = reverse("recurring:begin", args=[giving.project().number])
    answer = client.post(begin, SAID | changed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert not Mandate.objects.exists()


def test_a_yearly_gift_keeps_its_month(real_time: Wechat) -> None:
    del real_time
    client = client_of(b.donor().person_id)
    begin = reverse("recurring:begin", args=[giving.project().number])
    client.post(begin, SAID | {"every": "year"})
    mandate = Mandate.objects.get()
    assert (mandate.month, mandate.day) == (3, 5)


def test_without_a_template_nobody_is_led_there(wechat: Wechat, settings: Any) -> None:
    del wechat
    settings.LIUSHUI_WECHAT_PLAN_ID = ""
    project = giving.project()
    client = client_of(b.donor().person_id)
    assert "/regularly/" not in text(client.get(reverse("giving:give", args=[project.number])))
    assert client.get(reverse("recurring:begin", args=[project.number])).status_code == 503


def test_a_donor_changes_rests_takes_up_and_ends(real_time: Wechat) -> None:
    mandate, actor = b.running(real_time, at=now())
    client = client_of(actor.person_id)
    change = reverse("recurring:change", args=[mandate.code])
    assert 'value="100.00"' in text(client.get(change))
    assert client.post(change, {"amount": "x", "day": "7"}).status_code == 422
    client.post(change, {"amount": "80", "day": "7"})
    assert (b.fresh(mandate).amount_minor, b.fresh(mandate).day) == (80_00, 7)
    client.post(change, {"amount": "120", "day": "7"})
    waiting = queries.agreement_waiting(mandate)
    assert waiting is not None
    assert waiting.limit_minor == 120_00

    do = reverse("recurring:do", args=[mandate.code])
    for verb, state in (("pause", "paused"), ("resume", "active"), ("end", "ended")):
        assert client.post(do, {"do": verb}).status_code == 302
        assert b.fresh(mandate).state == state
        assert client.get(reverse("recurring:mandate", args=[mandate.code])).status_code == 200
    assert client.post(do, {"do": "vanish"}).status_code == 404


def test_the_link_of_a_notice_shows_no_person_and_a_look_ends_nothing(real_time: Wechat) -> None:
    mandate, _actor = b.running(real_time, at=now())
    client = Client()
    path = reverse("recurring:open", args=[token_of(mandate)])
    shown = text(client.get(path))
    assert "林" not in shown
    assert b.fresh(mandate).state == MandateState.ACTIVE
    assert (
        client.post(reverse("recurring:end-by-link", args=[token_of(mandate)])).status_code == 302
    )
    assert b.fresh(mandate).state == MandateState.ENDED
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("token", ["MANYBODY", "{code}", "{code}.x", "{other}"])
def test_a_forged_link_opens_and_ends_nothing(real_time: Wechat, token: str) -> None:
    mandate, _actor = b.running(real_time, at=now())
    other = Signer(salt="another", sep=".").sign(mandate.code)
    said = token.format(code=mandate.code, other=other)
    assert Client().get(reverse("recurring:open", args=[said])).status_code == 404
    assert Client().post(reverse("recurring:end-by-link", args=[said])).status_code == 404
    assert b.fresh(mandate).state == MandateState.ACTIVE


def test_a_proven_call_back_has_the_provider_asked_whatever_it_says(real_time: Wechat) -> None:
    actor = b.donor()
    mandate = b.asked(actor, giving.project(), at=now())
    client = client_of(actor.person_id)
    client.post(reverse("recurring:sign", args=[mandate.code]))
    real_time.contract(mandate, "sign")
    contracts = Contracts(real_time.provider)
    contract = contracts.known(mandate.agreements.get().code)
    notify = reverse("recurring:notify", args=["wechat"])

    notice = contracts.notice(contract, at=now().timestamp())
    forged = Client().post(notify, notice.body + b" ", "application/json", headers=notice.headers)
    assert forged.status_code == 401
    assert b.fresh(mandate).state == MandateState.ASKED
    for _twice in range(2):
        answer = Client().post(notify, notice.body, "application/json", headers=notice.headers)
        assert answer.json()["code"] == "SUCCESS"
    assert b.fresh(mandate).state == MandateState.ACTIVE

    real_time.contract(mandate, "end")  # its payer ends it; an old word about it comes again
    Client().post(notify, notice.body, "application/json", headers=notice.headers)
    assert b.fresh(mandate).state == MandateState.ENDED
    assert mandate.agreements.get().state == AgreementState.ENDED
    assert Client().post(reverse("recurring:notify", args=["bank"])).status_code == 503


def test_an_order_that_is_not_paid_yet_leads_to_its_regular_gift(wechat: Wechat) -> None:
    mandate, actor = b.running(wechat, at=b.morning(date(2026, 1, 1)), day=20)
    b.clock(wechat, b.morning(date(2026, 1, 15)))
    b.clock(wechat, b.morning(date(2026, 1, 20)))
    order = GiftOrder.objects.get()
    client = client_of(actor.person_id)
    answer = client.get(reverse("giving:pay", args=[order.reference]))
    assert answer["Location"] == reverse("recurring:mandate", args=[mandate.code])
    client.post(reverse("giving:pay-again", args=[order.reference]))
    order.refresh_from_db()
    assert order.pay_url == ""  # nothing but its charge pays it


def test_the_charity_sees_the_month_and_no_name(real_time: Wechat) -> None:
    body = giving.charity()
    reader = parties.holder(parties.wang(), body, Right.GIFT_READ)
    mandate, _actor = b.running(real_time, giving.project(body), at=now())
    client = client_of(reader.person_id)
    due = b.fresh(mandate).due_from
    assert due is not None
    page = text(client.get(reverse("recurring:console"), {"month": f"{due:%Y-%m}"}))
    assert "100.00" in re.sub(r"<[^>]+>", "", page)
    assert mandate.code in page
    assert "林" not in page
    elsewhere = parties.holder(parties.zhao(), giving.charity(2), Right.GIFT_READ)
    other = text(client_of(elsewhere.person_id).get(reverse("recurring:console")))
    assert mandate.code not in other


def test_the_list_of_charges_asks_a_fixed_number_of_questions(wechat: Wechat) -> None:
    begun = date(2026, 1, 1)
    mandate, actor = b.running(wechat, at=b.morning(begun), day=20)
    b.pass_days(wechat, date(2026, 1, 15), date(2026, 1, 21))
    client = client_of(actor.person_id)
    page = reverse("recurring:mandate", args=[mandate.code])
    client.get(page)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
        first = date(2026, 2, 15)
        b.pass_days(wechat, first, first + timedelta(days=6))
    assert counts[0] == counts[1]
