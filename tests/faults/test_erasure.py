"""Erasing a person leaves none of their values readable: planted everywhere, hunted byte by byte.

What is searched: a dump of the whole database, every file of the home, every log line, what the
pages say to strangers, and each spelling and packing in which a value may lie there.
"""

import base64
import io
import json
import logging
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.models import Passkey
from liushui.accounts.queries.factors import PASSKEY_NAME
from liushui.base import vault
from liushui.base.home import Home
from liushui.base.personal import personal_holders
from liushui.base.postgres.binaries import candidates
from liushui.base.vault import open_passing
from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, open_case
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.models import SavedFilter
from liushui.desk.queries import LABEL, QUERY
from liushui.documents.drawing import draw, qr_drawing
from liushui.documents.services.certificates import _printed
from liushui.giving.models import GiftOrder
from liushui.kernel.clock import day_of
from liushui.ledger.services import sequence_all
from liushui.messaging.models import MailAddress
from liushui.messaging.queries import ADDRESS, screen_messages
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Person
from liushui.parties.queries import actor_for, person_by_phone
from liushui.parties.services import appoint, create_post, end_holding
from liushui.privacy.services import (
    add_child,
    answer_question,
    ask_question,
    erase_due,
    request_on_paper,
)
from liushui.teams.models import TeamGift
from liushui.teams.services import TeamAsked, found_team, judge_word, say_word
from tests.accounts.builders import signed_in_client
from tests.documents.test_certificates import FACTS
from tests.faults.erased import files_under, traces, unpacked
from tests.faults.test_personal_data import listening, pay
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.places.builders import load_corner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]

NAME, NEW_NAME, MASK = "皇甫映雪", "皇甫映霜", "皇甫**"
PHONE, PHONE_SPACED = "13911223344", "139 1122 3344"
MESSAGE, QUESTION, ANSWER = "愿石桥边的灶火不灭", "我的手机号给过快递吗", "只给过承运的车队"
CHILD, BORN = "皇甫小萤", date(2019, 2, 17)
MAIL, KEY_NAME, FILTER = "yingxue@example.org", "映雪的旧手机", "映雪关心的"
TEAM, WORD = "映雪和她的邻居", "映雪愿大家安好"
HELPED, HELPED_LINE, HELPED_MASK = "尉迟安澜", "青石村东头第二户，车祸", "尉迟**"
DONORS = (
    NAME, NEW_NAME, MASK, PHONE, PHONE_SPACED, MESSAGE, QUESTION, ANSWER, CHILD,
    BORN.isoformat(), MAIL, KEY_NAME, FILTER, TEAM, WORD,
)  # fmt: skip
EVERYTHING = (*DONORS, HELPED, HELPED_LINE, HELPED_MASK)
# Who points to a person and holds nothing of theirs: money's holder and the first settings know
# a number alone; tables of other makers are emptied by accounts.
SPOKEN_FOR = {"ledger", "installation", "socialaccount", "allauth_idp_oidc", "account", "mfa"}
VILLAGE, COUNTY = "441900101202", "441900"


@pytest.fixture(autouse=True)
def _demo_with_a_home_of_its_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    settings.HOME = Home(tmp_path / "home")
    root, kept = logging.getLogger(), logging.getLogger().handlers
    yield
    root.handlers = kept


def code_on_screen() -> str:
    """The newest code that the demo did not send."""
    found = re.search(r"\d{6}", screen_messages()[0].text)
    assert found
    return found[0]


def plant_donor(client: Client, provider: Provider, project: Any) -> GiftOrder:
    """Everything that a person can leave here by their own pages."""
    assert client.post("/sign-in/", {"phone": PHONE, "agree": "on"}).status_code == 302
    entered = client.post("/sign-in/code/", {"code": code_on_screen()})
    assert entered.status_code == 302, entered.content.decode()
    form = {"amount": "other", "other": "88.80", "display": "masked", "read": "on"}
    answer = client.post(f"/give/{project.number}/", form | {"name": NAME, "message": MESSAGE})
    assert answer.status_code == 302, answer.content.decode()
    order = GiftOrder.objects.get(reference=answer["Location"].split("/")[2])
    pay(provider, order)
    sequence_all()
    assert client.get(f"/gifts/{order.reference}/certificate.pdf").status_code == 200
    assert client.post("/me/data/name/", {"name": NEW_NAME}).status_code == 302
    assert client.get(f"/gifts/{order.reference}/certificate.pdf").status_code == 200
    assert client.post("/me/data/copy/").status_code == 302
    assert client.post("/me/consents/messages/", {"do": "agree"}).status_code == 302
    return order


