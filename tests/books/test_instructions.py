"""What people decide by hand: one proposes, another agrees, and the ledger has the last word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.books import policies, queries
from liushui.books.models import Instruction
from liushui.books.services import agree, decline, rehearse, withdraw
from liushui.books.states import InstructionState
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.models import Movement
from liushui.ledger.queries import balance, trace_forward
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from tests.books.builders import asked, given, passed_on, proposed
from tests.disbursing.builders import a_story
from tests.parties.builders import as_donor, chen, holder, person
from tests.projects.builders import AT, TODAY

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def ends(reference):
    return {end.end.value: end.amount for end in trace_forward(reference)}


def test_a_gift_goes_back_when_a_second_person_agrees() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.drafter, "refund", gift=gift, amount_minor=40_00)
    assert one.state == InstructionState.PROPOSED
    assert ends(gift) == {"resting": 100_00}, "a proposal books nothing"
    done = agree(story.decider, one.reference, at=AT)
    assert done.state == InstructionState.DONE
    assert ends(gift) == {"resting": 60_00, "refunded": 40_00}
    [entry] = queries.entries_of(done)
    assert entry.minor == 40_00
    records = AuditRecord.objects.filter(verb__startswith="instruction").order_by("pk")
    verbs = list(records.values_list("verb", flat=True))
    assert verbs == ["instruction.proposed", "instruction.done"]
    assert agree(story.decider, one.reference, at=AT) == done
    assert ends(gift)["refunded"] == 40_00, "agreed twice, booked once"


def test_nobody_is_their_own_second() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.decider, "refund", gift=gift, amount_minor=1_00)
    with refusal("same_two_people"):
        agree(story.decider, one.reference, at=AT)
    with transaction.atomic(), pytest.raises(IntegrityError, match="instruction_two_people"):
        Instruction.objects.filter(pk=one.pk).update(
            state="done", decided_by=story.decider.name, decided_at=AT
        )


def test_a_freeze_is_done_by_one_and_thawed_by_two() -> None:
    story = a_story(50_00, 70_00)
    fund = story.project.fund_id
    frozen = proposed(story.decider, "freeze_fund", fund_id=fund, amount_minor=30_00)
    assert frozen.state == InstructionState.DONE
    assert balance(fund).free == 90_00
    [entry] = queries.entries_of(frozen)
    thaw = proposed(story.drafter, "thaw", movement_id=entry.movement_id)
    assert balance(fund).free == 90_00
    agree(story.decider, thaw.reference, at=AT)
    assert balance(fund).free == 120_00


def test_whoever_only_drafts_freezes_nothing() -> None:
    story = a_story(50_00)
    with pytest.raises(NotAllowed):
        proposed(story.drafter, "freeze_fund", fund_id=story.project.fund_id, amount_minor=1_00)


def test_what_is_left_of_a_gift_is_frozen_wherever_it_rests() -> None:
    story = a_story()
    gift = given(story, 100_00)
    passed_on(story, 60_00)
    proposed(story.decider, "freeze_gift", gift=gift)
    assert sum(end.amount for end in trace_forward(gift) if end.end == "frozen") == 100_00


def test_what_the_ledger_would_refuse_is_refused_at_the_proposal() -> None:
    story = a_story()
    gift = given(story, 100_00)
    passed_on(story, 100_00)
    before = Movement.objects.count()
    with refusal("units_elsewhere"):
        proposed(story.drafter, "refund", gift=gift, amount_minor=1_00)
    assert not Instruction.objects.exists()
    assert Movement.objects.count() == before


def test_a_rehearsal_leaves_nothing() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.drafter, "refund", gift=gift, amount_minor=100_00)
    before = Movement.objects.count()
    [entry] = rehearse(one).entries
    assert (entry.minor, entry.source.holder if entry.source else "") == (100_00, "第1基金会")
    assert Movement.objects.count() == before
    assert ends(gift) == {"resting": 100_00}


def test_an_instruction_is_declined_with_a_reason_or_taken_back() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.drafter, "refund", gift=gift, amount_minor=1_00)
    with refusal("instruction_reason_missing"):
        decline(story.decider, one.reference, why=" ", at=AT)
    assert decline(story.decider, one.reference, why="另有安排", at=AT).state == "declined"
    with refusal("instruction_over"):
        agree(holder(person(), story.charity, Right.BOOKS_SEAL), one.reference, at=AT)
    other = proposed(story.drafter, "refund", gift=gift, amount_minor=1_00)
    with pytest.raises(NotAllowed):
        withdraw(story.decider, other.reference, at=AT)
    assert withdraw(story.drafter, other.reference, at=AT).state == "withdrawn"
    with refusal("instruction_over"):
        agree(story.decider, other.reference, at=AT)
    assert ends(gift) == {"resting": 100_00}


def test_nobody_writes_anothers_books() -> None:
    story = a_story()
    gift = given(story, 100_00)
    fund = passed_on(story, 10_00)
    with refusal("gift_not_ours"):
        proposed(story.partner_staff, "refund", gift=gift, amount_minor=1_00)
    with refusal("fund_not_ours"):
        proposed(story.decider, "freeze_fund", fund_id=fund, amount_minor=1_00)
    with refusal("gift_not_ours"):
        proposed(story.drafter, "refund", gift="LS-20260718-00000000-0", amount_minor=1_00)
    one = proposed(story.drafter, "refund", gift=gift, amount_minor=1_00)
    for stranger in (story.partner_staff, as_donor(chen())):
        with pytest.raises(NotFound):
            queries.instruction_for(stranger, one.reference)
        with pytest.raises(NotFound):
            agree(stranger, one.reference, at=AT)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"why": ""}, "instruction_reason_missing"),
        ({"why": "长" * 301}, "instruction_reason_missing"),
        ({"amount_minor": None}, "instruction_incomplete"),
        ({"amount_minor": -1}, "instruction_incomplete"),
        ({"cause": "duplicate"}, "instruction_incomplete"),
        ({"happened_on": TODAY + timedelta(days=1)}, "day_not_yet"),
    ],
)
def test_what_is_not_whole_is_refused(facts, code) -> None:
    story = a_story()
    gift = given(story, 100_00)
    with refusal(code):
        proposed(story.drafter, "refund", **{"gift": gift, "amount_minor": 1_00, **facts})


def test_the_same_form_sent_twice_is_one_instruction() -> None:
    story = a_story()
    form = asked("freeze_gift", gift=given(story, 5_00))
    first = proposed(story.decider, "freeze_gift", gift=form.gift, reference=form.reference)
    again = proposed(story.decider, "freeze_gift", gift=form.gift, reference=form.reference)
    assert again == first
    with refusal("key_reused"):
        proposed(story.drafter, "refund", gift=form.gift, amount_minor=1, reference=form.reference)


def test_what_was_proposed_and_what_came_of_it_never_change() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.decider, "freeze_gift", gift=gift)
    for change in (
        "update books_instruction set why = 'x'",
        "delete from books_instruction",
        "update books_instruction set state = 'declined'",
        "delete from books_instructionentry",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert Instruction.objects.get(pk=one.pk).why == one.why


def test_may_decide_and_may_know_agree() -> None:
    story = a_story()
    gift = given(story, 100_00)
    one = proposed(story.drafter, "refund", gift=gift, amount_minor=1_00)
    for actor in (story.drafter, story.decider, story.partner_staff, as_donor(chen())):
        waits = one in queries.instructions_to_decide(actor)
        assert waits == policies.can_decide(actor, one)
        known = one in queries.instructions_in_console(actor)
        assert known == policies.can_read(actor, one.organisation_id)
