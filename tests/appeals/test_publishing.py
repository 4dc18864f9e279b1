"""Named people verify, two publish; each change is a version, and no look is ever overwritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from liushui.appeals.errors import (
    CapBelowTaken,
    CapWrong,
    CheckWordsMissing,
    EvidenceMissing,
    NothingProposed,
    NotVerified,
    OtherWaits,
    ProposedByYou,
    ReasonMissing,
    TermWrong,
    VersionWaits,
)
from liushui.appeals.models import Appeal, Check, Version, Witness
from liushui.appeals.queries.appeals import public_appeal, steps_checked, versions_of
from liushui.appeals.services import applying, publishing, running, verifying, writing
from liushui.appeals.services.publishing import Change
from liushui.appeals.services.verifying import Looked
from liushui.appeals.services.writing import NeedAsked
from liushui.appeals.states import REQUIRED_STEPS, AppealState, CheckStep, NeedKind, Outcome
from liushui.base.states import MoveNotAllowed
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.projects.models import Project
from tests.appeals.builders import PDF, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_nothing_is_published_before_it_is_verified_and_three_vouched(scene: Scene) -> None:
    appeal = scene.sent()
    with pytest.raises(NotVerified):
        publishing.propose_publication(scene.clerk, appeal.number, at=scene.at)
    for step in REQUIRED_STEPS:
        scene.look(appeal, step)
    with pytest.raises(NotVerified):  # nobody vouched yet
        publishing.propose_publication(scene.clerk, appeal.number, at=scene.at)
    Witness.objects.filter(appeal=appeal).update(confirmed_at=scene.at)
    waiting = publishing.propose_publication(scene.clerk, appeal.number, at=scene.at)
    assert publishing.propose_publication(scene.second, appeal.number, at=scene.at) == waiting
    with pytest.raises(ProposedByYou):
        publishing.publish_version(scene.clerk, appeal.number, place=1, at=scene.at)
    scene.look(appeal, CheckStep.NEED, Outcome.NOT_SO)  # found out meanwhile
    with pytest.raises(NotVerified):
        publishing.publish_version(scene.second, appeal.number, place=1, at=scene.at)
    scene.look(appeal, CheckStep.NEED)
    with pytest.raises(NotFound):
        public_appeal(appeal.number)
    publishing.publish_version(scene.second, appeal.number, place=1, at=scene.at)
    opened = publishing.publish_version(scene.second, appeal.number, place=1, at=scene.at)
    assert opened.state == AppealState.OPEN
    assert opened.project is not None
    assert (opened.project.lane, opened.project.plan_number) == ("personal", "")
    assert opened.project.fund.purpose_kind == "case"
    needed = next(one for one in steps_checked(opened) if one.step == CheckStep.NEED)
    assert needed.is_confirmed
    assert Check.objects.filter(appeal=opened, step=CheckStep.NEED).count() == 3


def test_what_changes_after_it_was_looked_at_is_verified_anew(scene: Scene) -> None:
    appeal = scene.verified()
    key, later = appeal.key, scene.at + timedelta(hours=1)
    verifying.return_appeal(scene.clerk, appeal.number, why="标题有错字", at=later)
    writing.keep_person(scene.asking, key, scene.person(), at=later)  # nothing is other
    same = Appeal.objects.get(pk=appeal.pk)
    assert sum(one.is_confirmed for one in steps_checked(same)) == len(REQUIRED_STEPS)
    other = scene.provider(account="6222999988887777")
    writing.keep_provider(scene.asking, key, other, at=later)
    kept = {one.step for one in steps_checked(Appeal.objects.get(pk=appeal.pk)) if one.is_confirmed}
    assert kept == {CheckStep.IDENTITY, CheckStep.RELATION, CheckStep.NEED}
    assert appeal.witnesses.exclude(confirmed_at=None).count() == 3
    need = NeedAsked(NeedKind.ILLNESS, "筹集手术费", "母亲", "要手术。")
    writing.keep_need(scene.asking, key, need, at=later)
    assert not appeal.witnesses.exclude(confirmed_at=None).exists()  # they read other words
    applying.submit_appeal(scene.asking, key, at=later)
    with pytest.raises(NotVerified):
        publishing.propose_publication(scene.clerk, appeal.number, at=later)


def test_a_look_says_what_on_which_day_with_a_paper_and_nobody_looks_at_an_own_appeal(
    scene: Scene,
) -> None:
    appeal, day = scene.sent(), day_of(scene.at)
    for words, on, paper, refusal in (
        ("", day, PDF, CheckWordsMissing),
        ("看过", day + timedelta(days=1), PDF, CheckWordsMissing),
        ("看过", day, None, EvidenceMissing),
    ):
        looked = Looked(CheckStep.NEED, Outcome.CONFIRMED, words, on, paper)
        with pytest.raises(refusal):
            verifying.enter_check(scene.clerk, appeal.number, looked, at=scene.at)
    Appeal.objects.filter(pk=appeal.pk).update(applicant_id=scene.clerk.person_id)
    with pytest.raises(NotAllowed):
        scene.look(appeal, CheckStep.NEED)


def test_it_is_returned_with_a_reason_and_sent_again_or_refused(scene: Scene) -> None:
    appeal = scene.sent()
    with pytest.raises(ReasonMissing):
        verifying.return_appeal(scene.clerk, appeal.number, why=" ", at=scene.at)
    back = verifying.return_appeal(scene.clerk, appeal.number, why="缺住院通知", at=scene.at)
    assert back.state == AppealState.RETURNED
    assert verifying.return_appeal(scene.clerk, appeal.number, why="x", at=scene.at) == back
    with pytest.raises(MoveNotAllowed):  # nobody looks at what is being changed
        scene.look(back, CheckStep.NEED)
    refused = verifying.refuse_appeal(scene.second, appeal.number, why="医院无记录", at=scene.at)
    assert refused.state == AppealState.REFUSED


def test_a_change_is_a_version_that_two_people_publish(scene: Scene) -> None:
    appeal = scene.opened()
    today = day_of(scene.at)
    longer = today + timedelta(days=60)

    def change(cap: int = 700_00, why: str = "加做手术", **said: object) -> Change:
        words = {"ends_on": longer, **said}
        return Change("筹集透析费用", "母亲尿毒症", "还要手术。", cap, why=why, **words)  # type: ignore[arg-type]

    with pytest.raises(NothingProposed):
        publishing.publish_version(scene.clerk, appeal.number, place=2, at=scene.at)
    for wrong, refusal in (
        (change(why=" "), ReasonMissing),
        (change(cap=700_01), CapWrong),
        (change(ends_on=today + timedelta(days=181)), TermWrong),
    ):
        with pytest.raises(refusal):
            publishing.propose_change(scene.clerk, appeal.number, wrong, at=scene.at)
    Appeal.objects.filter(pk=appeal.pk).update(taken_minor=500_00)
    with pytest.raises(CapBelowTaken):
        publishing.propose_change(scene.clerk, appeal.number, change(cap=499_99), at=scene.at)
    publishing.propose_change(scene.clerk, appeal.number, change(), at=scene.at)
    with pytest.raises(VersionWaits):
        publishing.propose_change(scene.second, appeal.number, change(), at=scene.at)
    with pytest.raises(ProposedByYou):
        publishing.publish_version(scene.clerk, appeal.number, place=2, at=scene.at)
    with pytest.raises(OtherWaits):  # what they read was dropped, and another stands there
        publishing.publish_version(scene.second, appeal.number, place=3, at=scene.at)
    changed = publishing.publish_version(scene.second, appeal.number, place=2, at=scene.at)
    assert (changed.cap_minor, changed.ends_on) == (700_00, longer)
    account = Project.objects.get(pk=changed.project_id or 0)
    assert (account.goal_minor, account.ends_on) == (700_00, longer)
    assert [one.place for one in versions_of(changed)] == [2, 1]


def test_what_was_looked_at_and_published_never_changes(scene: Scene) -> None:
    appeal = scene.opened()
    for act in (
        lambda: Check.objects.filter(appeal=appeal).update(outcome=Outcome.NOT_SO),
        lambda: Check.objects.filter(appeal=appeal).delete(),
        lambda: Version.objects.filter(appeal=appeal).update(cap_minor=1),
        lambda: Version.objects.filter(appeal=appeal).update(story="别的"),
        lambda: Version.objects.filter(appeal=appeal).delete(),
        lambda: Project.objects.filter(pk=appeal.project_id or 0).update(lane="charity"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_days_that_have_passed_end_it_by_the_clock(scene: Scene) -> None:
    appeal = scene.opened()
    assert running.end_due_appeals(at=scene.at) == 0
    assert running.end_due_appeals(at=scene.at + timedelta(days=31)) == 1
    ended = public_appeal(appeal.number)
    assert ended.state == AppealState.ENDED
    assert ended.project is not None
    assert ended.project.state == "closed"