def plant_by_services(who: Person, project: Any) -> None:
    """What other pages and other people write about the same person."""
    donor, at = actor_for(who.pk, now().date()), now()
    add_child(donor, name=CHILD, born_on=BORN, language="zh-hans", at=at)
    body = project.organisation
    asked = ask_question(donor, who.pk, words=QUESTION, organisation_id=body.pk, at=at)
    answer_question(staff_of(body), asked.key, words=ANSWER, at=at)
    post = create_post(parties.SETUP, body, title="志愿", rights=[Right.GIFT_READ], at=at)
    held = appoint(parties.SETUP, post, who, since=date(2026, 1, 1), at=at)
    end_holding(parties.SETUP, held, until=date(2026, 2, 1), at=at)
    plant_team(donor, project, at)
    seal = vault.seal
    SavedFilter.objects.create(
        person=who, table="gifts", made_at=at,
        label_sealed=seal(who.vault_id, LABEL, FILTER),
        query_sealed=seal(who.vault_id, QUERY, f"q={NAME}"),
    )  # fmt: skip
    MailAddress.objects.create(
        person=who, address_sealed=seal(who.vault_id, ADDRESS, MAIL), confirmed_at=at
    )
    Passkey.objects.create(
        account=Account.objects.get(person=who), credential_id=b"a key", credential=b"a key",
        name_sealed=seal(who.vault_id, PASSKEY_NAME, KEY_NAME), added_at=at,
    )  # fmt: skip


def plant_team(donor: Actor, project: Any, at: datetime) -> None:
    """A team that she leads by a name that tells hers, and her word on its wall."""
    asked = TeamAsked(TEAM, 1_00, day_of(at) + timedelta(days=9), shows_captain=True)
    team = found_team(donor, project.number, asked, at=at)
    order = GiftOrder.objects.get(donor_id=donor.person_id)
    TeamGift.objects.create(order=order, team=team, amount_minor=order.amount_minor, booked_at=at)
    word = say_word(donor, team.code, WORD, at=at)
    judge_word(parties.SETUP, word.pk, shows=True, at=at)


def staff_of(body: Any) -> Actor:
    """Wang answers for the charity's data."""
    parties.holder(parties.wang(), body, Right.PRIVACY_ANSWER)
    return actor_for(parties.wang().pk, now().date())


def plant_helped(project: Any) -> Case:
    """A beneficiary, who never signed in: the case is all that there is."""
    load_corner()
    body, at = project.organisation, now()
    helped = parties.person(HELPED)
    made = open_case(
        parties.SETUP,
        project.number,
        organisation_id=body.pk,
        beneficiary_id=helped.pk,
        text=CaseText("外伤手术", HELPED_LINE, "Surgery", HELPED_LINE),
        need_minor=200_00,
        place_code=VILLAGE,
        at=at,
    )
    return approve_case(parties.SETUP, made.number, at=at)


def dump() -> bytes:
    """The whole database as its operator would take it along."""
    told = connection.settings_dict
    program = next(folder / "pg_dump" for folder in candidates() if (folder / "pg_dump").is_file())
    address = ["-h", str(told["HOST"]), "-U", str(told["USER"]), "-d", str(told["NAME"])]
    port = ["-p", str(told["PORT"])] if told["PORT"] else []
    password = {"PGPASSWORD": str(told["PASSWORD"])} if told["PASSWORD"] else {}
    run = subprocess.run(
        [str(program), *address, *port, "--no-sync"], check=True, capture_output=True, env=password
    )
    return run.stdout


