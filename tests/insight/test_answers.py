"""What programs are answered, a project's months, and that both directions say the same."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from liushui.insight.queries.answers import case_answer
from liushui.insight.queries.periods import months_of, period_of
from liushui.kernel.money import Money
from liushui.ledger import queries
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.flows import Months
from liushui.ledger.services import move, refund_gift
from liushui.ledger.states import FundKind, Kind
from tests.insight import builders

pytestmark = pytest.mark.django_db


def answered(path, status=200):
    answer = Client().get(path, HTTP_ACCEPT="application/json", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == status
    return answer.json()


def test_a_gift_is_answered_end_by_end():
    world = builders.a_world()
    reference = builders.the_story(world)
    refund_gift(reference, Money(2_00), key="refund", happened_at=builders.now())
    found = answered(f"/gifts/{reference}/where.json")
    assert (found["gift"], found["amount"], found["next"]) == (reference, 100_00, None)
    assert sum(end["amount"] for end in found["ends"]) == 100_00
    sums = Counter()
    for end in found["ends"]:
        sums[end["end"]] += end["amount"]
    assert sums == {"used": 62_30, "resting": 35_70, "refunded": 2_00}
    (last,) = [end for end in found["ends"] if end["amount"] == 25_00]
    assert len(last["through"]) == 3
    assert last["use"].startswith("LS-")


def test_what_is_frozen_is_answered_as_frozen():
    world = builders.a_world()
    reference = builders.the_story(world)
    home = world.fund(world.home)
    frozen = Fund.objects.create(
        holder=home.holder, resource_id="CNY", kind=FundKind.FROZEN, parent=home,
        purpose_kind=home.purpose_kind, purpose_id=home.purpose_id,
    )  # fmt: skip
    move(
        Money(5_00), source=home, target=frozen, kind=Kind.FREEZE, key="freeze",
        happened_at=builders.now(),
    )  # fmt: skip
    ends = answered(f"/gifts/{reference}/where.json")["ends"]
    assert [end["amount"] for end in ends if end["end"] == "frozen"] == [5_00]


def test_an_unknown_gift_and_a_waiting_one_are_told_apart():
    world = builders.a_world()
    answered("/gifts/LS-20260718-S8FV1HFV-C/where.json", 404)
    order = builders.an_order(world)
    assert answered(f"/gifts/{order.reference}/where.json")["standing"] == "unpaid"


def test_the_givers_of_a_case_are_answered_masked_and_in_full():
    world = builders.a_world()
    reference = builders.the_story(world)
    found = answered(f"/cases/{world.case.number}/givers.json")
    assert found["received"] == sum(row["amount"] for row in found["givers"]) == 25_00
    assert reference not in str(found)
    assert builders.GIVER not in str(found)


def test_from_the_gifts_and_from_the_cases_every_fen_is_the_same():
    world = builders.a_world()
    references = builders.many_gifts(world, 30_00, 50_00, 20_00)
    builders.pay(world.to_b, 90_00)
    builders.pay(world.to_c, 60_00)
    builders.use(world.with_b, 15_00, "校车", "Bus", case=world.case.number)
    builders.use(world.with_c, 45_01, "午餐", "Lunch", case=world.case.number)
    sinks = set(queries.used_of("case", world.case.pk))
    forward = Counter()
    for reference in references:
        for end in queries.trace_forward(reference):
            if end.fund_id in sinks:
                forward[reference] += end.amount
    backward = Counter()
    for sink in sinks:
        for source in queries.trace_backward_of_fund(sink):
            backward[source.gift] += source.amount
    assert forward == backward
    assert sum(forward.values()) == 60_01
    assert sum(row["amount"] for row in case_answer(world.case.pk, "")["givers"]) == 60_01


def test_a_project_over_some_months_balances():
    world = builders.a_world()
    builders.the_story(world)
    known = months_of(world.project)
    assert known is not None
    whole = period_of(world.project, known)
    assert whole.opening + whole.received == whole.passed + whole.closing
    assert (whole.opening, whole.received, whole.closing) == (0, 100_00, 22_00)
    after = period_of(world.project, Months(known.last + timedelta(days=40)))
    assert (after.opening, after.received, after.passed, after.closing) == (22_00, 0, 0, 22_00)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_line_of_some_months_opens_its_entries(language):
    world = builders.a_world()
    builders.the_story(world)
    known = months_of(world.project)
    assert known is not None
    month = f"{known.first:%Y-%m}"
    address = f"/projects/{world.project.number}/flow?from={month}&to={month}"
    text = Client().get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()
    period = period_of(world.project, Months(known.first, known.first))
    for one in [*period.came, *period.went]:
        assert one.href.replace("&", "&amp;") in text
        entries = Client().get(one.href, HTTP_ACCEPT_LANGUAGE=language)
        assert entries.status_code == 200
        assert entries.content.decode().count('class="daybook-line"') == one.count
    found = answered(f"/projects/{world.project.number}/flow.json?from={month}&to={month}")
    assert found["opening"] + sum(row["amount"] for row in found["came"]) == (
        sum(row["amount"] for row in found["went"]) + found["closing"]
    )


def test_the_public_balance_is_income_less_what_was_paid_out_to_the_second():
    world = builders.a_world()
    builders.the_story(world)
    now = answered("/balance.json")
    assert now["income"] - now["paid_out"] == now["balance"] == 37_70
    assert now["is_equal"]
    first = Movement.objects.earliest("recorded_at").recorded_at - timedelta(seconds=2)
    before = answered(f"/balance.json?at={first.isoformat()}")
    assert (before["income"], before["balance"]) == (0, 0)
    assert before["as_of"] != now["as_of"]
    answered("/balance.json?at=2999-01-01T00:00:00Z", 422)
    assert answered("/balance.json?at=yesterday", 422)["code"] == "moment_unclear"
