"""Names, phones and words entrusted to us, hunted in every place where they must not be.

People are planted, the main journey is walked, and then all of it is searched: log lines, addresses
that the site hands out, pages for strangers, papers, every column of every table, and file names.
A sealed column is searched like any other: there it must not be readable either.
"""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import xlsxwriter
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from liushui.base.home import Home
from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, open_case
from liushui.config import cli, logs
from liushui.config.demo.reading import words_of
from liushui.config.simulators.wechat_pay import Provider
from liushui.disbursing.models import Expenditure
from liushui.disbursing.services import confirm_use
from liushui.giving.models import GiftOrder
from liushui.ledger.models import Movement
from liushui.ledger.services import sequence_all
from liushui.messaging.queries import screen_messages
from liushui.parties.access import Right
from liushui.parties.models import Account, Person
from liushui.parties.queries import person_name
from liushui.parties.services import open_account, record
from tests.accounts.builders import sign_in as let_in
from tests.disbursing.builders import PDF, SECOND, a_reference, a_slip
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]

DONOR, DONOR_PHONE = "欧阳慕晴", "13912345678"
GUEST, MESSAGE = "令狐初雪", "愿山里的灯亮到天明"
ON_A_LIST, HELPED, HELPED_PHONE = "司马青禾", "诸葛安然", "13987654321"
# Whole names are told by their given halves too; phones by their subscriber's number.
SECRETS = (
    "慕晴", "初雪", "青禾", "安然", "灯亮到天明", "12345678", "1234 5678", "87654321",
)  # fmt: skip
WRITTEN = [*SECRETS, *(json.dumps(word).strip('"') for word in SECRETS if not word.isascii())]


class Witness(Client):
    """A browser that keeps every address that it was sent to or shown."""

    addresses: set[str]

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.addresses = getattr(self, "addresses", set())
        self.addresses.add(answer.headers.get("Location", ""))
        if answer["Content-Type"].startswith("text/html"):
            shown = answer.content.decode()
            self.addresses |= set(re.findall(r'(?:href|src|action)="([^"]*)"', shown))
        return answer


def found_in(text: str) -> list[str]:
    return [word for word in WRITTEN if word in text]


@pytest.fixture(autouse=True)
def _demo_with_a_home_of_its_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    settings.HOME = Home(tmp_path / "home")
    root, kept = logging.getLogger(), logging.getLogger().handlers
    yield
    root.handlers = kept


def listening(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that is said on both streams from now on, as a log file gets it."""
    out = io.StringIO()
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, out)
    logs.configure({})
    return out


def sign_in(client: Client) -> None:
    """As people do it: with a slip of the pen, a wrong code, and the right one."""
    assert client.post("/sign-in/", {"phone": f"{DONOR_PHONE}0", "agree": "on"}).status_code == 422
    said = {"phone": f"+86 {DONOR_PHONE}", "agree": "on"}
    assert client.post("/sign-in/", said).status_code == 302
    assert client.post("/sign-in/code/", {"code": DONOR_PHONE}).status_code == 422
    code = re.search(r"\d{6}", screen_messages()[0].text)
    assert code
    assert client.post("/sign-in/code/", {"code": code[0]}).status_code == 302


def give(client: Client, number: str, name: str) -> GiftOrder:
    """Give with a name and a word; first with the name where the amount goes."""
    form = {"amount": "other", "other": name, "display": "masked", "read": "on", "message": MESSAGE}
    assert client.post(f"/give/{number}/", {**form, "name": name}).status_code == 422
    answer = client.post(f"/give/{number}/", {**form, "other": "88.80", "name": name})
    assert answer.status_code == 302
    return GiftOrder.objects.get(reference=answer["Location"].split("/")[2])


def pay(provider: Provider, order: GiftOrder) -> None:
    """The provider's signed call-back over HTTP; then forged with a name in it."""
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp())
    for body, status in ((notice.body, 200), (DONOR.encode(), 401)):
        answer = Client().post(
            "/pay/wechat/notify", body, content_type="application/json", headers=notice.headers
        )
        assert answer.status_code == status