def opened_with_the_house_key() -> bytes:
    """What somebody could open who has the dump and the home's secrets, but no person's key."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and data_type = 'bytea'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'select "{column}" from "{table}" where "{column}" is not null')
            for (sealed,) in cursor.fetchall():
                found += [text for text in map(_opened, [bytes(sealed)]) if text]
    return "\n".join(found).encode()


def _opened(sealed: bytes) -> str:
    for purpose in ("sign-in", "screen-message"):
        try:
            return open_passing(purpose, sealed)
        except (InvalidTag, ValueError):
            continue
    return ""


def lookups() -> list[bytes]:
    """The hashes by which the phone could be found again."""
    return [vault.lookup_hash("phone", PHONE).hex().encode()]


def everything() -> dict[str, bytes]:
    """All places where a value could still lie."""
    return {
        "dump": dump(),
        "opened with the house key": opened_with_the_house_key(),
        **files_under(site.HOME.path),
    }


def everyone_erased(client: Client, helped: Case) -> None:
    """The donor by her own page, the helped by a letter to the charity; seven days pass."""
    assert client.post("/me/data/erase/", {"sure": "on"}).status_code == 302
    body = helped.organisation
    request_on_paper(staff_of(body), body.pk, number=helped.number, at=now())
    assert erase_due(at=now()) == 0
    assert erase_due(at=now() + timedelta(days=8)) == 2


def test_erasing_people_leaves_no_value_readable_anywhere(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = listening(monkeypatch)
    project = giving.project()
    client = Client()
    order = plant_donor(client, provider, project)
    donor = person_by_phone(PHONE)
    assert donor
    plant_by_services(donor, project)
    helped = plant_helped(project)
    own = client.get("/me/data/").content.decode()
    assert [
        value for value in (NEW_NAME, PHONE, MESSAGE, MAIL, KEY_NAME, FILTER) if value not in own
    ] == []
    before = traces(EVERYTHING, everything())
    assert {"dump", *{line.split(":")[0] for line in before}} > {"dump"}, "the mask lies in a paper"
    assert any(MASK in line for line in before)
    everyone_erased(client, helped)
    assert traces(EVERYTHING, everything()) == []
    assert traces(EVERYTHING, {"log": lines.getvalue().encode()}) == []
    assert traces(EVERYTHING, {"pages": pages(order, helped)}) == []
    assert [where for where in lookups() if where in dump()] == []
    what_must_stay(order, helped)


def pages(order: GiftOrder, helped: Case) -> bytes:
    """What strangers and staff are shown of the gift and of the case, papers included."""
    staff = signed_in_client(Account.objects.get_or_create(person=parties.wang())[0])
    ends = ("where", "entries", "thanks", "certificate.pdf")
    paths = [f"/gifts/{order.reference}/{end}" for end in ends]
    paths += [f"/cases/{helped.number}/", f"/cases/{helped.number}/givers", "/console/privacy/"]
    shown = [client.get(path) for client in (Client(), staff) for path in paths]
    assert sum(answer.status_code == 200 for answer in shown) > 2
    return b"\n".join(layer for answer in shown for layer in unpacked(answer.content))


def what_must_stay(order: GiftOrder, helped: Case) -> None:
    """Records of money stay, and proof that it was asked and done; nobody is named."""
    order.refresh_from_db()
    helped.refresh_from_db()
    assert (order.amount_minor, order.state, order.donor_display) == (88_80, "paid", "")
    assert (helped.state, helped.place_id, helped.need_minor) == ("closed", COUNTY, 200_00)
    done = AuditRecord.objects.filter(verb="person.erased")
    assert done.count() == 3, "the donor, her child, the one who was helped"
    gone = Person.objects.filter(erased_at__isnull=False)
    assert {(p.name_sealed, p.phone_sealed, p.phone_lookup) for p in gone} == {(None, None, None)}
    assert not Account.objects.get(person_id=order.donor_id).is_active


def test_every_module_that_keeps_something_about_people_says_so() -> None:
    """A column that points to a person belongs to a holder, or is written down here with why."""
    named = {holder.name for holder in personal_holders()}
    pointing = {
        model._meta.app_label
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if column.concrete and column.is_relation
        if column.related_model in (Person, Account)
    }
    assert pointing - named - SPOKEN_FOR == set()


def test_the_hunt_finds_a_value_in_every_spelling_and_packing(tmp_path: Path) -> None:
    """A hunt that finds nothing must be one that could have."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("a.json", json.dumps({"name": NAME}))
    said = _printed(replace(FACTS, donor=NAME))
    number = {"number": "LS-ZS-2026-000001", "issued_on": "2026-01-01"}
    paper = draw("certificate", {**said, **number, "qr": qr_drawing(FACTS.trace_url)})
    planted = {
        "plain": NAME.encode(), "utf-16": f"x{NAME}".encode("utf-16-le"), "gbk": NAME.encode("gbk"),
        "bytea": rb"\\x00" + f"a{NAME}b".encode().hex().encode(), "zip": packed.getvalue(),
        "zip in hex": rb"\\x" + packed.getvalue().hex().encode(), "pdf": paper,
        "zlib": zlib.compress(NAME.encode()),
        **{f"base64 {n}": base64.b64encode(b"z" * n + NAME.encode()) for n in range(4)},
    }  # fmt: skip
    for place, content in planted.items():
        assert traces([NAME], {place: content}), place
    (tmp_path / f"{NAME}.txt").write_bytes(b"nothing")
    assert traces([NAME], files_under(tmp_path))
    assert traces([NAME], {"nothing": b"of the kind"}) == []
