"""After an erasure no table keeps what anybody wrote about the person."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from liushui.appeals.models import Appeal, Check, Reason, Version
from liushui.appeals.personal import AppealsHolder
from liushui.appeals.queries.reasons import ended_why, stops_of
from liushui.appeals.services import (
    applying,
    coming_home,
    late,
    paying,
    publishing,
    resting,
    running,
    verifying,
    writing,
)
from liushui.appeals.services.late import LateSlip
from liushui.appeals.services.paying import Bill
from liushui.appeals.services.publishing import Change
from liushui.appeals.services.verifying import Looked
from liushui.appeals.services.writing import NeedAsked
from liushui.appeals.states import (
    AppealState,
    CheckStep,
    MeansKind,
    NeedKind,
    Outcome,
    RestWay,
    Why,
)
from liushui.kernel.clock import day_of
from tests.appeals.builders import HOSPITAL, PDF, Scene
from tests.ledger.builders import give

pytestmark = pytest.mark.django_db
WORD = "村东头那户"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def holding(word: str) -> set[str]:
    """Every column of every table that holds the word."""
    found = set()
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            found |= {
                f"{model._meta.label_lower}.{name}"
                for name, value in zip(names, row, strict=True)
                if word in _text(value)
            }
    return found


def _text(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "ignore")
    return str(value)


def a_long_story(scene: Scene) -> Appeal:
    """Whatever can be written about a person in an appeal's life holds the word."""
    appeal = scene.sent(rest_way=RestWay.SIMILAR)
    verifying.return_appeal(scene.clerk, appeal.number, why=f"{WORD}退回", at=scene.at)
    need = NeedAsked(NeedKind.ILLNESS, f"{WORD}透析", f"{WORD}摘要", f"{WORD}经过")
    writing.keep_need(scene.asking, appeal.key, need, at=scene.at)
    means = {MeansKind.HOUSE: (1_00, f"{WORD}房")}
    writing.keep_means(scene.asking, appeal.key, means, at=scene.at)
    applying.submit_appeal(scene.asking, appeal.key, at=scene.at)
    for step in CheckStep:
        seen = Looked(step, Outcome.CONFIRMED, f"{WORD}看过", day_of(scene.at), PDF)
        verifying.enter_check(scene.clerk, appeal.number, seen, at=scene.at)
    appeal.witnesses.update(confirmed_at=scene.at, relation=f"{WORD}邻居")
    publishing.propose_publication(scene.clerk, appeal.number, at=scene.at)
    publishing.publish_version(scene.second, appeal.number, place=1, at=scene.at)
    change = Change(f"{WORD}题", f"{WORD}摘", f"{WORD}文", 600_00, day_of(scene.at), f"{WORD}变更")
    publishing.propose_change(scene.clerk, appeal.number, change, at=scene.at)
    publishing.publish_version(scene.second, appeal.number, place=2, at=scene.at)
    return Appeal.objects.get(pk=appeal.pk)


def its_money(scene: Scene, appeal: Appeal) -> None:
    """Payments that are stopped and that left all the same, what went on, and what came back."""
    number, at = appeal.number, scene.at
    give(appeal.project.fund, 300_00)  # type: ignore[union-attr]
    bill = Bill(10_00, f"{WORD}透析费", PDF)
    held = paying.draft_payout(scene.drafter, number, bill, at=at)
    paying.approve_payout(scene.approver, held.reference, at=at)
    paying.cancel_payout(scene.approver, held.reference, why=f"{WORD}未付", at=at)
    running.stop_appeal(scene.clerk, number, why=f"{WORD}核实", at=at)
    assert [one.why for one in stops_of(appeal)] == [f"{WORD}核实"]
    slip = LateSlip("B7", at, f"{WORD}已付")
    noted = late.note_late(scene.drafter, held.reference, slip, at=at)
    late.decide_late(scene.approver, held.reference, late=noted.pk, agrees=True, at=at)
    running.resume_appeal(scene.clerk, number, at=at)
    running.end_appeal(scene.clerk, number, why=f"{WORD}出院", at=at)
    other = scene.opened(rest_way=RestWay.SIMILAR)
    asked = resting.propose_rest(scene.drafter, number, to=other.number, why=f"{WORD}余", at=at)
    resting.decide_rest(scene.approver, number, rest=asked.pk, agrees=True, at=at)
    running.mark_untrue(scene.clerk, number, why=f"{WORD}不实", at=at)
    home = coming_home.propose_home(scene.drafter, number, rest=asked.pk, why=f"{WORD}回", at=at)
    coming_home.decide_home(scene.approver, number, home=home.pk, agrees=True, at=at)


def test_every_column_of_every_table_forgets_what_was_written(scene: Scene) -> None:
    appeal = a_long_story(scene)
    its_money(scene, appeal)
    assert ended_why(Appeal.objects.get(pk=appeal.pk)) == f"{WORD}不实"
    kinds = set(Reason.objects.values_list("of", flat=True))
    assert kinds == {Why.RETURNED, Why.STOPPED, Why.UNPAID, Why.ENDED, Why.UNTRUE}
    assert "appeals.version.why" in holding(WORD)
    Appeal.objects.filter(applicant=scene.lin).update(state=AppealState.SETTLED)
    holder = AppealsHolder()
    for _again in range(2):
        holder.erase(scene.lin.pk, at=scene.at + timedelta(days=8))
    assert holding(WORD) == set()
    gone = Appeal.objects.get(pk=appeal.pk)
    assert (ended_why(gone), gone.provider) == ("", HOSPITAL)
    assert {one.why for one in stops_of(gone)} == {"原因见该求助的页面。"}
    looks = Check.objects.filter(appeal=gone)
    assert looks.count() == len(CheckStep)  # who looked, when, and what came of it stays
    assert set(looks.values_list("outcome", "by")) == {("confirmed", scene.clerk.name)}
    assert Version.objects.filter(appeal=gone, published_by=scene.second.name).count() == 2


def test_a_look_and_a_version_change_in_no_other_way(scene: Scene) -> None:
    appeal = scene.opened()
    erased = "应本人要求，细节已删除。"
    changes: tuple[tuple[type[Check | Version], dict[str, Any]], ...] = (
        (Check, {"words": "别的话"}),
        (Check, {"words": erased, "outcome": "not_so"}),
        (Version, {"why": erased}),
        (Version, {"title": erased, "summary": erased, "story": erased, "why": "别的"}),
    )
    for model, change in changes:
        rows = model._default_manager.filter(appeal=appeal)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
