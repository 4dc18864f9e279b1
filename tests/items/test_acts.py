"""Acts count once, within a person's day and a sponsor's budget; two people set their worth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import By, Showing, place_order
from liushui.insight.queries.wall import wall
from liushui.items.errors import NoRate, PartnerUnknown, RateNotNew, RuleNotOpen, SamePerson
from liushui.items.models import Act, ActDay, Partner
from liushui.items.needs import needs
from liushui.items.queries.acts import (
    faults_of_acts,
    partner_by_key,
    rates_to_agree,
    standing_of_rule,
)
from liushui.items.services import (
    Rate,
    RulePlan,
    Told,
    agree_partner,
    agree_rate,
    draft_rule,
    end_partner,
    end_rule,
    make_partner,
    open_rule,
    propose_rate,
    tell_acts,
)
from liushui.items.states import ActKind, ActOutcome
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries import balance
from liushui.ledger.services import sequence_all
from liushui.projects.queries import spending_of
from tests.giving import builders as giving
from tests.items import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
COUNTED, KNOWN = ActOutcome.COUNTED, ActOutcome.KNOWN


def outcomes(partner: Partner, *acts: Told) -> list[tuple[str, int]]:
    answer = tell_acts(partner, acts, at=b.now())
    return [(act.outcome, act.minor) for act in answer.acts]


def test_acts_become_a_gift_of_the_sponsor_to_the_project() -> None:
    rule = b.rule(giving.project())
    partner = b.partner(rule)

    answer = tell_acts(partner, [b.walked("a", 3500), b.walked("b", 900, who="u2")], at=b.now())

    assert answer.minor == 30
    assert answer.left_minor == 100_00 - 30
    assert balance(rule.project.fund_id).tip == 30
    assert spending_of(rule.project).is_equal
    assert faults_of_acts() == []


def test_an_act_told_again_changes_nothing() -> None:
    partner = b.partner(b.rule(giving.project()))

    assert outcomes(partner, b.walked("a", 2000), b.walked("a", 2000)) == [
        (COUNTED, 20),
        (KNOWN, 20),
    ]
    assert outcomes(partner, b.walked("a", 2000)) == [(KNOWN, 20)]
    assert outcomes(partner, b.walked("a", 9000)) == [(ActOutcome.KEY_REUSED, 0)]

    assert Act.objects.count() == 1
    assert balance(partner.rule.project.fund_id).tip == 20


def test_what_is_over_of_one_act_counts_with_the_next() -> None:
    partner = b.partner(b.rule(giving.project()))

    told = [outcomes(partner, b.walked(str(number), 600)) for number in range(5)]

    assert [minor for [(_outcome, minor)] in told] == [0, 10, 0, 10, 10]


def test_a_person_s_day_has_its_limit_and_another_day_its_own() -> None:
    partner = b.partner(b.rule(giving.project()))

    assert outcomes(
        partner,
        b.walked("a", 9_500),
        b.walked("b", 9_500),
        b.walked("c", 1),
        b.walked("d", 1_000, days_ago=1),
        b.walked("e", 1_000, who="u2"),
    ) == [(COUNTED, 90), (COUNTED, 10), (ActOutcome.LIMIT, 0), (COUNTED, 10), (COUNTED, 10)]
    with pytest.raises(IntegrityError, match="items_act_day_within_limit"), transaction.atomic():
        ActDay.objects.update(counted=10_001)


@pytest.mark.parametrize("days_ago", [-1, 8])
def test_a_day_outside_the_rule_counts_nothing(days_ago: int) -> None:
    partner = b.partner(b.rule(giving.project()))

    told = b.walked("a", 1_000, days_ago=days_ago)

    assert outcomes(partner, told) == [(ActOutcome.OUT_OF_DAYS, 0)]
    assert not Act.objects.exists()


def test_a_budget_is_never_exceeded_and_may_be_filled_again(provider: Provider) -> None:
    rule = b.rule(giving.project(), paid_in=25)
    partner = b.partner(rule)
    acts = [b.walked(str(number), 1_000, who=f"u{number}") for number in range(3)]

    assert outcomes(partner, *acts) == [
        (COUNTED, 10),
        (COUNTED, 10),
        (ActOutcome.BUDGET_SPENT, 0),
    ]
    order = place_order(
        b.STRANGER,
        project=rule.project.number,
        amount=Money(5),
        by=By(f"act:{rule.code}"),
        at=b.now(),
    )
    giving.settled(provider, order)
    sequence_all()

    assert balance(rule.fund_id).tip == 30
    assert outcomes(partner, *acts)[-1] == (COUNTED, 10)
    assert standing_of_rule(rule).left == 0
    assert faults_of_acts() == []


def test_what_is_paid_into_a_budget_is_not_in_the_list_of_the_project_s_gifts(
    provider: Provider,
) -> None:
    rule = b.rule(giving.project(), paid_in=0)
    for minor, origin, hides in (
        (50_00, f"act:{rule.code}", True), (20_00, f"act:{rule.code}", False), (7_00, "", False),
    ):  # fmt: skip
        order = place_order(
            giving.STRANGER,
            project=rule.project.number,
            amount=Money(minor),
            showing=Showing(hides_amount=hides),
            by=By(origin),
            at=b.now(),
        )
        giving.settled(provider, order)
    sequence_all()

    found = wall(rule.project)

    assert [line.minor for line in found.page.lines] == [7_00]
    assert found.shown_minor == found.gifts_minor == 7_00
    assert found.hidden.minor == 0
    assert balance(rule.fund_id).tip == 70_00


@pytest.mark.django_db(transaction=True)
def test_partners_who_tell_at_once_share_one_budget() -> None:
    rule = b.rule(giving.project(), paid_in=95)
    partners = [b.partner(rule, str(number)) for number in range(4)]

    def tell(partner: Partner) -> int:
        acts = [b.walked(str(number), 1_000, who=f"u{number}") for number in range(4)]
        try:
            return tell_acts(partner, acts, at=b.now()).minor
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = sum(pool.map(tell, partners))

    assert given == 90
    assert balance(rule.project.fund_id).tip == 90
    assert faults_of_acts() == []


def test_what_acts_are_worth_is_said_by_two_people_and_for_days_to_come() -> None:
    project = giving.project()
    first, second, at = b.officer(project), b.approver(project), b.now()
    today = day_of(at)
    ends = today + timedelta(days=30)
    plan = RulePlan("lunch", "午餐", "石桥茶业", ActKind.LUNCHES, today, ends)
    draft_rule(first, project.number, plan, at=at)
    with pytest.raises(NoRate):
        open_rule(first, "lunch", at=at)

    rate = propose_rate(first, "lunch", Rate(1, 100, 3), from_day=today, at=at)
    assert propose_rate(first, "lunch", Rate(1, 100, 3), from_day=today, at=at) == rate
    with pytest.raises(SamePerson):
        agree_rate(first, "lunch", rate.pk, at=at)
    agree_rate(second, "lunch", rate.pk, at=at)
    open_rule(first, "lunch", at=at)

    for day in (today - timedelta(days=1), today):
        with pytest.raises(RateNotNew):
            propose_rate(first, "lunch", Rate(1, 200, 3), from_day=day, at=at)
    later = propose_rate(first, "lunch", Rate(1, 200, 3), from_day=ends, at=at)
    with pytest.raises(RateNotNew):
        agree_rate(second, "lunch", later.pk, at=at + timedelta(days=31))


def test_what_counted_today_is_not_worth_something_else_by_a_late_word() -> None:
    rule = b.rule(giving.project())
    first, second, at = b.officer(rule.project), b.approver(rule.project), b.now()
    rate = propose_rate(
        first, rule.code, Rate(1000, 1, 10_000), from_day=day_of(at) + timedelta(days=1), at=at
    )
    tomorrow = at + timedelta(days=1)
    partner = b.partner(rule)
    walked = [Told(str(number), "u1", day_of(tomorrow), 2_000) for number in range(2)]
    tell_acts(partner, walked[:1], at=tomorrow)

    with pytest.raises(RateNotNew):
        agree_rate(second, rule.code, rate.pk, at=tomorrow)

    assert rates_to_agree(second, day_of(tomorrow)) == []
    assert tell_acts(partner, walked, at=tomorrow).minor == 40
    assert faults_of_acts() == []


def test_a_key_is_known_once_two_people_agreed_and_until_it_ends() -> None:
    rule = b.rule(giving.project())
    officer, approver = b.officer(rule.project), b.approver(rule.project)
    partner, secret = make_partner(officer, rule.code, "走走", at=b.now())
    assert partner_by_key(secret) is None
    with pytest.raises(PartnerUnknown):
        tell_acts(partner, [b.walked("a", 2_000)], at=b.now())
    with pytest.raises(SamePerson):
        agree_partner(officer, rule.code, partner.pk, at=b.now())
    assert [need.href for need in needs(approver, b.now())] == [f"/console/items/acts/{rule.code}/"]
    for _again in range(2):
        agree_partner(approver, rule.code, partner.pk, at=b.now())

    assert partner_by_key(secret) == partner
    assert needs(approver, b.now()) == []
    for _again in range(2):
        end_partner(officer, rule.code, partner.pk, at=b.now())

    assert partner_by_key(secret) is None
    assert PartnerUnknown.status == 401
    with pytest.raises(PartnerUnknown):
        tell_acts(partner, [b.walked("a", 2_000)], at=b.now())
    with pytest.raises(NotFound):
        agree_partner(approver, rule.code, partner.pk, at=b.now())
    assert balance(rule.project.fund_id).tip == 0


def test_an_ended_rule_counts_nothing_more() -> None:
    rule = b.rule(giving.project())
    partner = b.partner(rule)
    end_rule(b.officer(rule.project), rule.code, at=b.now())

    with pytest.raises(RuleNotOpen):
        tell_acts(partner, [b.walked("a", 1_000)], at=b.now())
