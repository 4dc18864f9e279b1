"""Giving over HTTP: as a guest and signed in, refused and thanked, and who may see what."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder, PaymentNotice
from liushui.giving.services import Showing, accept_notice
from liushui.giving.states import Display, GiftState, Outcome
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.models import Account, Person
from liushui.parties.queries import person_name
from liushui.payments.services.merchant import provider as wechat_pay
from liushui.projects.models import Project
from liushui.projects.services import close_project
from tests.accounts.builders import sign_in
from tests.giving import builders as giving
from tests.parties import builders as parties

BEGINS_WITH = (giving.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "begun")]

FORM = {"amount": "100", "other": "", "display": "anonymous", "read": "on", "message": ""}
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari"}


def signed_in(person: Person) -> Client:
    client = Client()
    sign_in(client, Account.objects.get_or_create(person=person)[0])
    return client


@pytest.fixture
def listening(provider: Provider, merchant: object) -> Iterator[list[httpx.Request]]:
    """The provider answers in this process; what it was asked is kept."""
    assert merchant
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        path = request.url.path
        if request.method == "GET":
            order = provider.find(path.rpartition("/")[2])
            said = provider.transaction(order) if order else {}
        else:
            said = {
                path.rpartition("/")[2].replace("native", "code") + "_url": "https://pay.test/x"
            }
        signed = provider.signed(json.dumps(said).encode(), at=giving.now().timestamp())
        return httpx.Response(200, content=signed.body, headers=signed.headers)

    ours = wechat_pay()
    before = ours._http
    ours._http = httpx.Client(base_url=ours._http.base_url, transport=httpx.MockTransport(answer))
    yield asked
    ours._http = before


def place(client: Client, project: Project, **changed: str) -> GiftOrder:
    answer = client.post(f"/give/{project.number}/", FORM | changed)
    assert answer.status_code == 302, answer.content.decode()
    return GiftOrder.objects.get(reference=answer.url.split("/")[2])


def test_before_giving_one_reads_whom_it_serves_and_how_it_was_used(client: Client) -> None:
    project = giving.project()
    page = client.get(f"/give/{project.number}/").content.decode()
    for fact in (project.organisation.credit_code, project.plan_number, "校车租赁", "60", "40"):
        assert fact in page
    english = client.get(f"/give/{project.number}/", headers={"Accept-Language": "en"})
    assert "The mountain school bus" in english.content.decode() or "山路校车" in page


@pytest.mark.usefixtures("listening")
def test_a_guest_gives_pays_and_is_thanked(
    client: Client, provider: Provider, listening: list[httpx.Request]
) -> None:
    project = giving.project()
    order = place(client, project, other="66.60", display="masked", name="林晓雨", message="给孩子")
    assert (order.amount_minor, order.donor_display, order.by_guest) == (66_60, "林**", True)
    assert "林晓雨" not in str(GiftOrder.objects.values())
    assert b"\xe6\x9e\x97" not in listening[0].content  # the provider is not told who gives
    page = client.get(f"/gifts/{order.reference}/pay").content.decode()
    assert "<svg" in page
    assert "https://pay.test/x?redirect_url=" in page
    assert "66" in page

    assert giving.settled(provider, order).status == 200
    answer = client.get(f"/gifts/{order.reference}/pay")
    assert (answer.status_code, answer.url) == (302, f"/gifts/{order.reference}/thanks")
    fragment = client.get(f"/gifts/{order.reference}/pay", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].endswith("/thanks")
    early = client.get(f"/gifts/{order.reference}/certificate.pdf")
    assert early.status_code == 409
    sequence_all()
    page = client.get(f"/gifts/{order.reference}/thanks").content.decode()
    assert order.reference in page
    assert f"/gifts/{order.reference}/where" in page
    paper = client.get(f"/gifts/{order.reference}/certificate.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert order.reference in text
    assert "66.60" in text
    assert client.get(f"/gifts/{order.reference}/certificate.pdf").content == paper.content


@pytest.mark.usefixtures("listening")
def test_a_phone_is_sent_to_the_providers_page(
    client: Client, listening: list[httpx.Request]
) -> None:
    project = giving.project()
    answer = client.post(f"/give/{project.number}/", FORM, headers=PHONE)
    assert listening[0].url.path.endswith("/h5")
    page = client.get(answer.url).content.decode()
    assert "https://pay.test/x" in page
    assert "proof-qr" not in page


def test_a_silent_provider_is_said_and_tried_again(client: Client) -> None:
    order = place(client, giving.project())
    page = client.get(f"/gifts/{order.reference}/pay").content.decode()
    assert f'action="/gifts/{order.reference}/pay/again"' in page
    assert client.post(f"/gifts/{order.reference}/pay/again").status_code == 302
    assert GiftOrder.objects.get().state == GiftState.PLACED


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"other": "0.001"}, "0.001"),
        ({"other": "-5"}, "id_other_error"),
        ({"other": "99999999999"}, "id_other_error"),
        ({"amount": "other"}, "id_other_error"),
        ({"display": "masked", "name": " "}, "id_name_error"),
        ({"read": ""}, "id_read_error"),
        ({"message": "长" * 201}, "id_message_error"),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_places_nothing(
    client: Client, changed: dict[str, str], words: str
) -> None:
    project = giving.project()
    answer = client.post(f"/give/{project.number}/", FORM | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not GiftOrder.objects.exists()


def test_a_closed_project_takes_no_order_and_says_why(client: Client) -> None:
    project = giving.project()
    close_project(giving.SETUP, project.number, at=giving.now())
    for answer in (
        client.get(f"/give/{project.number}/"),
        client.post(f"/give/{project.number}/", FORM),
    ):
        assert answer.status_code == 409
    assert not GiftOrder.objects.exists()


def test_an_expired_certificate_takes_no_order(client: Client) -> None:
    project = giving.project()
    yesterday = (giving.now() - timedelta(days=2)).date()
    with connection.cursor() as cursor:
        cursor.execute("update parties_certificate set valid_until = %s", [yesterday])
    assert client.post(f"/give/{project.number}/", FORM).status_code == 409
    assert not GiftOrder.objects.exists()


@pytest.mark.usefixtures("listening")
def test_when_no_call_back_comes_the_page_finds_the_payment(
    client: Client, provider: Provider, listening: list[httpx.Request]
) -> None:
    order = place(client, giving.project())
    provider._keep(giving.paid_order(order))
    answer = client.get(f"/gifts/{order.reference}/pay")
    assert answer.status_code == 302
    assert GiftOrder.objects.get().state == GiftState.PAID
    assert not PaymentNotice.objects.exists()
    asked = [request for request in listening if request.method == "GET"]
    assert len(asked) == 1
    assert giving.settled(provider, order).outcome == Outcome.REPEATED
    sequence_all()
    assert given_to(order.project.fund_id).amount == order.amount_minor


@pytest.mark.usefixtures("listening")
def test_reloading_asks_the_provider_once_in_five_seconds(
    client: Client, provider: Provider, listening: list[httpx.Request]
) -> None:
    order = place(client, giving.project())
    provider._keep(replace(giving.paid_order(order), state="NOTPAY"))
    for _ in range(3):
        assert client.get(f"/gifts/{order.reference}/pay").status_code == 200
    assert len([request for request in listening if request.method == "GET"]) == 1


def test_another_amount_is_shown_to_the_payer_and_to_the_charity(
    client: Client, provider: Provider
) -> None:
    project = giving.project()
    order = giving.order(project)
    GiftOrder.objects.filter(pk=order.pk).update(pay_url="weixin://wxpay/x")
    giving.settled(provider, order, minor=1)
    page = client.get(f"/gifts/{order.reference}/pay").content.decode()
    assert "is-stop" in page
    assert "proof-qr" not in page  # nobody is asked to pay what is in dispute
    zhao = parties.zhao()
    parties.holder(zhao, project.organisation, Right.GIFT_READ)
    page = signed_in(zhao).get("/console/payments/").content.decode()
    with override("zh-hans"):
        assert str(Outcome.AMOUNT_DIFFERS.label) in page
    assert order.reference in page


def test_money_for_a_closed_project_is_explained_and_decided_in_the_console(
    client: Client, provider: Provider
) -> None:
    project = giving.project()
    order = giving.order(project)
    close_project(giving.SETUP, project.number, at=giving.now())
    giving.settled(provider, order)
    assert "is-mind" in client.get(f"/gifts/{order.reference}/thanks").content.decode()
    wang = parties.wang()
    parties.holder(wang, project.organisation, Right.MONEY_APPROVE)
    console = signed_in(wang)
    assert order.reference in console.get("/console/payments/").content.decode()
    url = f"/console/gifts/{order.reference}/decide"
    assert console.post(url, {"keep": "yes", "why": " "}).status_code == 422
    assert console.post(url, {"keep": "yes", "why": "结束前付款"}).status_code == 302
    assert GiftOrder.objects.get().state == GiftState.PAID


def test_a_stranger_cannot_see_anothers_gift(provider: Provider) -> None:
    lin, chen = parties.lin(), parties.chen()
    order = giving.order(actor=parties.as_donor(lin))
    giving.settled(provider, order)
    sequence_all()
    for client in (signed_in(chen), Client()):
        for page in ("pay", "thanks", "certificate.pdf"):
            assert client.get(f"/gifts/{order.reference}/{page}").status_code == 404
        assert client.post(f"/gifts/{order.reference}/pay/again").status_code == 404
    assert order.reference not in signed_in(chen).get("/me/gifts/").content.decode()
    assert signed_in(lin).get(f"/gifts/{order.reference}/thanks").status_code == 200
    assert order.reference in signed_in(lin).get("/me/gifts/").content.decode()


def test_the_console_is_closed_to_others(client: Client) -> None:
    project = giving.project()
    assert client.get("/console/payments/").status_code == 302
    assert signed_in(parties.chen()).get("/console/payments/").status_code == 403
    elsewhere = parties.zhao()
    parties.holder(elsewhere, giving.charity(7), Right.GIFT_READ, Right.MONEY_APPROVE)
    order = giving.order(project)
    page = signed_in(elsewhere).get("/console/payments/").content.decode()
    assert order.reference not in page
    answer = signed_in(elsewhere).post(
        f"/console/gifts/{order.reference}/decide", {"keep": "yes", "why": "x"}
    )
    assert answer.status_code == 403


def test_my_gifts_are_paged_by_a_fixed_number_of_queries(
    provider: Provider, django_assert_num_queries: Callable[..., object]
) -> None:
    lin = parties.lin()
    project = giving.project()
    client = signed_in(lin)
    for count in (1, 24):
        for _ in range(count):
            giving.settled(provider, giving.order(project, actor=parties.as_donor(lin)))
        with django_assert_num_queries(7):  # session, account, posts, count, gifts, sum, unread
            page = client.get("/me/gifts/").content.decode()
    assert "2,500" in page
    assert "?page=2" in page
    assert client.get("/me/gifts/?page=2").content.decode().count("<tr>") == 1 + 5


def test_the_consoles_payments_are_listed_by_a_fixed_number_of_queries(
    provider: Provider, django_assert_num_queries: Callable[..., object]
) -> None:
    project = giving.project()
    wang = parties.wang()
    parties.holder(wang, project.organisation, Right.GIFT_READ, Right.MONEY_APPROVE)
    client = signed_in(wang)
    for count in (1, 24):
        for _ in range(count):
            giving.settled(provider, giving.order(project))
        with django_assert_num_queries(10):  # second factor, unread, complaints, words
            client.get("/console/payments/")


def test_a_donor_is_shown_by_the_name_that_is_known() -> None:
    lin = parties.lin()
    actor = parties.as_donor(lin)
    order = giving.order(actor=actor, showing=Showing(Display.MASKED, "别名"))
    assert order.donor_display == "林**"
    nameless = parties.person(phone="13800000009")
    other = giving.order(
        giving.project(giving.charity(2)),
        actor=parties.as_donor(nameless),
        showing=Showing(Display.MASKED, "陈立"),
    )
    assert other.donor_display == "陈*"
    assert person_name(giving.SETUP, Person.objects.get(pk=nameless.pk)) == "陈立"


def test_the_call_back_is_answered_in_the_providers_words(
    client: Client, provider: Provider
) -> None:
    order = giving.order()
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp())
    headers = {name: value for name, value in notice.headers.items() if name != "Content-Type"}
    url = "/pay/wechat/notify"

    def told(body: bytes) -> tuple[int, str]:
        answer = client.post(url, body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()["code"]

    assert told(notice.body + b" ") == (401, "FAIL")
    assert told(notice.body) == (200, "SUCCESS")
    assert told(notice.body) == (200, "SUCCESS")
    assert told(b"x" * 65_537) == (413, "FAIL")
    assert client.get(url).status_code == 405


def test_without_a_merchant_account_the_call_back_is_not_lost(client: Client, settings) -> None:
    settings.LIUSHUI_WECHAT_MERCHANT_ID = ""
    answer = client.post("/pay/wechat/notify", b"{}", content_type="application/json")
    assert answer.status_code == 503


def test_a_call_back_costs_a_bounded_number_of_queries(
    provider: Provider, django_assert_max_num_queries: Callable[..., object]
) -> None:
    order = giving.order()
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp())
    with django_assert_max_num_queries(15):
        accept_notice(notice.headers, notice.body, at=giving.now())
