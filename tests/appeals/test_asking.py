"""Who asks writes it step by step, sealed; what does not fit is refused with words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liushui.appeals.errors import (
    AccountNotProviders,
    AccountUnreadable,
    AppealClosed,
    AppealIncomplete,
    AppealTextMissing,
    CapWrong,
    CharityNotTaking,
    LinkOver,
    MinorNeedsGuardian,
    PersonUnnamed,
    RelationMissing,
    TermWrong,
    TooManyAppeals,
    WitnessWrong,
    WordsNamePerson,
)
from liushui.appeals.models import Appeal
from liushui.appeals.personal import AppealsHolder
from liushui.appeals.queries.reasons import ended_why
from liushui.appeals.services import applying, vouching, writing
from liushui.appeals.services.forgetting import AppealRuns, forget_appeals
from liushui.appeals.services.vouching import WitnessAsked
from liushui.appeals.services.writing import NeedAsked
from liushui.appeals.states import AppealState, Asker, MeansKind, NeedKind
from liushui.base.files import FileDestroyed, open_file, store_file
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.onboarding.services.parts import switch_part
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Person
from tests.appeals.builders import ACCOUNT, IDENTITY, NAME, PDF, Scene
from tests.giving.builders import charity
from tests.ledger.builders import give
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": " "}, PersonUnnamed),
        ({"identity": "?"}, PersonUnnamed),
        ({"relation": ""}, RelationMissing),
        ({"is_minor": True}, MinorNeedsGuardian),
        ({"identity": "110101201503070018"}, MinorNeedsGuardian),
        ({"is_minor": True, "asker": Asker.GUARDIAN, "shows_name": True}, MinorNeedsGuardian),
    ],
)
def test_a_person_is_named_and_a_minor_is_asked_for_by_a_guardian_and_masked(
    scene: Scene, said: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        writing.keep_person(scene.asking, scene.begun().key, scene.person(**said), at=scene.at)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"account_holder": "林晓雨"}, AccountNotProviders),
        ({"name": "林晓雨", "account_holder": "林晓雨"}, AccountNotProviders),
        ({"account": "12"}, AccountUnreadable),
        ({"cap_minor": 1000_01}, CapWrong),
        ({"cap_minor": 0}, CapWrong),
        ({"term_days": 181}, TermWrong),
    ],
)
def test_only_the_provider_is_paid_and_no_more_than_the_costs(
    scene: Scene, said: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        writing.keep_provider(scene.asking, scene.begun().key, scene.provider(**said), at=scene.at)


def test_what_was_written_is_sealed_and_whole_before_it_is_sent(scene: Scene) -> None:
    begun = scene.begun()
    with pytest.raises(AppealIncomplete):
        applying.submit_appeal(scene.asking, begun.key, at=scene.at)
    appeal = scene.written()
    assert appeal.pk == begun.pk  # one draft for one charity
    row = str(Appeal.objects.filter(pk=appeal.pk).values().get())
    assert not any(secret in row for secret in (NAME, IDENTITY, ACCOUNT))
    assert appeal.name_shown == "林**"
    named = NeedAsked(NeedKind.ILLNESS, "筹款", "帮帮林 秀兰", "。")
    with pytest.raises(WordsNamePerson):
        writing.keep_need(scene.asking, appeal.key, named, at=scene.at)
    said = dict.fromkeys(MeansKind, (0, f"{NAME}名下无房"))
    with pytest.raises(WordsNamePerson):
        writing.keep_means(scene.asking, appeal.key, said, at=scene.at)
    with pytest.raises(WordsNamePerson):
        writing.keep_person(
            scene.asking, appeal.key, scene.person(relation=f"{NAME}的女儿"), at=scene.at
        )
    with pytest.raises(AppealTextMissing):
        writing.keep_need(
            scene.asking, appeal.key, NeedAsked(NeedKind.ILLNESS, "", "", ""), at=scene.at
        )
    # 1000 yuan of costs less 300 of insurance: more than 700 is not asked for.
    with pytest.raises(CapWrong):
        writing.keep_provider(
            scene.asking, appeal.key, scene.provider(cap_minor=700_01), at=scene.at
        )
    sent = applying.submit_appeal(scene.asking, appeal.key, at=scene.at)
    assert applying.submit_appeal(scene.asking, appeal.key, at=scene.at).pk == sent.pk
    assert sent.state == AppealState.CHECKING
    with pytest.raises(AppealClosed):
        writing.keep_person(scene.asking, appeal.key, scene.person(), at=scene.at)
    with pytest.raises(NotFound):
        applying.withdraw_appeal(parties.as_donor(parties.chen()), appeal.key, at=scene.at)
    assert applying.withdraw_appeal(scene.asking, appeal.key, at=scene.at).state == "withdrawn"
    with pytest.raises(AppealClosed):
        applying.submit_appeal(scene.asking, appeal.key, at=scene.at)


def test_one_asks_through_a_charity_with_both_certificates_and_not_for_many(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        applying.begin_appeal(Actor.stranger(), scene.body.credit_code, at=scene.at)
    with pytest.raises(CharityNotTaking):
        applying.begin_appeal(scene.asking, parties.organisation(9).credit_code, at=scene.at)
    for number in (1, 2, 3):
        body = scene.body if number == 1 else charity(number)
        applying.begin_appeal(scene.asking, body.credit_code, at=scene.at)
    with pytest.raises(TooManyAppeals):
        applying.begin_appeal(scene.asking, charity(4).credit_code, at=scene.at)


def test_those_who_vouch_are_others_and_their_links_end(scene: Scene) -> None:
    appeal = scene.written()
    for phone in ("13800000001", "13900000000", "12"):  # one's own, named already, none
        with pytest.raises(WitnessWrong):
            vouching.name_witness(
                scene.asking, appeal.key, WitnessAsked("王五", "同事", phone), at=scene.at
            )
    with pytest.raises(WordsNamePerson):
        vouching.name_witness(
            scene.asking, appeal.key, WitnessAsked("王五", f"{NAME}的同事", "13900000009"),
            at=scene.at,
        )  # fmt: skip
    own = scene.person(phone="13900000000")  # in whichever order they are written
    with pytest.raises(WitnessWrong):
        writing.keep_person(scene.asking, appeal.key, own, at=scene.at)
    writing.keep_person(scene.asking, appeal.key, scene.person(phone="13900000008"), at=scene.at)
    asked = WitnessAsked("王五", "同事", "13900000008")
    with pytest.raises(WitnessWrong):
        vouching.name_witness(scene.asking, appeal.key, asked, at=scene.at)
    first = appeal.witnesses.order_by("pk").first()
    assert first is not None
    link = vouching.link_anew(scene.asking, appeal.key, first.pk, at=scene.at)
    assert vouching.open_link(link.token).pk == first.pk
    vouching.link_anew(scene.asking, appeal.key, first.pk, at=scene.at)
    with pytest.raises(LinkOver):
        vouching.open_link(link.token)
    vouching.drop_witness(scene.asking, appeal.key, first.pk, at=scene.at)
    vouching.drop_witness(scene.asking, appeal.key, first.pk, at=scene.at)
    with pytest.raises(AppealIncomplete):
        applying.submit_appeal(scene.asking, appeal.key, at=scene.at)


def test_the_tables_refuse_a_cap_above_the_costs_and_an_unmasked_minor(scene: Scene) -> None:
    appeal = scene.written()
    for change in (
        {"cap_minor": 1000_01}, {"taken_minor": 600_01}, {"is_minor": True, "asker": "self"},
        {"is_minor": True, "asker": "guardian", "shows_name": True}, {"state": "open"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**change)


def test_what_is_erased_names_nobody_and_what_runs_is_settled_first(scene: Scene) -> None:
    running_one = scene.opened()
    patient = running_one.person
    assert patient is not None
    give(running_one.project.fund, 10_00)  # type: ignore[union-attr]
    scene.bill(running_one, 10_00)
    holder = AppealsHolder()
    assert any(IDENTITY in fact.text for one in holder.sections(scene.lin.pk) for fact in one.facts)
    with pytest.raises(AppealRuns):
        holder.require_erasable(scene.lin.pk)
    Appeal.objects.filter(pk=running_one.pk).update(state=AppealState.SETTLED)
    holder.require_erasable(scene.lin.pk)
    for _again in range(2):
        holder.erase(scene.lin.pk, at=scene.at)
    gone = Appeal.objects.get(pk=running_one.pk)
    assert (gone.identity_sealed, gone.name_shown, gone.cap_minor) == (None, "", 600_00)
    assert gone.title == gone.story == "应本人要求，细节已删除。"
    assert {one.story for one in gone.versions.all()} == {gone.story}
    assert not gone.witnesses.exclude(phone_sealed=None).exists()
    assert gone.project is not None
    assert gone.project.title == gone.title
    assert gone.payouts.get().label == gone.title
    assert ended_why(gone) == ""
    patient.refresh_from_db()
    assert (gone.person_id, patient.erased_at is not None) == (None, True)


def test_who_vouches_finds_and_erases_what_is_kept_of_them(scene: Scene) -> None:
    appeal = scene.written()
    chen = parties.chen()
    Person.objects.filter(pk=chen.pk).update(
        phone_lookup=appeal.witnesses.order_by("pk")[0].phone_lookup
    )
    holder = AppealsHolder()
    assert [one.key for one in holder.sections(chen.pk)] == ["vouching"]
    assert holder.known_in(chen.pk) == {scene.body.pk}
    holder.erase(chen.pk, at=scene.at)
    assert holder.sections(chen.pk) == []
    assert appeal.witnesses.filter(name_sealed=None, relation="").count() == 1
    assert appeal.story


def test_an_erasure_destroys_no_paper_of_another(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    mine, own = scene.written(), PDF + b"%own\n%%EOF\n"
    writing.keep_provider(scene.asking, mine.key, scene.provider(estimate=own), at=scene.at)
    replaced = Appeal.objects.get(pk=mine.pk).estimate
    assert replaced is not None
    shared = store_file(PDF, at=scene.at)
    other = Scene(charity(3), parties.chen()).written()  # the same bytes as its estimate
    with django_capture_on_commit_callbacks(execute=True):
        writing.keep_provider(scene.asking, mine.key, scene.provider(estimate=PDF), at=scene.at)
    with pytest.raises(FileDestroyed):  # an estimate that was replaced is kept for nothing
        open_file(replaced)
    with django_capture_on_commit_callbacks(execute=True):
        AppealsHolder().erase(scene.lin.pk, at=scene.at)
    assert open_file(shared) == PDF
    with django_capture_on_commit_callbacks(execute=True):
        AppealsHolder().erase(other.applicant_id, at=scene.at)
    with pytest.raises(FileDestroyed):
        open_file(shared)


def test_what_led_nowhere_is_forgotten_after_half_a_year(scene: Scene) -> None:
    appeal = scene.written()
    long_after = scene.at + timedelta(days=200)
    assert forget_appeals(before=scene.at, at=scene.at) == 0
    assert forget_appeals(before=long_after, at=long_after) == 1
    gone = Appeal.objects.get(pk=appeal.pk)
    assert (gone.person_id, gone.identity_sealed, gone.state) == (None, None, "withdrawn")
    assert Person.objects.filter(erased_at__isnull=False).count() == 1
    assert forget_appeals(before=long_after, at=long_after) == 0


def test_an_organisation_that_does_not_use_the_part_is_not_offered(scene: Scene) -> None:
    keeper = parties.holder(parties.chen(), scene.body, Right.BODY_EDIT)
    switch_part(keeper, scene.body.credit_code, "appeals", on=False, at=scene.at)
    with pytest.raises(CharityNotTaking):
        scene.begun()
