"""Money that comes back, each kind by an instruction of two people, and what the gift then says."""

from datetime import timedelta

import pytest

from liushui.base.models import StateChange
from liushui.books import queries
from liushui.books.models import Instruction
from liushui.books.services import agree
from liushui.kernel.errors import DomainError
from liushui.ledger.models import Fund
from liushui.ledger.queries import balance, trace_forward
from liushui.ledger.queries.books import holds_waiting
from liushui.ledger.queries.debts import open_advances
from liushui.ledger.services import open_fund
from liushui.ledger.services.designations import designated_fund
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import GENERAL, FundKind, Purpose
from liushui.ledger.wishes import Wish, WishKind
from tests.books.builders import given, passed_on, proposed
from tests.disbursing.builders import Story, a_story, used
from tests.giving.test_wishes import a_case
from tests.ledger.builders import give
from tests.places.builders import load_corner
from tests.projects.builders import AT, SETUP

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


def refusal(code: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.raises(DomainError, match=f"^{code}:")


def ends(reference: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for end in trace_forward(reference):
        sums[end.end.value] = sums.get(end.end.value, 0) + end.amount
    return sums


def done(story: Story, kind: str, **facts: object) -> Instruction:
    one = proposed(story.drafter, kind, **facts)
    return agree(story.decider, one.reference, at=AT)


def free_money(story: Story, amount: int) -> Fund:
    """Unrestricted money of the charity."""
    fund = open_fund(story.project.fund.holder, purpose=GENERAL)
    give(fund, amount)
    return fund


def a_spent_gift(story: Story, amount: int) -> str:
    gift = given(story, amount)
    used(story.drafter, story.own_purse(), amount)
    return gift


def test_a_charge_back_of_a_spent_gift_is_covered_and_a_won_dispute_undoes_it() -> None:
    story = a_story()
    general = free_money(story, 500_00)
    gift = a_spent_gift(story, 100_00)
    lost = done(story, "charge_back", gift=gift, amount_minor=100_00, outside_ref="D-1")
    assert balance(general.pk).held == 400_00
    assert ends(gift)["covered"] == 100_00
    entry = queries.entries_of(lost)[0]
    done(story, "dispute_won", movement_id=entry.movement_id, outside_ref="D-1")
    assert balance(general.pk).held == 500_00
    assert ends(gift) == {"used": 100_00}


def test_what_the_law_asks_back_is_advanced_where_no_money_is_and_repaid_later() -> None:
    story = a_story()
    gift = a_spent_gift(story, 100_00)
    done(story, "owed_refund", gift=gift, amount_minor=100_00, cause="under_age")
    holder = story.project.fund.holder_id
    assert [debt.amount for debt in open_advances(holder)] == [100_00]
    shortfall = Fund.objects.get(holder=holder, kind=FundKind.SHORTFALL)
    with refusal("not_enough_free"):
        proposed(story.drafter, "repay_advance", fund_id=shortfall.pk, amount_minor=1_00)
    free_money(story, 300_00)
    done(story, "repay_advance", fund_id=shortfall.pk, amount_minor=100_00)
    assert not open_advances(holder)
    with refusal("nothing_owed"):
        proposed(story.drafter, "repay_advance", fund_id=shortfall.pk, amount_minor=1_00)


def test_a_partner_pays_a_recalled_gift_back_and_the_charity_books_it() -> None:
    story = a_story()
    gift = given(story, 100_00)
    theirs = passed_on(story, 100_00)
    done(story, "recall", gift=gift, amount_minor=60_00)
    assert balance(theirs).free == 40_00, "what is asked back can no longer be used"
    [hold] = holds_waiting([story.charity.pk])
    assert not holds_waiting([story.hospital.pk])
    with refusal("not_found"):
        proposed(story.partner_staff, "paid_back", movement_id=hold.freeze_id, outside_ref="B")
    done(story, "paid_back", movement_id=hold.freeze_id, outside_ref="B-7")
    assert balance(story.project.fund_id).free == 60_00
    assert not holds_waiting([story.charity.pk])
    done(story, "refund", gift=gift, amount_minor=60_00)
    assert ends(gift) == {"resting": 40_00, "refunded": 60_00}


def test_a_recall_that_is_given_up_frees_what_was_held() -> None:
    story = a_story()
    gift = given(story, 100_00)
    theirs = passed_on(story, 100_00)
    done(story, "recall", gift=gift, amount_minor=60_00)
    [hold] = holds_waiting([story.partner.pk]) or holds_waiting([story.charity.pk])
    done(story, "recall_ended", movement_id=hold.freeze_id)
    assert balance(theirs).free == 100_00


def test_a_gift_moves_to_the_fund_that_its_giver_chose() -> None:
    story = a_story()
    gift = given(story, 100_00)
    right = open_fund(story.project.fund.holder, purpose=Purpose("project", 999_999))
    done(story, "wrong_target", gift=gift, to_fund_id=right.pk, amount_minor=100_00)
    assert balance(right.pk).held == 100_00
    with refusal("fund_not_ours"):
        proposed(
            story.drafter, "wrong_target", gift=gift, to_fund_id=story.project.fund_id,
            amount_minor=1,
        )  # fmt: skip


def test_what_is_lost_is_written_off() -> None:
    story = a_story()
    gift = given(story, 100_00)
    done(story, "write_off", fund_id=story.project.fund_id, amount_minor=30_00)
    assert ends(gift) == {"resting": 70_00, "written_off": 30_00}


def test_a_kept_fee_is_borne_by_unrestricted_money_alone() -> None:
    story = a_story(100_00)
    general = free_money(story, 5_00)
    done(story, "kept_fee", fund_id=story.project.fund_id, amount_minor=60, outside_ref="F-1")
    assert balance(general.pk).held == 4_40
    assert balance(story.project.fund_id).held == 100_00


def test_what_is_left_of_a_wish_moves_by_two_people_and_no_other_way() -> None:
    story = a_story()
    wish = designated_fund(story.project.fund, [Wish(WishKind.DISEASE, "C91")])
    give(wish, 70_00)
    done(story, "surplus", fund_id=wish.pk, to_fund_id=story.project.fund_id, amount_minor=70_00)
    assert (balance(wish.pk).held, balance(story.project.fund_id).held) == (0, 70_00)


def test_what_open_cases_lack_is_left_over_only_when_both_say_why() -> None:
    story = a_story()
    load_corner()
    case = a_case(story.project, need=50_00)
    wish = designated_fund(story.project.fund, [Wish(WishKind.CASE, str(case.pk))])
    give(wish, 70_00)
    facts = {"fund_id": wish.pk, "to_fund_id": story.project.fund_id, "amount_minor": 60_00}
    one = proposed(story.drafter, "surplus", **facts)
    assert queries.still_needed(one).minor == 50_00
    with refusal("surplus_still_needed"):
        agree(story.decider, one.reference, at=AT)
    assert balance(wish.pk).held == 70_00
    agree(story.decider, one.reference, why="另有基金会已全额支付", at=AT)
    assert balance(wish.pk).held == 10_00
    assert StateChange.objects.filter(why="另有基金会已全额支付").exists()


def test_of_a_dispute_a_part_can_be_won() -> None:
    story = a_story()
    gift = given(story, 100_00)
    lost = done(story, "charge_back", gift=gift, amount_minor=40_00, outside_ref="D-1")
    entry = queries.entries_of(lost)[0].movement_id
    won = {"movement_id": entry, "outside_ref": "D-2", "amount_minor": 15_00}
    done(story, "dispute_won", **won)
    assert ends(gift) == {"resting": 75_00, "charged_back": 25_00}


def test_matches_of_an_abused_gift_are_frozen_by_one_and_taken_back_by_two() -> None:
    story = a_story()
    holder = story.project.fund.holder
    pool = open_pool(SETUP, holder, title="配捐", at=AT)
    day = timedelta(days=1)
    scope = frozenset({story.project.fund_id})
    set_terms(SETUP, pool, Terms((1, 1), AT - day, AT + 30 * day, scope), at=AT)
    give(pool.fund, 500_00)
    [gift] = give(story.project.fund, 80_00, at=AT + timedelta(hours=2))
    assert balance(story.project.fund_id).free == 160_00
    proposed(story.decider, "freeze_matches", gift=gift)
    assert balance(story.project.fund_id).free == 80_00
    done(story, "claw_back", gift=gift)
    assert balance(pool.fund_id).free == 500_00
    assert balance(story.project.fund_id).free == 80_00
