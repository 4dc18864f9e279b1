"""Two records of one human being become one: nothing is lost, and only where it is safe."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liushui.base.personal import personal_holders
from liushui.cases.services import AskedTwice, CaseText, open_case
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services import place_order
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME, agreement_in
from liushui.parties.models import AuditRecord, Consent, NameCorrection, Person, Proposal
from liushui.parties.queries import (
    actor_for,
    consents_of,
    has_agreed,
    kept_person,
    person_by_phone,
    readings_of,
)
from liushui.parties.queries.contacts import NobodyKnown, contact_behind, contact_for
from liushui.parties.services import (
    JoinedHoldsPost,
    JoinedSignsIn,
    KnownElsewhere,
    NotJoinable,
    SamePerson,
    TwoPhones,
    correct_name,
    erase_person,
    merge_people,
    open_account,
    restrict_person,
)
from liushui.parties.services.two_people import Decision, ProposedByYou, decide_proposal
from liushui.privacy.models import Guardianship
from liushui.privacy.services.asking import ask_question
from liushui.privacy.services.children import add_child
from liushui.privacy.services.joining import AskedOfOwnData, ChildStaysApart
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as b
from tests.privacy.builders import MASKED, WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
AGREE = Decision(agrees=True)
RIGHTS = (Right.POSTS_MANAGE, Right.GIFT_READ, Right.CASE_EDIT)


@dataclass
class Pair:
    """Lin gave with a phone; somebody of the same name gave without one. Wang and Zhao manage."""

    body: Any
    project: Any
    wang: Person
    zhao: Person
    lin: Person
    other: Person
    gift: GiftOrder

    @property
    def first(self) -> Actor:
        return actor_for(self.wang.pk, giving.now().date())

    @property
    def second(self) -> Actor:
        return actor_for(self.zhao.pk, giving.now().date())

    def proposed(self, *, person: Person | None = None, into: Person | None = None) -> Proposal:
        person, into = person or self.other, into or self.lin
        return merge_people(
            self.first, organisation_id=self.body.pk, person_id=person.pk, into_id=into.pk,
            at=giving.now(),
        )  # fmt: skip

    def joined(self) -> None:
        decide_proposal(self.second, self.proposed().pk, AGREE, at=giving.now())
        self.lin.refresh_from_db()
        self.other.refresh_from_db()
        self.gift.refresh_from_db()

    def case_of(self, person: Person) -> Any:
        return open_case(
            giving.SETUP, self.project.number, organisation_id=self.body.pk,
            beneficiary_id=person.pk, text=CaseText("外伤手术", "住院 12 天"), need_minor=1_00,
            at=giving.now(),
        )  # fmt: skip


def given(person: Person, project: Any) -> GiftOrder:
    return place_order(
        actor_for(person.pk, giving.now().date()), project=project.number, amount=Money(100_00),
        showing=MASKED, message=WORDS, at=giving.now(),
    )  # fmt: skip


@pytest.fixture
def pair() -> Pair:
    body = giving.charity()
    project = giving.project(body)
    wang, zhao = b.wang(), b.zhao()
    for manager in (wang, zhao):
        b.holder(manager, body, *RIGHTS)
    lin, other = b.lin(), b.person("林小雨")
    given(lin, project)
    return Pair(body, project, wang, zhao, lin, other, given(other, project))


def test_two_people_join_two_records_and_everything_is_found(pair: Pair) -> None:
    words = agreement_in("zh-hans", SHOWN_NAME)
    correct_name(giving.SETUP, pair.other.pk, name="林晓宇", at=giving.now())
    case = pair.case_of(pair.other)
    proposal = pair.proposed()
    assert pair.proposed() == proposal, "proposed twice, it waits once"
    pair.gift.refresh_from_db()
    assert pair.gift.donor == pair.other, "nothing happens before a second person agrees"
    with pytest.raises(ProposedByYou):
        decide_proposal(pair.first, proposal.pk, AGREE, at=giving.now())
    decide_proposal(pair.second, proposal.pk, AGREE, at=giving.now())
    decide_proposal(pair.second, proposal.pk, AGREE, at=giving.now())
    assert {order.reference for order in queries.gifts_by(pair.lin.pk)} >= {pair.gift.reference}
    pair.gift.refresh_from_db()
    case.refresh_from_db()
    assert pair.gift.donor == pair.lin
    assert case.beneficiary == pair.lin
    assert queries.words_with(pair.gift) == WORDS
    assert has_agreed(pair.lin.pk, words.purpose, words.version)
    assert len(consents_of(pair.lin.pk)) == Consent.objects.count()
    assert {name for name, _at in kept_person(pair.lin.pk).earlier_names} == {"林小雨", "林晓宇"}


def test_each_step_is_on_the_record_and_old_rows_stay_as_written(pair: Pair) -> None:
    before = list(Consent.objects.filter(person=pair.other).values())
    contact_for(pair.second, pair.body, pair.other.pk)
    pair.joined()
    told = AuditRecord.objects.get(verb="person.joined")
    assert (told.thing_id, told.facts["joined"]) == (pair.lin.pk, pair.other.pk)
    moved = AuditRecord.objects.get(verb="gift.donor_joined")
    assert (moved.thing_id, moved.facts["was"]) == (pair.gift.pk, pair.other.pk)
    assert list(Consent.objects.filter(person=pair.other).values()) == before
    assert not NameCorrection.objects.exists()
    assert readings_of(pair.second, pair.lin.pk), "who read the joined record's name"


def test_a_phone_and_a_name_that_were_missing_come_over(pair: Pair) -> None:
    nameless = b.person()
    given_by = place_order(
        giving.SETUP, project=pair.project.number, amount=Money(1_00),
        showing=giving.A_DONOR, at=giving.now(),
    )  # fmt: skip
    GiftOrder.objects.filter(pk=given_by.pk).update(donor=nameless)
    proposal = pair.proposed(person=pair.lin, into=nameless)
    decide_proposal(pair.second, proposal.pk, AGREE, at=giving.now())
    kept = kept_person(nameless.pk)
    assert (kept.name, kept.phone) == ("林晓雨", "13800000001")
    assert person_by_phone("138 0000 0001") == nameless


def test_the_joined_record_is_erased_with_the_one_that_stays(pair: Pair) -> None:
    pair.joined()
    for holder in personal_holders():
        holder.erase(pair.lin.pk, at=giving.now())
    pair.other.refresh_from_db()
    assert pair.other.erased_at is not None
    assert pair.other.name_sealed is None


def test_what_is_not_safe_is_refused(pair: Pair) -> None:
    def refuses(refusal: type[DomainError], **of: Person) -> None:
        with pytest.raises(refusal):
            pair.proposed(**of)

    refuses(SamePerson, into=pair.other)
    elsewhere = giving.project(giving.charity(2), title="别处")
    far, held = b.person("林远"), b.chen()
    for person in (far, held):
        given(person, pair.project)
    refuses(TwoPhones, person=held)
    given(far, elsewhere)
    refuses(KnownElsewhere, person=far)
    refuses(NotFound, person=b.person("外人"))
    b.holder(pair.other, pair.body, Right.USE_REPORT)
    refuses(JoinedHoldsPost)
    open_account(pair.lin.pk)
    refuses(JoinedSignsIn, person=pair.lin, into=pair.other)
    open_account(pair.other.pk)
    refuses(JoinedSignsIn)


def test_the_restricted_the_erased_and_children_stay_apart(pair: Pair) -> None:
    child = add_child(
        actor_for(pair.lin.pk, giving.now().date()), name="林小禾", born_on=date(2020, 1, 1),
        language="zh-hans", at=giving.now(),
    )  # fmt: skip
    given(child.child, pair.project)
    with pytest.raises(ChildStaysApart):
        pair.proposed(person=child.child)
    with pytest.raises(ChildStaysApart):
        pair.proposed(person=pair.lin, into=pair.other)
    Guardianship.objects.all().delete()
    proposal = pair.proposed()
    restrict_person(giving.SETUP, pair.other.pk, at=giving.now())
    with pytest.raises(NotJoinable):
        decide_proposal(pair.second, proposal.pk, AGREE, at=giving.now())
    with pytest.raises(NotJoinable):
        pair.proposed()
    erase_person(giving.SETUP, pair.other.pk, at=giving.now())
    with pytest.raises(NotJoinable):
        pair.proposed()


def test_who_asked_of_their_data_stays_apart(pair: Pair) -> None:
    asking = actor_for(pair.other.pk, giving.now().date())
    ask_question(asking, pair.other.pk, words="你们知道我什么", organisation_id=pair.body.pk,
                 at=giving.now())  # fmt: skip
    with pytest.raises(AskedOfOwnData):
        pair.proposed()


def test_one_need_that_was_asked_twice_stays_apart(pair: Pair) -> None:
    for person in (pair.lin, pair.other):
        pair.case_of(person)
    with pytest.raises(AskedTwice):
        pair.proposed()


def test_only_whoever_manages_people_and_can_read_both_names_says_so(pair: Pair) -> None:
    blind, reader = b.person("周宁"), b.person("孙可")
    for actor in (
        b.holder(blind, pair.body, Right.POSTS_MANAGE),
        b.holder(reader, pair.body, Right.GIFT_READ),
    ):
        with pytest.raises(NotAllowed):
            merge_people(
                actor, organisation_id=pair.body.pk, person_id=pair.other.pk, into_id=pair.lin.pk,
                at=giving.now(),
            )  # fmt: skip
    proposal = pair.proposed()
    with pytest.raises(NotAllowed):
        decide_proposal(actor_for(blind.pk, giving.now().date()), proposal.pk, AGREE,
                        at=giving.now())  # fmt: skip


def test_the_database_keeps_a_joined_record_without_a_phone(pair: Pair) -> None:
    pair.joined()
    for change in ({"merged_into": pair.other}, {"merged_at": None}, {"phone_lookup": b"x" * 32}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(pk=pair.other.pk).update(**change)


def test_the_page_shows_every_role_and_leads_to_the_second_person(
    pair: Pair, provider: Provider
) -> None:
    giving.settled(provider, pair.gift)
    case = pair.case_of(pair.other)
    client = signed_in_client(open_account(pair.wang.pk))
    contacts = f"/console/people/of/{pair.body.credit_code}/contacts/"
    assert client.post(contacts, {"number": "13899999999"}).status_code == 422
    found = client.post(contacts, {"number": pair.gift.reference})
    assert found["Location"] == f"{contacts}{pair.other.pk}/"
    page = client.get(found["Location"]).content.decode()
    for words in ("林小雨", "捐赠人", "受益人", case.number):
        assert words in page
    told = AuditRecord.objects.filter(verb="person.name_read", thing_id=pair.other.pk)
    assert told.count() == 1
    kept = f"{contacts}{pair.lin.pk}/"
    refused = client.post(kept, {"number": "13800000001"})
    assert refused.status_code == 422
    assert "林小雨" not in refused.content.decode()
    proposed = client.post(kept, {"number": case.number})
    page = signed_in_client(open_account(pair.zhao.pk)).get(proposed["Location"]).content.decode()
    assert "林小雨" in page
    assert "林晓雨" in page
    signed_in_client(open_account(pair.zhao.pk)).post(proposed["Location"], {"do": "agree"})
    assert client.get(f"{contacts}{pair.other.pk}/")["Location"] == kept


def test_a_number_leads_only_to_whom_the_organisation_knows(pair: Pair) -> None:
    b.chen()
    for number in ("13800000004", "C9", "", pair.gift.reference):
        body = giving.charity(3) if number == pair.gift.reference else pair.body
        with pytest.raises(NobodyKnown):
            contact_behind(body.pk, number)
    assert contact_behind(pair.body.pk, "13800000001") == pair.lin.pk
    with pytest.raises(NotFound):
        contact_for(pair.first, pair.body, b.chen().pk)


def test_a_post_without_a_purpose_sees_a_mask(pair: Pair) -> None:
    blind = b.holder(b.person("周宁"), pair.body, Right.POSTS_MANAGE)
    shown = contact_for(blind, pair.body, pair.lin.pk)
    assert (shown.name, shown.is_masked, list(shown.roles)) == ("林**", True, [])
    assert not AuditRecord.objects.filter(verb="person.name_read").exists()