def import_list(folder: Path, number: str) -> None:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("明细")
        rows = [["接收捐赠明细"], ["捐赠人", "金额"], [ON_A_LIST, 300.0], ["合计", 300.0]]
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    assert cli.main(["import", "gifts", str(path), "--project", number, "--json"]) == 0


def a_photo_that_tells() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = HELPED  # the artist
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif, comment=HELPED.encode())
    assert HELPED.encode() in out.getvalue()
    return out.getvalue()


def help_somebody(client: Client, project: Any, staff: Any, second: Any) -> None:
    helped = parties.person(HELPED, HELPED_PHONE)
    text = CaseText("外伤手术", "住院 12 天", "Surgery", "Twelve days in hospital")
    case = open_case(
        staff,
        project.number,
        organisation_id=project.organisation_id,
        beneficiary_id=helped.pk,
        text=text,
        need_minor=200_00,
        at=giving.now(),
    )
    approve_case(second, case.number, at=giving.now())
    assert person_name(staff, helped) == HELPED  # read by staff, on the record
    form = {
        "reference": a_reference(), "amount": "150", "label": "手术费", "payee_label": "县人民医院",
        "happened_on": "2026-07-18", "case_number": case.number, "photo_is_public": "on",
        "voucher": SimpleUploadedFile(f"{HELPED}.pdf", PDF),
        "photo": SimpleUploadedFile(f"{HELPED_PHONE}.jpg", a_photo_that_tells()),
    }  # fmt: skip
    answer = client.post(f"/console/uses/new/?fund={project.fund_id}", form)
    assert answer.status_code == 302, answer.content.decode()
    confirm_use(SECOND, Expenditure.objects.get().reference, slip=a_slip(), at=giving.now())


def public_addresses() -> list[str]:
    """Every page that the journey opened to strangers."""
    project, case = GiftOrder.objects.all()[0].project, Case.objects.get()
    addresses = ["/", "/projects/", "/find/", "/readyz", f"/find/?number={DONOR_PHONE}"]
    addresses += [f"/projects/{project.number}/{end}" for end in ("", "flow")]
    addresses += [f"/cases/{case.number}/{end}" for end in ("", "givers", "givers/entries")]
    addresses += [f"/organisations/{project.organisation.credit_code}/"]
    for reference in GiftOrder.objects.values_list("reference", flat=True):
        ends = ("where", "entries", "pay", "thanks", "certificate.pdf")
        addresses += [f"/gifts/{reference}/{end}" for end in ends]
    addresses += [f"/entries/{pk}" for pk in Movement.objects.values_list("pk", flat=True)]
    use = Expenditure.objects.get()
    assert use.photo
    return [*addresses, f"/files/{use.photo.sha256}", f"/files/{use.voucher.sha256}"]


def readable(answer: Any) -> str:
    """The text of an answer: a paper's words with its raw bytes, an image's bytes."""
    raw: str = answer.content.decode("utf-8", "replace")
    if answer["Content-Type"] == "application/pdf" and answer.status_code == 200:
        return words_of(answer.content) + raw
    return raw


def columns() -> Iterator[tuple[str, str, bool]]:
    """Every column of every table of ours, and whether it holds bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.table_name, c.column_name, c.data_type = 'bytea'
               from information_schema.columns c join information_schema.tables t
                 using (table_schema, table_name)
               where table_schema = 'public' and table_type = 'BASE TABLE'"""
        )
        yield from cursor.fetchall()


