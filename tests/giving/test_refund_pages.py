"""The pages on which a gift is asked back, agreed to and seen to go."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from liushui.config.demo.papers import photo
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import (
    ConsentAsked,
    ConsentPaper,
    GiftRefund,
    MassRefund,
    RefundRule,
    Suspicion,
)
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.consenting import (
    PaperAnswers,
    PaperNamesOther,
    answer_change,
    confirm_paper,
    keep_paper,
)
from liushui.giving.services.refund_asking import Asked, ask_for_refund, withdraw_refund
from liushui.giving.services.refund_deciding import decline_refund
from liushui.giving.services.refund_refusals import RefusalStands
from liushui.giving.services.suspicions import find_suspicions
from liushui.giving.tasks import tell_givers_of
from liushui.giving.telling_givers import TASK
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from liushui.projects.errors import ConsentsOpen, RefusedNotReturned
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.services import (
    PlanChange,
    agree_plan,
    close_project,
    plan_of,
    record_filing,
    submit_plan,
    suspend_project,
    write_change,
)
from liushui.projects.states import Basis
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.giving.refunds import a_gift, a_house, agreed
from tests.giving.test_mass_refund import a_split_gift
from tests.parties import builders as parties
from tests.parties.builders import SETUP
from tests.projects import builders as project_builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def console(actor: Actor) -> Client:
    return signed_in_client(open_account(actor.person_id), headers={"accept-language": "en"})


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_guest_asks_and_two_people_send_it_back(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    guest = Client(headers={"accept-language": "en"})
    own = f"/gifts/{order.reference}/refund"
    assert own in text(guest, f"/gifts/{order.reference}/thanks")
    assert "Have a gift returned" in text(guest, own)
    assert guest.post(own, {}).status_code == 422
    assert (
        "can still go back"
        in guest.post(own, {"kind": "wrong_amount", "amount": "100.01"}).content.decode()
    )
    answer = guest.post(own, {"kind": "wrong_amount", "amount": "60"})
    assert (answer.status_code, answer.url) == (302, own)
    one = GiftRefund.objects.get()
    assert "Asked for" in text(guest, own)
    drafter, approver = console(house.drafter), console(house.approver)
    page = f"/console/refunds/{one.reference}/"
    assert order.reference in text(drafter, "/console/refunds/")
    assert drafter.post(page, {"do": "propose", "why": ""}).status_code == 422
    assert drafter.post(page, {"do": "propose", "why": "核实"}).status_code == 302
    assert "Agree, and send it back" not in text(drafter, page)
    assert "Agree, and send it back" in text(approver, page)
    assert approver.post(page, {"do": "agree"}).status_code == 302
    assert "On its way" in text(guest, own)
    assert drafter.post(page, {"do": "agree"}).status_code == 403
    assert text(Client(), page, 302) == ""


def test_the_giver_takes_it_back_and_nobody_else_sees_the_page(provider: Provider) -> None:
    house, lin = a_house(), parties.as_donor(parties.lin())
    order = a_gift(provider, house, actor=lin)
    own = f"/gifts/{order.reference}/refund"
    donor = console(lin)
    donor.post(own, {"kind": "fraud", "amount": ""})
    assert "do not want it back" in text(donor, own)
    donor.post(own, {"do": "withdraw"})
    assert GiftRefund.objects.get().state == "withdrawn"
    for client in (Client(), console(house.approver)):
        text(client, own, 404)


def test_staff_begin_one_and_a_whole_project(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    drafter, approver = console(house.drafter), console(house.approver)
    begin = {"gift": "LS-0", "kind": "fraud", "amount": ""}
    assert drafter.post("/console/refunds/new/", begin).status_code == 422
    answer = drafter.post("/console/refunds/new/", begin | {"gift": order.reference, "amount": "1"})
    assert answer.status_code == 302, answer.content.decode()
    said = {"project": house.project.number, "kind": "cancelled", "why": "终止"}
    assert "still takes gifts" in drafter.post("/console/refunds/all/", said).content.decode()
    close_project(giving.SETUP, house.project.number, at=giving.now())
    answer = drafter.post("/console/refunds/all/", said)
    assert answer.url == f"/console/refunds/all/{MassRefund.objects.get().reference}/"
    assert "At most, as both agreed" in text(approver, answer.url)
    assert drafter.post(answer.url, {"do": "agree"}).status_code == 403
    assert approver.post(answer.url, {"do": "agree"}).status_code == 302
    assert "Being booked" in text(approver, answer.url)


def test_a_rule_is_proposed_on_its_page_and_agreed_by_another() -> None:
    house = a_house()
    second = parties.holder(parties.chen(), house.project.organisation, Right.MONEY_APPROVE)
    page = "/console/refunds/rules/"
    said = {
        "organisation": str(house.project.organisation_id), "kind": "wrong_amount",
        "window_days": "7", "is_offered": "on", "since": "2026-01-01",
    }  # fmt: skip
    first = console(house.approver)
    assert "lets givers make it" in first.post(page, said | {"kind": "under_age"}).content.decode()
    assert first.post(page, said).status_code == 302
    rule = RefundRule.objects.get()
    assert "Agree" in text(console(second), page)
    assert console(second).post(page, {"agree": str(rule.pk)}).status_code == 302
    rule.refresh_from_db()
    assert rule.agreed_by == second.name
    assert "7 days" in text(first, page)


def test_a_question_about_matched_gifts_is_decided_on_its_page() -> None:
    house = a_house()
    a_split_gift(house)
    find_suspicions(at=giving.now())
    one = Suspicion.objects.get()
    page = f"/console/suspicions/{one.pk}/"
    drafter = console(house.drafter)
    assert "S0" in text(drafter, "/console/suspicions/")
    assert "cut into pieces" in text(drafter, page)
    assert drafter.post(page, {"do": "freeze"}).status_code == 302
    assert drafter.post(page, {"do": "propose", "why": "拆分"}).status_code == 302
    approver = console(house.approver)
    assert approver.post(page, {"do": "take"}).status_code == 302
    assert "taken back" in text(approver, page)
    text(console(parties.as_donor(parties.chen())), page, 403)


def test_givers_are_asked_before_the_purpose_changes_and_who_says_no_has_the_money_back(
    provider: Provider,
) -> None:
    """慈善法 art 56; R-37: asked, counted, kept; filed once all have answered."""
    house = a_house()
    writer = project_builders.editor(house.project.organisation)
    second = project_builders.second_editor(house.project.organisation)
    lin, chen = parties.as_donor(parties.lin()), parties.as_donor(parties.chen())
    yes, no = a_gift(provider, house, actor=lin), a_gift(provider, house, actor=chen)
    a_gift(provider, house)
    plan = a_change_by_consent(house.project, writer, second)
    page = f"/me/changes/{plan.pk}/"
    assert text(console(second), page, 404)
    assert yes.reference in text(console(lin), page)
    file_it = partial(record_filing, writer, house.project.number, filed_on=day_of(giving.now()))
    with pytest.raises(ConsentsOpen, match="3"):
        file_it(at=giving.now())
    for _ in range(2):
        assert console(lin).post(page, {"word": "agree"}).status_code == 302
        assert console(chen).post(page, {"word": "refuse"}).status_code == 302
    assert console(chen).post(page, {"word": "agree"}).status_code == 409
    back = GiftRefund.objects.get()
    assert (back.order, back.kind, back.amount_minor) == (no, "purpose", 100_00)
    keep_a_file(plan, writer, second, lin, still_open=partial(file_it, at=giving.now()))
    with pytest.raises(RefusedNotReturned, match="1"):
        file_it(at=giving.now())
    with pytest.raises(RefusalStands):
        decline_refund(house.drafter, back.reference, why="已有安排", at=giving.now())
    agreed(house, back)
    assert file_it(at=giving.now()).state == "filed"
    assert console(lin).post(page, {"word": "refuse"}).status_code == 409
    for rule in ("", "R-21", "N09"):  # what a complaint found is told whatever else stands
        suspend_project(SETUP, house.project.number, why="材料不全", rule=rule, at=giving.now())
    told = [job.args for job in ProcrastinateJob.objects.filter(task_name=TASK).order_by("id")]
    assert [one["kind"] for one in told] == ["purpose-asked", *["project-suspended"] * 2]
    for args in told * 2:
        tell_givers_of(**args)
    notices = Notice.objects.filter(kind__in=["purpose-asked", "project-suspended"])
    assert sorted(notices.values_list("person_id", flat=True)) == sorted(
        [lin.person_id, chen.person_id] * 3
    )


def keep_a_file(
    plan: FundraisingPlan, writer: Actor, second: Actor, giver: Actor, *, still_open: Any
) -> None:
    """One keeps it, another confirms it; until then it counts nobody."""
    console_page = f"/console/changes/{plan.pk}/"
    assert console(writer).post(console_page, {}).status_code == 422
    paper = {"agreed": "1", "refused": "0", "note": "逐一电话询问"}
    for _ in range(2):
        sent = {**paper, "file": SimpleUploadedFile("a.png", photo(1))}
        assert console(writer).post(console_page, sent).status_code == 302
    kept = ConsentPaper.objects.get()
    with pytest.raises(ConsentsOpen, match="1"):
        still_open()
    word = {"do": "confirm", "paper": str(kept.pk)}
    assert console(writer).post(console_page, word).status_code == 403
    assert console(second).get(f"/console/changes/papers/{kept.pk}/").status_code == 200
    assert "count the same" in text(console(second), console_page)
    for _ in range(2):
        assert console(second).post(console_page, word).status_code == 302
    assert console(giver).get(f"/console/changes/papers/{kept.pk}/").status_code == 403


def test_a_no_is_not_lost_in_a_refund_that_was_under_way(provider: Provider) -> None:
    """What stood in the way is declined: the whole begins to go back by itself."""
    house, lin = a_house(), parties.as_donor(parties.lin())
    gift = a_gift(provider, house, actor=lin)
    writer = project_builders.editor(house.project.organisation)
    second = project_builders.second_editor(house.project.organisation)
    plan = a_change_by_consent(house.project, writer, second)
    part = Asked(RefundClass.WRONG_AMOUNT, Money(10_00))
    first = ask_for_refund(lin, gift.reference, part, at=giving.now())
    answer_change(lin, plan.pk, agrees=False, at=giving.now())
    assert GiftRefund.objects.get() == first
    decline_refund(house.drafter, first.reference, why="无误", at=giving.now())
    whole = GiftRefund.objects.get(kind="purpose")
    assert (whole.amount_minor, whole.state, whole.asked_by) == (100_00, "asked", lin.name)
    withdraw_refund(lin, gift.reference, at=giving.now())
    with pytest.raises(RefusedNotReturned):
        record_filing(writer, house.project.number, filed_on=day_of(giving.now()), at=giving.now())
    answer_change(lin, plan.pk, agrees=False, at=giving.now())
    assert GiftRefund.objects.filter(kind="purpose", state="asked").count() == 1


def test_no_file_stands_for_a_giver_who_is_asked_here_nor_for_one_who_gave_since(
    provider: Provider,
) -> None:
    house, lin = a_house(), parties.as_donor(parties.lin())
    writer = project_builders.editor(house.project.organisation)
    second = project_builders.second_editor(house.project.organisation)
    a_gift(provider, house)
    plan = a_change_by_consent(house.project, writer, second)
    late = a_gift(provider, house, actor=lin)
    file_it = partial(record_filing, writer, house.project.number, filed_on=day_of(giving.now()))
    said = PaperAnswers(photo(1), 9999, 0, "逐一电话询问")
    confirm_paper(second, keep_paper(writer, plan.pk, said, at=giving.now()).pk, at=giving.now())
    with pytest.raises(ConsentsOpen, match="1"):
        file_it(at=giving.now())
    assert ConsentAsked.objects.get().answer == ""
    for wrong in ("LS-0", house.project.number):
        with pytest.raises(PaperNamesOther):
            keep_paper(writer, plan.pk, replace(said, gifts=(wrong,)), at=giving.now())
    named = PaperAnswers(photo(2), 1, 0, "本人书面同意", (late.reference,))
    confirm_paper(second, keep_paper(writer, plan.pk, named, at=giving.now()).pk, at=giving.now())
    assert ConsentAsked.objects.get().answer == "agreed"
    assert file_it(at=giving.now()).state == "filed"


def a_change_by_consent(project: Project, writer: Actor, second: Actor) -> FundraisingPlan:
    """Agreed to by two, and its givers asked."""
    project_builders.with_account(project.organisation)
    items = replace(project_builders.the_items(writer), use_of_money="改修食堂")
    change = PlanChange(
        items=items, plan=plan_of(project), leftover=project.leftover, why="校车已够用",
        basis=Basis.CONSENT,
    )  # fmt: skip
    write_change(writer, project.number, change=change, at=giving.now())
    submit_plan(writer, project.number, at=giving.now())
    return agree_plan(second, project.number, at=giving.now())
