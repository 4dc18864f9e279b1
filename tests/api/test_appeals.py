"""A personal appeal by program: asked for, vouched for, verified, published by two, paid by two."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from liushui.api.services import make_own_token
from liushui.appeals.models import Appeal, Witness
from liushui.appeals.services import paying, resting, running
from liushui.appeals.states import REQUIRED_STEPS, MeansKind
from liushui.config.simulators.wechat_pay import Provider
from liushui.ledger.services import sequence_all
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.appeals.builders import ACCOUNT, HOSPITAL, IDENTITY, NAME, PDF, Scene
from tests.giving import builders as giving
from tests.parties.builders import holder, organisation, person
from tests.parties.test_signing_in import last_code
from tests.payments.conftest import merchant, provider

__all__ = ["merchant", "provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def scene(settings: Any) -> Scene:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    return Scene()


def paper(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def asker(scene: Scene) -> Program:
    return Program(make_own_token(scene.asking, at=now()).secret)


PERSON = {"asker": "relative", "name": NAME, "identity": IDENTITY, "relation": "女儿"}
NEED = {"kind": "illness", "title": "筹集透析费用", "summary": "母亲尿毒症", "story": "去年查出。"}
PROVIDER = {
    "kind": "hospital", "name": HOSPITAL, "account_holder": HOSPITAL, "bank": "农行云溪支行",
    "account": ACCOUNT, "cost": 1000_00, "cap": 600_00, "days": 30, "rest_way": "givers",
}  # fmt: skip


@answered_at(
    "appeal-begin",
    "appeal-charities",
    "appeal-means",
    "appeal-need",
    "appeal-person",
    "appeal-provider",
    "appeal-submit",
    "appeal-withdraw",
    "appeal-witness",
    "appeal-witness-remove",
    "own-appeal",
    "own-appeals",
)
def test_who_asks_writes_step_by_step_and_is_told_what_lacks(scene: Scene) -> None:
    program = asker(scene)
    [body] = program.get("own/appeal-charities").json()["organisations"]
    begun = program.post("own/appeals", {"organisation": body["organisation"]}).json()
    there = f"own/appeals/{begun['appeal']}"
    assert program.post(f"{there}/submit").json()["code"] == "appeal_incomplete"
    named = {**NEED, "story": f"{NAME}去年查出。"}
    assert program.post(f"{there}/person", PERSON).json()["name"] == "林**"
    assert program.post(f"{there}/need", named).json()["code"] == "words_name_person"
    program.post(f"{there}/need", NEED)
    means = [{"kind": kind, "amount": 0} for kind in MeansKind.values]
    program.post(f"{there}/means", {"means": means})
    private = {**PROVIDER, "account_holder": "林秀兰", "estimate": paper()}
    assert program.send(f"{there}/provider", private).json()["code"] == "account_not_providers"
    kept = program.send(f"{there}/provider", {**PROVIDER, "estimate": paper()}).json()
    assert (kept["account_tail"], kept["cap"], kept["most"]) == (ACCOUNT[-4:], 600_00, 1000_00)
    assert ACCOUNT not in str(kept)
    for place in range(4):
        who = {"name": f"张证{place}", "relation": "邻居", "phone": f"1390000000{place}"}
        link = program.post(f"{there}/witnesses", who, key="").json()
        assert link["link"].endswith(f"{link['secret']}/")
    fourth = program.get(there).json()["witnesses"][3]["id"]
    left = program.post(f"{there}/witnesses/{fourth}/remove").json()
    assert [step["faults"] for step in left["steps"]] == [[]] * 5
    assert program.post(f"{there}/submit").json()["state"] == "checking"
    assert program.get("own/appeals").json()["appeals"][0]["state"] == "checking"
    assert program.post(f"{there}/withdraw").json()["state"] == "withdrawn"
    assert Appeal.objects.get().state == "withdrawn"


@answered_at("appeal-witness-link", "vouch", "vouching-code", "vouching-read")
def test_somebody_vouches_by_the_code_to_their_own_phone(scene: Scene) -> None:
    appeal = scene.written()
    there, first = f"own/appeals/{appeal.key}", appeal.witnesses.order_by("pk")[0]
    link = asker(scene).post(f"{there}/witnesses/{first.pk}/link", key="").json()["secret"]
    stranger = Program()
    read = stranger.post("vouching/read", {"link": link}, key="").json()
    assert (read["person"], read["has_vouched"]) == ("林**", False)
    handle = stranger.post("vouching/code", {"link": link}, key="").json()["handle"]
    said = {"link": link, "handle": handle, "code": last_code()}
    wrong = {**said, "code": "000000" if said["code"] != "000000" else "111111"}
    assert stranger.post("vouching", wrong, key="").json()["code"] == "code_wrong"
    assert stranger.post("vouching", said, key="").json()["has_vouched"] is True
    first.refresh_from_db()
    assert first.confirmed_at is not None
    gone = stranger.post("vouching/read", {"link": "x" * 32}, key="").json()
    assert gone["code"] == "vouch_link_over"


@answered_at(
    "appeal",
    "appeal-change",
    "appeal-check",
    "appeal-drop-version",
    "appeal-looked-after",
    "appeal-paper",
    "appeal-propose",
    "appeal-publish",
    "appeal-return",
    "appeal-sealed",
    "appeals",
    "appeals-looked-after",
)
def test_people_of_the_charity_verify_and_two_of_them_publish_each_version(scene: Scene) -> None:
    appeal = scene.sent()
    clerk, second = program_of(scene.clerk), program_of(scene.second)
    there = f"looked-after/appeals/{appeal.number}"
    [listed] = clerk.get("looked-after/appeals").json()["appeals"]
    assert (listed["number"], listed["name"]) == (appeal.number, "林**")
    sealed = clerk.post(f"{there}/sealed", key="").json()
    assert sealed["name"] == NAME
    assert AuditRecord.objects.filter(verb="appeal.sealed_read").count() == 1
    assert clerk.post(f"{there}/return", {"why": "缺估算"}).json()["state"] == "returned"
    asker(scene).post(f"own/appeals/{appeal.key}/submit")
    assert clerk.post(f"{there}/propose").json()["code"] == "appeal_not_verified"
    look = {"outcome": "confirmed", "words": "看过原件", "looked_on": f"{now():%Y-%m-%d}"}
    for step in REQUIRED_STEPS:
        assert clerk.send(f"{there}/checks", {**look, "step": step.value}).status_code == 422
        clerk.send(f"{there}/checks", {**look, "step": step.value, "evidence": paper()})
    Witness.objects.filter(appeal=appeal).update(confirmed_at=now())
    waiting = clerk.post(f"{there}/propose").json()["version_waiting"]
    assert (waiting["version"], waiting["is_own"]) == (1, True)
    assert clerk.post(f"{there}/publish", {"version": 1}).json()["code"] == "appeal_proposed_by_you"
    assert Program().get(f"appeals/{appeal.number}").status_code == 404
    assert second.post(f"{there}/publish", {"version": 1}).json()["state"] == "open"
    change = {
        "title": "筹集手术费用", "summary": "母亲尿毒症", "story": "须加做手术。", "cap": 650_00,
        "ends_on": waiting["ends_on"], "why": "加做手术",
    }  # fmt: skip
    second.post(f"{there}/change", change)
    assert second.post(f"{there}/drop").json()["version_waiting"] is None
    placed = second.post(f"{there}/change", change).json()["version_waiting"]["version"]
    clerk.post(f"{there}/publish", {"version": placed})
    seen = Program().get(f"appeals/{appeal.number}").json()
    assert (seen["cap"], [one["why"] for one in seen["versions"]]) == (650_00, ["加做手术", ""])
    assert {one["outcome"] for one in seen["verified"]} == {"confirmed", None}
    assert Program().get("appeals").json()["appeals"][0]["number"] == appeal.number
    read = clerk.post(f"{there}/papers/{clerk.get(there).json()['estimate']}", key="").json()
    assert read["media_type"] == "application/pdf"


@answered_at("appeal-refuse", "appeal-resume", "appeal-stop", "appeal-untrue")
def test_an_appeal_is_refused_or_stopped_or_found_untrue(scene: Scene) -> None:
    clerk, operator = (
        program_of(scene.clerk),
        program_of(holder(person(), organisation(9), Right.INSTALLATION_MANAGE)),
    )
    refused = scene.sent()
    answer = clerk.post(f"looked-after/appeals/{refused.number}/refuse", {"why": "不实"}).json()
    assert (answer["state"], answer["ended_why"]) == ("refused", "不实")
    appeal = scene.opened()
    there = f"appeals/{appeal.number}"
    stopped = operator.post(f"{there}/stop", {"why": "核查中"}).json()
    assert stopped["stopped"] == ["核查中"]
    assert clerk.post(f"{there}/resume").json()["code"] == "appeal_nothing_to_lift"
    assert operator.post(f"{there}/resume").json()["stopped"] == []
    untrue = operator.post(f"{there}/untrue", {"why": "病历不实"}).json()
    assert (untrue["is_untrue"], untrue["state"]) == (True, "ended")


def given(scene: Scene, provider: Provider, minor: int, **said: Any) -> Appeal:
    """An open appeal with one gift."""
    appeal = scene.opened(**said)
    assert appeal.project is not None
    giving.settled(provider, giving.order(appeal.project, minor=minor))
    sequence_all()
    return appeal


@answered_at(
    "appeal-payout-approve",
    "appeal-payout-cancel",
    "appeal-payout-draft",
    "appeal-payout-paid",
    "appeal-payout-return",
    "appeal-payout-return-decide",
)
def test_the_provider_is_paid_by_two_and_what_comes_back_is_booked_by_two(
    scene: Scene, provider: Provider
) -> None:
    appeal = given(scene, provider, 400_00)
    there = f"looked-after/appeals/{appeal.number}"
    drafter, approver = program_of(scene.drafter), program_of(scene.approver)
    bill = {"amount": 300_00, "label": "透析费，11 月", "paper": paper()}
    too_much = {**bill, "amount": 500_00, "paper": paper()}
    assert drafter.send(f"{there}/payouts", too_much).json()["code"] == "payout_too_much"
    made = drafter.send(f"{there}/payouts", {**bill, "paper": paper()}).json()
    pay = f"looked-after/appeal-payouts/{made['reference']}"
    assert approver.post(f"{pay}/approve").json()["state"] == "approved"
    slip = {"bank_ref": "HD-1", "paid_at": now().isoformat()}
    assert approver.post(f"{pay}/paid", slip).json()["state"] == "paid"
    back = {"amount": 100_00, "bank_ref": "TH-1", "came_at": now().isoformat()}
    [noted] = drafter.post(f"{pay}/returns", back).json()["returns"]
    booked = approver.post(f"{pay}/returns/{noted['id']}/decide", {"agrees": True}).json()
    assert (booked["returned"], booked["returns"][0]["is_agreed"]) == (100_00, True)
    other = drafter.send(f"{there}/payouts", {**bill, "amount": 1_00, "paper": paper()}).json()
    stop = f"looked-after/appeal-payouts/{other['reference']}/cancel"
    assert approver.post(stop, {"why": "重复"}).json()["state"] == "cancelled"
    assert Program().get(f"appeals/{appeal.number}").json()["sums"]["used"] == 200_00


@answered_at("appeal-end", "appeal-rest-decide", "appeal-rest-propose", "appeal-settle")
def test_what_is_left_goes_where_it_was_declared(scene: Scene, provider: Provider) -> None:
    ending = given(scene, provider, 50_00, rest_way="similar")
    clerk, drafter = program_of(scene.clerk), program_of(scene.drafter)
    there = f"looked-after/appeals/{ending.number}"
    other = scene.opened(rest_way="similar")
    assert clerk.post(f"{there}/end", {"why": "已治愈"}).json()["state"] == "ended"
    assert clerk.post(f"{there}/settle").json()["code"] == "appeal_rest_left"
    rest = drafter.post(f"{there}/rest", {"to": other.number, "why": "按约定"}).json()
    decide = f"{there}/rest/{rest['rest_waiting']['rest']}/decide"
    moved = program_of(scene.approver).post(decide, {"agrees": True}).json()
    assert [(one["to"], one["amount"]) for one in moved["went_on"]] == [(other.number, 50_00)]
    assert clerk.post(f"{there}/settle").json()["state"] == "settled"


@answered_at("appeal-give-back")
def test_what_is_left_goes_back_to_givers(scene: Scene, provider: Provider) -> None:
    appeal = given(scene, provider, 50_00)
    there = f"looked-after/appeals/{appeal.number}"
    program_of(scene.clerk).post(f"{there}/end", {"why": "已治愈"})
    begun = program_of(scene.drafter).post(f"{there}/give-back", {"why": "已治愈"}).json()
    assert begun["refund"]


@answered_at("appeal-payout-late", "appeal-payout-late-decide", "appeal-payout-unasked")
def test_what_left_all_the_same_is_booked_by_two(scene: Scene, provider: Provider) -> None:
    appeal = given(scene, provider, 100_00)
    there = f"looked-after/appeals/{appeal.number}"
    drafter, approver = program_of(scene.drafter), program_of(scene.approver)
    stopped = scene.bill(appeal, 60_00)
    paying.cancel_payout(scene.approver, stopped.reference, why="重复", at=scene.at)
    pay = f"looked-after/appeal-payouts/{stopped.reference}"
    slip = {"bank_ref": "HD-1", "paid_at": now().isoformat(), "why": "撤销时银行已付"}
    [noted] = drafter.post(f"{pay}/late", slip).json()["late"]
    assert (noted["why"], noted["is_own"], noted["is_agreed"]) == (slip["why"], True, None)
    decide = f"{pay}/late/{noted['id']}/decide"
    assert drafter.post(decide, {"agrees": True}).json()["code"] == "not_allowed"
    booked = approver.post(decide, {"agrees": True}).json()
    assert (booked["state"], booked["is_late"], booked["borne"]) == ("paid", True, 0)
    asked = {"amount": 40_00, "label": "透析费", **slip, "bank_ref": "HD-2", "paper": paper()}
    left = drafter.send(f"{there}/unasked", asked).json()
    assert (left["state"], left["late"][0]["bank_ref"]) == ("drafted", "HD-2")
    not_so = f"looked-after/appeal-payouts/{left['reference']}/late/{left['late'][0]['id']}/decide"
    undone = approver.post(not_so, {"agrees": False}).json()
    assert (undone["state"], undone["late"][0]["is_agreed"]) == ("cancelled", False)
    seen = Program().get(f"appeals/{appeal.number}").json()
    assert [(one["amount"], one["is_late"]) for one in seen["paid"]] == [(60_00, True)]
    assert (seen["sums"]["used"], seen["sums"]["own"]) == (60_00, 0)


@answered_at("appeal-home-decide", "appeal-home-propose")
def test_what_went_to_one_found_untrue_comes_home(scene: Scene, provider: Provider) -> None:
    ending = given(scene, provider, 50_00, rest_way="similar")
    other = scene.opened(rest_way="similar")
    running.end_appeal(scene.clerk, ending.number, why="已治愈", at=scene.at)
    asked = resting.propose_rest(
        scene.drafter, ending.number, to=other.number, why="按约定", at=scene.at
    )
    resting.decide_rest(scene.approver, ending.number, rest=asked.pk, agrees=True, at=now())
    running.mark_untrue(scene.clerk, other.number, why="病历不实", at=now())
    drafter, approver = program_of(scene.drafter), program_of(scene.approver)
    there = f"looked-after/appeals/{other.number}"
    [onward] = drafter.get(there).json()["onwards"]
    assert (onward["came_from"], onward["here"], onward["home"]) == (ending.number, 50_00, 0)
    home = {"rest": onward["rest"], "why": "转入的求助不实"}
    [proposed] = drafter.post(f"{there}/homecomings", home).json()["onwards"]
    assert (proposed["waiting"]["amount"], proposed["waiting"]["is_own"]) == (50_00, True)
    decide = f"{there}/homecomings/{proposed['waiting']['id']}/decide"
    [done] = approver.post(decide, {"agrees": True}).json()["onwards"]
    assert (done["here"], done["home"], done["waiting"]) == (0, 50_00, None)
    [came] = Program().get(f"appeals/{ending.number}").json()["came_home"]
    assert came == {"came_from": other.number, "to": ending.number, "amount": 50_00}


def test_a_doubt_by_program_is_announced_to_the_two_who_answer_it(scene: Scene) -> None:
    """Where nobody independent is: who reads it is told before, and the two hear of it (0095)."""
    board = [scene._one(name, Right.BODY_OVERSEE) for name in ("监事甲", "理事乙")]
    appeal = scene.opened()
    there = f"projects/{appeal.number}/complaints"
    assert Program().get(f"{there}/readers").json() == {"read_by": "own"}
    said = {"words": "病历是假的", "contact": "a@example.org", "is_told_own": True}
    assert Program().post(there, said, key="").json()["read_by"] == "own"
    told = Notice.objects.filter(kind="complaint-received").values_list("person_id", flat=True)
    assert set(told) == {one.person_id for one in board}
    [listed] = program_of(board[0]).get("complaints").json()["complaints"]
    assert program_of(board[0]).get(f"complaints/{listed['id']}").json()["words"] == said["words"]
