"""People are told once, into their inbox and by the ways that they chose; mail is real SMTP."""

import email
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client

from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.messaging.kinds import Channel, NoticeKind, register_kind
from liushui.messaging.mail import AddressUnreadable, MailMissing, normal_address
from liushui.messaging.models import Delivery, MailAddress, Notice
from liushui.messaging.queries import screen_messages, unread_count
from liushui.messaging.services import (
    MailCodeWrong,
    MailTooSoon,
    Telling,
    choose_channels,
    confirm_address,
    deliver,
    drop_address,
    forget_notices,
    keep_address,
    mark_read,
    tell,
    tell_all,
    tell_each,
)
from liushui.parties.models import AuditRecord, Person
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.parties.builders import as_donor, chen, lin

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 18, 1, 0, tzinfo=UTC)
ADDRESS = "lin.xiao@example.org"
KIND = NoticeKind("test-paid", gettext_noop("Paid"), "Paid: %(amount)s for %(reference)s.")
register_kind(KIND)


class Box:
    """A mail server of the test: what it took, and with which number it refuses."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refusal = ""

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """An SMTP server on this machine, named in the settings."""
    found = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    said = {"HOST": "127.0.0.1", "PORT": port, "SECURITY": "none", "SENDER": "liushui@example.org"}
    for name, value in said.items():
        monkeypatch.setenv(f"LIUSHUI_MAIL_{name}", str(value))
    yield found
    controller.stop()


def told(person: Person, reference: str = "LS-1") -> Notice:
    notice = tell(
        person.pk, KIND.name, key=reference, at=AT, path="/me/gifts/",
        amount_minor=123_450, reference=reference,
    )  # fmt: skip
    assert notice is not None
    return notice


def page_of(person: Person) -> Client:
    account = open_account(person.pk)
    return signed_in_client(account, headers={"accept-language": "en"})


def code_in(box: Box) -> str:
    found = re.search(r"\b\d{6}\b", box.letters[-1].get_content())
    assert found
    return found[0]


def with_address(person: Person, box: Box) -> None:
    actor = as_donor(person)
    keep_address(actor, address=ADDRESS, at=AT)
    confirm_address(actor, code=code_in(box), at=AT)


def test_one_is_told_once_and_reads_it_in_ones_own_inbox() -> None:
    me, other = lin(), chen()
    told(me)
    told(me)
    assert (unread_count(as_donor(me)), unread_count(as_donor(other))) == (1, 0)
    client = page_of(me)
    page = client.get("/me/messages/").content.decode()
    assert "Paid: 1,234.50 for LS-1." in page
    assert "1 new message" in page
    number = Notice.objects.get().pk
    assert page_of(other).post(f"/me/messages/{number}/read/").status_code == 404
    answer = client.post(f"/me/messages/{number}/read/")
    assert answer["Location"] == "/me/gifts/"
    assert unread_count(as_donor(me)) == 0
    assert "LS-1" not in page_of(other).get("/me/messages/").content.decode()


def test_all_are_marked_read_at_once_and_old_ones_are_dropped() -> None:
    me = lin()
    for number in range(30):
        told(me, f"LS-{number}")
    client = page_of(me)
    assert "?page=2" in client.get("/me/messages/").content.decode()
    client.post("/me/messages/read/")
    assert unread_count(as_donor(me)) == 0
    assert forget_notices(before=AT) == 0
    assert forget_notices(before=AT + timedelta(days=1)) == 30


def test_a_ticked_way_is_taken_and_an_unticked_one_is_not(box: Box, settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    me = lin()
    with_address(me, box)
    client = page_of(me)
    wanted = {"wanted": [f"{KIND.name}:mail", f"{KIND.name}:sms"]}
    assert client.post("/me/messages/choices/keep/", wanted).status_code == 302
    assert client.get("/me/messages/choices/").content.decode().count("checked") == 2
    told(me)
    for delivery in Delivery.objects.all():
        deliver(delivery.pk, at=AT)
        deliver(delivery.pk, at=AT)
    assert len(box.letters) == 2  # the code, and the notice once
    letter = box.letters[-1]
    assert letter["To"] == ADDRESS
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "/me/gifts/" in letter.get_content()
    assert len(screen_messages()) == 1
    choose_channels(as_donor(me), frozenset())
    told(me, "LS-2")
    assert Delivery.objects.count() == 2


def test_mail_goes_nowhere_before_its_owner_confirmed_the_address(box: Box) -> None:
    me = lin()
    actor = as_donor(me)
    keep_address(actor, address=f"  {ADDRESS} ", at=AT)
    choose_channels(actor, frozenset({(KIND.name, Channel.MAIL.value)}))
    told(me)
    deliver(Delivery.objects.get().pk, at=AT)
    assert len(box.letters) == 1
    assert Delivery.objects.get().state == "given_up"


def test_an_address_is_sealed_confirmed_by_its_code_and_forgotten(box: Box) -> None:
    me = lin()
    actor = as_donor(me)
    with_address(me, box)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(m)::text from messaging_mailaddress m")
        row = cursor.fetchone()[0]
    assert ADDRESS not in row
    assert ADDRESS.encode().hex() not in row
    client = page_of(me)
    assert ADDRESS in client.get("/me/messages/choices/").content.decode()
    assert ADDRESS not in page_of(chen()).get("/me/messages/choices/").content.decode()
    client.post("/me/messages/address/forget/")
    drop_address(actor, at=AT)
    assert not MailAddress.objects.exists()
    assert AuditRecord.objects.filter(verb="messaging.address_dropped").count() == 1


def test_a_wrong_late_or_worn_out_code_confirms_nothing(box: Box) -> None:
    actor = as_donor(lin())
    with pytest.raises(MailCodeWrong):
        confirm_address(actor, code="123456", at=AT)
    keep_address(actor, address=ADDRESS, at=AT)
    with pytest.raises(MailTooSoon):
        keep_address(actor, address=ADDRESS, at=AT + timedelta(seconds=59))
    right = code_in(box)
    with pytest.raises(MailCodeWrong):
        confirm_address(actor, code=right, at=AT + timedelta(minutes=31))
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        with pytest.raises(MailCodeWrong):
            confirm_address(actor, code=wrong, at=AT)
    with pytest.raises(MailCodeWrong):
        confirm_address(actor, code=right, at=AT)  # the fifth try was the last
    assert MailAddress.objects.get().confirmed_at is None


def test_a_server_that_asks_to_come_again_is_tried_five_times_in_all(box: Box) -> None:
    me = lin()
    with_address(me, box)
    choose_channels(as_donor(me), frozenset({(KIND.name, "mail")}))
    told(me)
    number = Delivery.objects.get().pk
    box.refusal = "451 later"
    for expected in ("waiting", "waiting", "waiting", "waiting", "given_up"):
        deliver(number, at=AT)
        assert Delivery.objects.get().state == expected
    assert (Delivery.objects.get().tries, Delivery.objects.get().refusal_code) == (5, "mail_silent")
    told(me, "LS-2")
    box.refusal = "550 no such box"
    second = Delivery.objects.exclude(pk=number).get()
    deliver(second.pk, at=AT)
    second.refresh_from_db()
    assert (second.state, second.refusal_code) == ("given_up", "mail_refused")


def test_without_a_server_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIUSHUI_MAIL_HOST", raising=False)
    me = lin()
    with pytest.raises(MailMissing):
        keep_address(as_donor(me), address=ADDRESS, at=AT)
    answer = page_of(me).post("/me/messages/address/", {"address": ADDRESS})
    assert (answer.status_code, "cannot send mail yet" in answer.content.decode()) == (503, True)


@pytest.mark.parametrize(
    "wrong", ["", "x", "a@", "@b", "a b@c.org", "a@b..c", "a@b\nBcc: c@d.org", "<a@b.org>"]
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(AddressUnreadable):
        normal_address(wrong)
    assert normal_address("Lin@Example.ORG") == "Lin@example.org"


def test_who_restricted_the_use_of_own_values_is_not_told() -> None:
    me = lin()
    Person.objects.filter(pk=me.pk).update(restricted_at=AT)
    assert tell(me.pk, KIND.name, key="1", at=AT, amount_minor=1, reference="x") is None
    other = chen()
    count = tell_all(
        [me.pk, other.pk, other.pk], KIND.name, key="1", at=AT, amount_minor=1, reference="x"
    )
    assert (count, Notice.objects.count()) == (1, 1)


def test_every_refusal_carries_no_personal_value() -> None:
    me = lin()
    with pytest.raises(NotFound):
        mark_read(as_donor(me), 1, at=AT)
    for kind in (MailCodeWrong(), MailTooSoon(), MailMissing(), AddressUnreadable()):
        assert isinstance(kind, DomainError)
        assert ADDRESS not in str(kind)


def test_many_are_told_each_of_their_own_as_one_is_told() -> None:
    """One query for all; the same people, ways and notices as telling them one by one."""
    people = [lin().pk, chen().pk]
    choose_channels(as_donor(Person.objects.get(pk=people[1])), frozenset({(KIND.name, "mail")}))
    tell(people[0], KIND.name, key="first", at=AT, amount_minor=1, reference="R1")
    tellings = [
        Telling(person, key, "/me/", {"amount_minor": 1, "reference": key})
        for person in people
        for key in ("first", "second")
    ]

    assert tell_each(KIND.name, tellings, at=AT) == 3
    assert tell_each(KIND.name, tellings, at=AT) == 0

    told = Notice.objects.filter(kind=KIND.name).values_list("person_id", "key")
    assert sorted(told) == sorted((person, key) for person in people for key in ("first", "second"))
    assert {one.notice.person_id for one in Delivery.objects.filter(channel="mail")} >= {people[1]}


def test_who_restricted_the_use_of_their_values_is_not_among_those_told() -> None:
    person = lin()
    Person.objects.filter(pk=person.pk).update(restricted_at=AT)
    assert tell_each(KIND.name, [Telling(person.pk, "k")], at=AT) == 0
    assert not Notice.objects.exists()
