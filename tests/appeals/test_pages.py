"""The pages: what everybody reads, who asks, who vouches, and the console from end to end."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liushui.appeals.models import Appeal, Payout
from liushui.appeals.services import running, vouching
from liushui.appeals.states import AppealState, MeansKind, PayoutState
from liushui.base.home import Home
from liushui.kernel.clock import day_of
from liushui.messaging.queries import screen_messages
from liushui.parties.access import Right
from liushui.projects.models import PublicComplaint
from liushui.projects.queries.complaints import complaints_waiting
from tests.appeals.builders import ACCOUNT, HOSPITAL, IDENTITY, NAME, PDF, Scene, browser, words
from tests.giving.builders import charity
from tests.ledger.builders import give
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db
NO_FUNDRAISING = "这是个人求助，不是慈善募捐"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", PDF, "application/pdf")


def test_each_page_says_that_it_is_no_fundraising(scene: Scene, client: Client) -> None:
    appeal = scene.opened()
    for address in ("/appeals/", f"/appeals/{appeal.number}/", f"/give/{appeal.number}/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert NO_FUNDRAISING in words(page), address
    told = words(client.get(f"/appeals/{appeal.number}/"))
    for known in (
        "林**",
        "女儿",
        HOSPITAL,
        "对信息的真实性负责",
        "已核实",
        "未核实",
        "周*",
        "新农合",
    ):
        assert known in told, known
    for secret in (NAME, IDENTITY, "6222", "1390000", "张证"):
        assert secret not in told, secret
    assert "捐赠证书" in words(client.get(f"/give/{appeal.number}/"))


def test_who_asks_goes_from_the_charity_to_the_last_step(scene: Scene) -> None:
    client = browser(scene.lin.pk)
    begun = client.post("/appeals/ask/", {"charity": scene.body.credit_code})
    own = begun["Location"]
    assert client.get(own).status_code == 200
    steps = {
        "person": {
            "asker": "relative", "name": NAME, "identity": IDENTITY, "relation": "女儿",
        },
        "need": {"kind": "illness", "title": "透析", "summary": "母亲", "story": "每周三次"},
        "means": {kind.value: "0" for kind in MeansKind},
        "provider": {
            "kind": "hospital", "name": HOSPITAL, "account_holder": HOSPITAL, "bank": "农行",
            "account": "62220000", "cost": "1000", "cap": "600", "term_days": "30",
            "rest_way": "givers", "paper": paper(),
        },
    }  # fmt: skip
    for name, said in steps.items():
        assert client.get(f"{own}{name}/").status_code == 200, name
        assert client.post(f"{own}{name}/", {"asked": "1"}).status_code == 422, name
        assert client.post(f"{own}{name}/", said).status_code == 302, name
    links = []
    for place in range(3):
        asked = {"name": f"张证{place}", "relation": "邻居", "phone": f"1390000000{place}"}
        page = client.post(f"{own}witnesses/", asked).content.decode()
        links += re.findall(r"/appeals/vouch/[\w-]+/", page)
    assert len(set(links)) == 3
    assert "每周三次" in words(client.get(links[0]))  # who vouches reads what for
    assert client.get("/appeals/vouch/none/").status_code == 410
    assert client.post(f"{own}send/", {"do": "send"}).status_code == 302
    assert Appeal.objects.get().state == AppealState.CHECKING
    assert client.post(f"{own}send/", {"do": "withdraw"}).status_code == 302


def test_somebody_vouches_by_the_code_that_came_to_the_phone(
    scene: Scene, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.HOME, settings.DEMO = Home(tmp_path / "home"), True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    appeal = scene.written()
    first = appeal.witnesses.order_by("pk")[0]
    linked = vouching.link_anew(scene.asking, appeal.key, first.pk, at=scene.at)
    link = f"/appeals/vouch/{linked.token}/"
    assert client.post(link, {"send": "1"}).status_code == 302
    code = re.search(r"\d{6}", screen_messages()[0].text)
    assert code is not None
    assert "139****0000" in words(client.get(link))
    wrong = "1" if code[0] == "000000" else "000000"
    assert client.post(link, {"code": wrong}).status_code == 422
    assert client.post(link, {"code": code[0]}).status_code == 302
    first.refresh_from_db()
    assert first.confirmed_at is not None
    assert client.get(link).status_code == 200


def test_the_console_goes_from_verifying_to_a_second_version(scene: Scene) -> None:
    appeal = scene.verified()
    clerk = browser(scene.clerk.person_id or 0)
    second = browser(scene.second.person_id or 0)
    room = f"/console/appeals/{appeal.number}/"
    assert appeal.number in words(clerk.get("/console/appeals/"))
    sealed = words(clerk.post(f"{room}name/"))
    assert NAME in sealed
    assert IDENTITY in sealed
    assert NAME not in words(clerk.get(room))
    seen = {
        "step": "means", "outcome": "not_checked", "words": "未能核实",
        "looked_on": f"{day_of(scene.at)}",
    }  # fmt: skip
    assert clerk.post(f"{room}check/", seen).status_code == 302
    assert clerk.post(f"{room}do/", {"do": "publish"}).status_code == 409
    assert clerk.post(f"{room}do/", {"do": "propose"}).status_code == 302
    first = {"do": "publish", "place": "1"}
    assert clerk.post(f"{room}do/", first).status_code == 403
    assert second.post(f"{room}do/", {"do": "publish", "place": "x"}).status_code == 409
    assert second.post(f"{room}do/", first).status_code == 302
    change = {
        "title": "透析费用", "summary": "母亲", "story": "还要手术", "cap": "650",
        "ends_on": f"{day_of(scene.at)}", "why": "加做手术",
    }  # fmt: skip
    assert clerk.get(f"{room}change/").status_code == 200
    assert clerk.post(f"{room}change/", change).status_code == 302
    assert 'name="place" value="2"' in second.get(room).content.decode()
    assert second.post(f"{room}do/", {"do": "publish", "place": "2"}).status_code == 302
    public = words(Client().get(f"/appeals/{appeal.number}/"))
    assert "加做手术" in public
    assert "第 2 版" in public


def test_the_console_goes_from_a_bill_to_the_end(scene: Scene) -> None:
    appeal = scene.opened()
    clerk = browser(scene.clerk.person_id or 0)
    room = f"/console/appeals/{appeal.number}/"
    give(Appeal.objects.get().project.fund, 200_00)  # type: ignore[union-attr]
    drafter = browser(scene.drafter.person_id or 0)
    approver = browser(scene.approver.person_id or 0)
    bill = {"amount": "150", "label": "透析费", "paper": paper()}
    assert drafter.get(f"{room}pay/").status_code == 200
    assert drafter.post(f"{room}pay/", bill).status_code == 302
    payout = Payout.objects.get()
    step = f"{room}pay/{payout.reference}/"
    assert approver.post(step, {"do": "approve"}).status_code == 302
    assert approver.post(step, {"do": "paid"}).status_code == 422
    payout.refresh_from_db()
    paid = {"do": "paid", "bank_ref": "B1", "paid_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    assert approver.post(step, paid).status_code == 302
    assert approver.post(step, {"do": "returned", "amount": "x"}).status_code == 422
    assert approver.post(step, {"do": "returned", "amount": "10"}).status_code == 422
    back = {"do": "returned", "amount": "10", "bank_ref": "R1", "came_at": paid["paid_at"]}
    assert drafter.post(step, back).status_code == 302
    key = re.search(r'name="back" value="(\d+)"', approver.get(room).content.decode())
    assert key is not None
    assert approver.post(step, {"do": "came", "back": key[1]}).status_code == 302
    payout.refresh_from_db()
    assert (payout.state, payout.returned_minor) == (PayoutState.PAID, 10_00)
    assert clerk.get(f"{room}papers/{payout.bill.sha256}/").content == PDF
    assert clerk.post(f"{room}do/", {"do": "end", "why": "已出院"}).status_code == 302
    assert clerk.post(f"{room}do/", {"do": "settle"}).status_code == 409
    assert drafter.get(f"{room}rest/").status_code == 200
    page = words(approver.get(room))
    assert "透析费" in page
    public = words(Client().get(f"/appeals/{appeal.number}/"))
    for known in ("透析费", "已出院"):
        assert known in public, known


def test_who_runs_the_site_stops_it_and_lets_it_go_on(scene: Scene) -> None:
    appeal = scene.opened()
    house = parties.organisation(8, name="流水平台")
    judge = parties.holder(parties.person("孙查"), house, Right.INSTALLATION_MANAGE)
    client = browser(judge.person_id or 0)
    room = f"/console/appeals/{appeal.number}/oversee/"
    assert room in client.get(f"/appeals/{appeal.number}/").content.decode()
    assert room not in Client().get(f"/appeals/{appeal.number}/").content.decode()
    assert client.post(room, {"do": "stop"}).status_code == 422
    assert client.post(room, {"do": "resume"}).status_code == 409  # nothing stands
    assert client.post(room, {"do": "stop", "why": "核实中"}).status_code == 302
    assert "核实中" in words(client.get(room))
    clerk = browser(scene.clerk.person_id or 0)
    console = f"/console/appeals/{appeal.number}/"
    assert 'value="resume"' not in clerk.get(console).content.decode()
    assert clerk.post(f"{console}do/", {"do": "resume"}).status_code == 409
    assert client.post(room, {"do": "resume"}).status_code == 302
    assert "核实中" not in words(client.get(room))
    assert client.post(room, {"do": "untrue", "why": "不实"}).status_code == 302
    assert Appeal.objects.get().is_untrue


@pytest.mark.parametrize("is_alone", ["alone", ""])
def test_a_doubt_is_opened_to_the_board_only_where_the_form_said_so(
    scene: Scene, client: Client, is_alone: str
) -> None:
    """A site of its own charity has nobody independent: two of its board answer (0095)."""
    house = scene.body if is_alone else parties.organisation(8, name="流水平台")
    parties.holder(parties.person("孙查"), house, Right.INSTALLATION_MANAGE)
    board = parties.holder(parties.person("理事"), scene.body, Right.BODY_OVERSEE)
    address = f"/appeals/{scene.opened().number}/doubt/"
    form = client.get(f"{address}?lang=en")
    said = "Nobody here is independent of" in words(form)
    assert said == bool(is_alone)
    assert ("Those who run this site look into it" in words(form)) == (not is_alone)
    told = re.search(r'name="told" value="(\w+)"', form.content.decode())
    assert bool(told) == said
    doubt = {"words": "病历不实", "contact": "13800000009"}
    assert client.post(address, doubt).status_code == 302
    assert client.post(address, doubt | {"told": "own"}).status_code == 302
    opened = PublicComplaint.objects.order_by("pk").values_list("is_open_to_own", flat=True)
    assert list(opened) == [False, said]
    read = complaints_waiting(board)
    assert [one.is_open_to_own for one in read] == ([True] if said else [])


def test_a_stopped_appeal_offers_no_payment(scene: Scene) -> None:
    appeal = scene.opened()
    client = browser(scene.drafter.person_id or 0)
    room = f"/console/appeals/{appeal.number}/"
    assert f"{room}pay/" in client.get(room).content.decode()
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=timezone.now())
    assert f"{room}pay/" not in client.get(room).content.decode()


def test_nobody_asks_through_a_charity_that_was_not_chosen(scene: Scene) -> None:
    client = browser(scene.lin.pk)
    assert "请选择一家" not in words(client.get("/appeals/ask/"))
    charity(7)
    assert "请选择一家" in words(client.get("/appeals/ask/"))
    assert client.post("/appeals/ask/", {"charity": ""}).status_code == 422
    assert not Appeal.objects.exists()


def test_another_organisation_knows_nothing_of_it(scene: Scene) -> None:
    appeal = scene.sent()
    other = parties.holder(parties.chen(), parties.organisation(7), Right.CASE_EDIT)
    client = browser(other.person_id or 0)
    assert client.get(f"/console/appeals/{appeal.number}/").status_code == 404
    assert client.get(f"/appeals/own/{appeal.key}/").status_code == 404
    assert Client().get(f"/appeals/{appeal.number}/").status_code == 404


def test_a_step_says_what_it_keeps_sealed_and_shows_no_more(scene: Scene) -> None:
    appeal = scene.written()
    own = f"/appeals/own/{appeal.key}"
    person = words(browser(scene.lin.pk).get(f"{own}/person/?lang=en"))
    assert "Kept and sealed: 林**." in person
    assert NAME not in person
    provider = words(browser(scene.lin.pk).get(f"{own}/provider/?lang=en"))
    assert f"Kept and sealed: …{ACCOUNT[-4:]}." in provider
    assert ACCOUNT not in provider