def leaks_in_tables() -> list[str]:
    faults = []
    for table, column, holds_bytes in columns():
        text = f'"{column}"::text'
        if holds_bytes:  # a byte that is no letter reads as its number, and letters as themselves
            text = f"encode(\"{column}\", 'hex')"
        wanted = [word.encode().hex() for word in WRITTEN] if holds_bytes else WRITTEN
        with connection.cursor() as cursor:
            cursor.execute(
                f'select count(*) from "{table}" where {text} like any(%s)',
                [[f"%{word}%" for word in wanted]],
            )
            (count,) = cursor.fetchone()
        if count:
            faults.append(f"{table}.{column}: {count} rows")
    return faults


def walk(provider: Provider, folder: Path) -> set[str]:
    """The main journey, by everyone who takes part; the addresses that they were shown."""
    project = giving.project()
    rights = (Right.CASE_EDIT, Right.USE_REPORT, Right.GIFT_READ)
    staff = parties.holder(parties.wang(), project.organisation, *rights)
    donor, guest, worker = Witness(), Witness(), Witness()
    let_in(worker, open_account(parties.wang().pk))
    sign_in(donor)
    for client, name in ((donor, DONOR), (guest, GUEST)):
        order = give(client, project.number, name)
        pay(provider, order)
        assert order.donor_display == f"{name[:2]}**"
        client.get(f"/gifts/{order.reference}/pay", follow=True)
    import_list(folder, project.number)
    sequence_all()
    donor.get("/me/gifts/")
    second = parties.holder(parties.zhao(), project.organisation, *rights)
    help_somebody(worker, project, staff, second)
    worker.get("/console/payments/")
    assert Account.objects.count() == 2
    assert Person.objects.count() == 6, "Wang, Zhao, two donors, one of a list, one who was helped"
    return donor.addresses | guest.addresses | worker.addresses


def hunt_pages(stranger: Witness) -> None:
    """Each page that a stranger may open: what it says, its headers, and its papers."""
    answers = {address: stranger.get(address) for address in public_addresses()}
    assert sum(a.status_code == 200 for a in answers.values()) > 20
    shown = {place: readable(answer) for place, answer in answers.items()}
    assert {"欧阳**", "诸葛**"} <= set(re.findall(r"\w\w\*\*", "".join(shown.values())))
    told = {place for place, text in shown.items() if found_in(text)}
    # What a stranger types into the look-up is shown to that stranger alone.
    assert told == {f"/find/?number={DONOR_PHONE}"}
    assert not found_in("".join(str(answer.headers) for answer in answers.values()))
    photo = Expenditure.objects.get().photo
    assert photo
    assert HELPED.encode() not in answers[f"/files/{photo.sha256}"].content


def test_nothing_entrusted_to_us_is_readable_where_it_should_not_be(
    provider: Provider, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = listening(monkeypatch)
    addresses = walk(provider, tmp_path)
    settings.DEMO = False
    stranger = Witness()
    hunt_pages(stranger)
    said = lines.getvalue()
    assert said.count('"event": "request"') > 40
    assert not found_in(said), [line for line in said.splitlines() if found_in(line)]
    seen = {unquote(address) for address in addresses | stranger.addresses}
    assert len(seen) > 40
    assert not [a for a in seen if found_in(a) and f"number={DONOR_PHONE}" not in a]
    assert leaks_in_tables() == []
    assert not [s for s in Session.objects.all() if found_in(json.dumps(s.get_decoded()))]
    files = [str(place.relative_to(site.HOME.path)) for place in site.HOME.path.rglob("*")]
    assert len(files) > 3
    assert not found_in(" ".join(files))


def test_the_hunt_finds_what_was_left_lying(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hunt that finds nothing must be one that could have."""
    lines = listening(monkeypatch)
    record(parties.SETUP, "test.leaked", at=giving.now(), name=DONOR)
    logging.getLogger("liushui.test").warning("for %s", DONOR)
    assert found_in(lines.getvalue())
    assert leaks_in_tables() == ["parties_auditrecord.facts: 1 rows"]
    Person.objects.create(created_at=giving.now(), name_sealed=DONOR.encode())
    assert "parties_person.name_sealed: 1 rows" in leaks_in_tables()
