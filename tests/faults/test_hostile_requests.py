"""Requests that nobody sends by accident: each is refused in words, and leaves nothing behind."""

import io
import json
import logging
import random
import sys
from datetime import datetime
from typing import Any, cast

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from PIL import Image

from liushui.base.files import FileRefused, store_file
from liushui.config import logs
from liushui.config.simulators.wechat_pay import __main__ as simulator
from liushui.disbursing.models import Disbursement, Expenditure
from liushui.disbursing.services import approve_disbursement, order_disbursement, pay_disbursement
from liushui.giving.models import GiftOrder
from liushui.giving.services import decide_gift
from liushui.giving.states import GiftState
from liushui.kernel.errors import DomainError
from liushui.kernel.money import AmountOutOfRange, parse_yuan
from tests.accounts import test_sign_in_pages as sign_in
from tests.disbursing import builders as disbursing
from tests.disbursing.test_pages import signed_in, use_form
from tests.giving import builders as giving
from tests.parties import builders as parties

BEGINS_WITH = (disbursing.a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
PUBLIC = (
    "/projects/%00/", "/give/%00/", "/gifts/%00/pay", "/gifts/%00/thanks", "/gifts/%00/where",
    "/gifts/%00/certificate.pdf", "/cases/%00/", "/cases/%00/givers", "/organisations/%00/",
    "/files/%00",
)  # fmt: skip


@pytest.fixture
def lines() -> Any:
    """What the site writes to its log, as it would stand in the file."""
    root, kept = logging.getLogger(), logging.getLogger().handlers
    logs.configure({})
    out = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(out)
    yield out
    root.handlers = kept


@pytest.mark.parametrize("address", PUBLIC)
def test_a_null_character_in_an_address_names_nothing(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_an_amount_of_ten_thousand_digits_is_refused() -> None:
    with pytest.raises(AmountOutOfRange):
        parse_yuan("9" * 10_000)


def test_a_huge_amount_typed_into_the_console_is_said_and_not_a_crash() -> None:
    story = disbursing.a_story(100_00)
    client = signed_in(story.drafter)
    form = use_form(amount="9" * 10_000)
    address = f"/console/uses/new/?fund={story.project.fund_id}"
    assert client.post(address, form).status_code == 422


def test_a_body_beyond_any_form_is_refused_before_it_is_read() -> None:
    class Endless(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    for address in ("/sign-in/", "/console/uses/new/?fund=1", "/pay/wechat/notify"):
        answer = Client(enforce_csrf_checks=True).generic(
            "POST",
            address,
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(10**11),
            **cast("Any", {"wsgi.input": Endless()}),
        )
        assert answer.status_code == 413, address


def test_a_gift_that_was_never_paid_cannot_be_decided_into_the_books() -> None:
    order = giving.order()
    with pytest.raises(DomainError):
        decide_gift(giving.SETUP, order.reference, keep=True, why="想当然", at=giving.now())
    assert GiftOrder.objects.get(pk=order.pk).state == GiftState.PLACED


def test_a_photo_is_pixels_so_that_no_paper_becomes_public_whole() -> None:
    """A PDF is kept byte for byte, with its author's name in it: it is never the public photo."""
    story = disbursing.a_story(100_00)
    with pytest.raises(FileRefused):
        disbursing.used(
            story.drafter,
            story.own_purse(),
            50_00,
            photo=disbursing.PDF,
            photo_is_public=True,
        )
    client = signed_in(story.drafter)
    form = use_form(amount="50", photo=SimpleUploadedFile("p.jpg", disbursing.PDF))
    answer = client.post(f"/console/uses/new/?fund={story.project.fund_id}", form)
    assert answer.status_code == 422
    assert not Expenditure.objects.exists()


@pytest.mark.parametrize("year", [1, 1900])
def test_a_payment_from_long_before_its_draft_is_refused(year: int) -> None:
    """A moment that PostgreSQL keeps and Python cannot read would close the public's pages."""
    story = disbursing.a_story(100_00)
    draft = disbursing.drafted(story.drafter, disbursing.an_agreement(story), 50_00)
    approve_disbursement(story.decider, draft.reference, at=parties.AT)
    order_disbursement(story.decider, draft.reference, order_ref="O1", at=parties.AT)
    when = datetime(year, 1, 1, tzinfo=parties.AT.tzinfo)
    with pytest.raises(DomainError):
        pay_disbursement(story.decider, draft.reference, bank_ref="B1", paid_at=when, at=parties.AT)
    form = {"bank_ref": "B1", "paid_at": f"{year:04d}-01-01T00:00"}
    answer = signed_in(story.decider).post(f"/console/money-out/{draft.reference}/pay/", form)
    assert answer.status_code == 422
    assert Disbursement.objects.get().paid_at is None


def test_no_log_line_names_the_address_that_opens_a_gift(lines: Any) -> None:
    order = giving.order(actor=parties.as_donor(parties.lin()))
    client = Client()
    assert client.get(f"/gifts/{order.reference}/thanks").status_code == 404
    assert client.get(f"/13800000001/{order.reference}").status_code == 404
    assert client.put(f"/gifts/{order.reference}/pay").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/gifts/{order.reference}/pay/again").status_code == 403
    said = lines.getvalue()
    assert '"status": 404' in said
    assert "gifts/<str:reference>/thanks" in said
    assert order.reference not in said
    assert "13800000001" not in said


def test_no_log_line_repeats_the_values_of_a_row(lines: Any) -> None:
    giving.order()
    try:
        with connection.cursor() as cursor:
            words = "update giving_giftorder set amount_minor = -1, donor_display = %s"
            cursor.execute(words, ["林" + "晓雨"])
    except DatabaseError:
        logging.getLogger("liushui.test").exception("a constraint held")
    line = json.loads(lines.getvalue().splitlines()[-1])
    assert "gift_amount_positive" in line["exception"]
    assert "林晓雨" not in line["exception"]


def test_pages_of_somebody_are_kept_by_nobody() -> None:
    """A shared proxy or the next person at the same computer finds no page of who signed out."""
    story = disbursing.a_story(100_00)
    client = signed_in(story.decider)
    for address in ("/console/", "/console/money-out/", "/projects/", "/me/gifts/"):
        kept = client.get(address)["Cache-Control"]
        assert "private" in kept, address
        assert "no-store" in kept, address
    assert "Cache-Control" not in Client().get("/projects/")


def test_a_session_that_somebody_planted_is_not_the_one_that_signs_in(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    client = Client()
    sign_in.ask(client)
    planted = client.session.session_key
    assert sign_in.enter(client).status_code == 302
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_bent_pictures_are_refused_and_never_a_crash() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Lin"
    whole = []
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (20, 16), "teal").save(out, form, exif=exif)
        whole.append(out.getvalue())
    chance = random.Random(7)  # noqa: S311 - the same in each run
    refused = 0
    for _ in range(4_000):
        bent = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 2, 5))):
            bent[chance.randrange(min(len(bent), 200))] = chance.randrange(256)
        try:
            store_file(bytes(bent), at=parties.AT)
        except FileRefused:
            refused += 1
    assert refused > 1_000


@pytest.mark.parametrize("host", ["::", "192.168.1.5", "example.org"])
def test_the_simulator_listens_to_this_machine_alone(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wechat_pay", "--state", "x", "--host", host])
    with pytest.raises(SystemExit):
        simulator.main()
    assert "this machine alone" in capsys.readouterr().err
