"""Givers are asked one by one before a purpose changes; a program answers and a program keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from liushui.api.services import make_own_token
from liushui.config.demo.papers import photo
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftRefund
from liushui.parties.models import AuditRecord
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.giving.refunds import a_gift, a_house
from tests.giving.test_refund_pages import a_change_by_consent
from tests.parties.builders import as_donor, chen, lin
from tests.payments.conftest import merchant, provider
from tests.projects.builders import editor, second_editor

__all__ = ["merchant", "provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@answered_at(
    "change-answers",
    "change-paper",
    "change-paper-confirm",
    "change-paper-file",
    "own-change",
    "own-change-answer",
    "own-changes",
)
def test_a_change_is_filed_once_everybody_answered_by_program(provider: Provider) -> None:
    house, yes, no = a_house(), as_donor(lin()), as_donor(chen())
    a_gift(provider, house, actor=yes)
    a_gift(provider, house, actor=no)
    a_gift(provider, house)
    body = house.project.organisation
    writer, second = editor(body), second_editor(body)
    plan = a_change_by_consent(house.project, writer, second)
    agrees, refuses = (Program(make_own_token(one, at=now()).secret) for one in (yes, no))
    [asked] = agrees.get("own/changes").json()["changes"]
    there = f"own/changes/{asked['change']}"
    assert agrees.get(there).json()["use_of_money"] == "改修食堂"
    assert agrees.post(f"{there}/answer", {"agrees": True}).json()["answer"] == "agreed"
    said = refuses.post(f"{there}/answer", {"agrees": False}).json()
    assert (said["answer"], said["is_open"]) == ("refused", False)
    assert refuses.post(f"{there}/answer", {"agrees": True}).json()["code"] == "question_over"
    assert GiftRefund.objects.get().kind == "purpose"

    keeper, reader = program_of(writer), program_of(second)
    kept = f"changes/{plan.pk}"
    told = keeper.get(kept).json()
    assert (told["asked"], told["agreed"], told["refused"], told["waiting"]) == (2, 1, 1, 1)
    file = {"agreed": 1, "refused": 0, "note": "逐一电话询问"}
    [paper] = keeper.send(
        f"{kept}/papers", {**file, "file": SimpleUploadedFile("a.png", photo(1), "image/png")}
    ).json()["papers"]
    assert (paper["counts"], paper["is_own"]) == (False, True)
    confirm = f"{kept}/papers/{paper['id']}"
    assert keeper.post(f"{confirm}/confirm").json()["code"] == "paper_by_you"
    assert reader.post(f"{confirm}/file", key="").json()["media_type"].startswith("image/")
    assert AuditRecord.objects.filter(verb="consent.paper_read").count() == 1
    assert reader.post(f"{confirm}/confirm").json()["waiting"] == 0
    assert reader.post(f"changes/{plan.pk + 1}/papers/{paper['id']}/confirm").status_code == 404
    [listed] = [
        one for one in keeper.get(f"projects/{house.project.number}/plans").json()["plans"]
        if one["id"] == plan.pk
    ]  # fmt: skip
    assert listed["basis"] == "consent"
