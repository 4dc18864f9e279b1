"""The demo's story as a plan: the same every time, and never spending what has not come."""

from collections import Counter
from datetime import date

import pytest

from liushui.config.demo.papers import Press, VoucherFacts, photo
from liushui.config.demo.plan import FULL, TINY, Plan, Size, plan_of
from liushui.config.demo.script import script
from liushui.config.demo.spending import Payment, Use, guide_moment
from liushui.kernel.ids import is_credit_code, is_reference

DAY = date(2026, 11, 22)


def test_the_story_is_the_same_every_time() -> None:
    assert plan_of(DAY, TINY) == plan_of(DAY, TINY)


def test_the_full_story_has_the_size_that_it_promises() -> None:
    plan = plan_of(DAY, FULL)
    assert (len(plan.gifts), len(plan.donors)) == (5_000, 300)
    assert 180 <= sum(isinstance(step, Use) for step in plan.steps) <= 220
    assert len({gift.reference for gift in plan.gifts}) == 5_000
    assert all(is_reference(gift.reference) for gift in plan.gifts)
    amounts = sorted(gift.amount_minor for gift in plan.gifts)
    assert amounts[-1] > 200 * amounts[len(amounts) // 2], "a long tail: few give very much"


@pytest.mark.parametrize("size", [TINY, FULL])
def test_no_step_spends_what_has_not_come(size: Size) -> None:
    plan = plan_of(DAY, size)
    holds: Counter[str] = Counter()
    events = [(gift.at, 0, gift) for gift in plan.gifts]
    events += [(step.at, 1, step) for step in plan.steps]
    for _, _, event in sorted(events, key=lambda row: row[:2]):
        _play(plan, holds, event)
    assert all(minor >= 0 for minor in holds.values())


def _play(plan: Plan, holds: Counter[str], event: object) -> None:
    if isinstance(event, Payment):
        words = plan.script.agreements[event.agreement]
        source = words.source or words.project
        holds[source] -= event.amount_minor
        holds[event.agreement] += event.amount_minor
        assert holds[source] >= 0, f"{source} passes on more than it has on {event.at}"
    elif isinstance(event, Use):
        holds[event.fund] -= event.amount_minor
        assert holds[event.fund] >= 0, f"{event.fund} uses more than it has on {event.at}"
    else:
        holds[event.project] += event.amount_minor


@pytest.mark.parametrize("size", [TINY, FULL])
def test_everything_lies_in_the_past_and_the_guide_gave_one_hundred(size: Size) -> None:
    plan = plan_of(DAY, size)
    guide = plan.gifts[plan.guide]
    assert (guide.amount_minor, guide.donor, guide.at) == (100_00, 0, guide_moment(DAY))
    moments = [gift.at for gift in plan.gifts] + [step.at for step in plan.steps]
    assert max(moments).date() < DAY
    assert plan.guide not in plan.refunded


def test_no_body_of_the_story_can_be_taken_for_a_real_one() -> None:
    for body in script().bodies.values():
        assert is_credit_code(body.credit_code)
        assert body.credit_code[2:8] == "990000", "a region that does not exist"


def test_papers_are_the_same_bytes_every_time() -> None:
    facts = VoucherFacts("付方", "收方", "用途", 12_34, "2026-10-12", "LS-1")
    assert Press().voucher(facts) == Press().voucher(facts)
    assert photo(3) == photo(3) != photo(4)
