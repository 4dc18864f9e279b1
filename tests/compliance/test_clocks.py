"""Every clock against days that were counted by hand from the law (``expected_days.txt``)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from liushui.compliance.clocks import Facts, obligations_on, standing
from liushui.compliance.clocks.obligations import version_for
from liushui.compliance.queries.watching import Hands
from liushui.compliance.rulebook import rules
from liushui.compliance.states import RuleKind
from liushui.parties.access import Right
from liushui.projects.queries.closings import Rest
from liushui.projects.queries.publications import Publication
from tests.compliance.builders import (
    BODY,
    CALENDAR,
    Campaign,
    Complaint,
    Occurrence,
    Postponed,
    campaign_facts,
    charity,
    level_look,
    owed_on,
    partner_report,
)

DAY = timedelta(days=1)
LONG = timedelta(days=400)
TABLE = Path(__file__).with_name("expected_days.txt")
LINES = [
    [part.strip() for part in line.split("|")]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
HAPPENINGS = {
    "R-08": "campaign_changed", "R-30": "major_dealing", "R-33": "trust_settled",
    "R-36": "giver_asked",
}  # fmt: skip


def _emergency(nought: date) -> Facts:
    return campaign_facts(Campaign(nought, nought + LONG, file_by=nought, is_emergency=True))


def _ended(nought: date, **more: object) -> Facts:
    """A campaign that ended, and with ``rest`` its project too."""
    closed = nought if "rest" in more else None
    return campaign_facts(Campaign(nought - 90 * DAY, nought, closed_on=closed, **more))


# The plainest facts that let a rule's clock run from a day.
FACTS = {
    "R-21": lambda nought: campaign_facts(Campaign(nought, nought + LONG)),
    "R-22": lambda nought: campaign_facts(Campaign(nought - timedelta(days=90), nought)),
    "R-23": lambda nought: _ended(nought, rest=Rest()),
    "R-24": _emergency,
    "R-26": lambda nought: _ended(nought, rest=Rest(minor=5)),
    "R-27": lambda nought: _ended(nought, has_partners=True),
    "R-07": _emergency,
    "R-28": lambda _nought: Facts(bodies=[charity()]),
    "R-31": lambda _nought: Facts(bodies=[charity()]),
    "R-29": lambda _nought: Facts(bodies=[charity(public=False)]),
    "R-66": lambda nought: Facts(happenings=[Occurrence("appeals_designated", nought, None)]),
    "H02": lambda nought: Facts(bodies=[charity(owed=[Postponed(nought)])]),
    "H04": lambda nought: Facts(reviews=[level_look(nought)]),
    "N08": lambda nought: Facts(complaints=[Complaint(nought)]),
    "N14": lambda nought: Facts(serves_since=nought),
    "H01": lambda nought: Facts(partner_reports=[partner_report(nought)]),
    "H03": lambda nought: Facts(bodies=[charity(until=nought)]),
    "R-98": lambda nought: Facts(happenings=[Occurrence("data_breach", nought, None)]),
}


def facts_for(rule: str, nought: date) -> Facts:
    if rule in FACTS:
        return FACTS[rule](nought)
    return Facts(happenings=[Occurrence(HAPPENINGS[rule], nought)], places={7: "310101"})


def test_every_clock_stands_in_the_table():
    """Its days were counted by hand; another clock asks for a line first."""
    clocks = {rule.id for rule in rules() if rule.kind == RuleKind.CLOCK}
    assert clocks == {line[0] for line in LINES}


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]} {line[1]}")
def test_each_duty_takes_its_steps_on_the_days_that_the_law_says(line):
    rule, *days, _how = line
    nought, due, latest, warned, escalated, breached = map(date.fromisoformat, days)
    facts, seen, day = facts_for(rule, nought), {}, nought - 100 * DAY
    first = None
    while day <= breached + DAY:
        found = [one for (key, _), one in owed_on(facts, day).items() if key == rule]
        for one in found[:1]:
            first = first or one
            seen.setdefault(standing(one, day).value, day)
        day += DAY
    assert (first.span.due, first.span.latest) == (due, latest)
    assert seen["warned"] == warned
    assert (seen["escalated"], seen["breached"]) == (escalated, breached)


def test_each_report_begins_the_next_three_months():
    """R-21: from the start, then from the last publication."""
    campaign = Campaign(date(2026, 1, 10), date(2026, 12, 31))
    facts = campaign_facts(campaign, (date(2026, 2, 1), "periodic"), (date(2026, 5, 1), "periodic"))
    owed = owed_on(facts, date(2026, 5, 2))
    assert owed["R-21", "2026-01-10"].met_on == date(2026, 2, 1)
    assert owed["R-21", "2026-02-01"].met_on == date(2026, 5, 1)
    assert owed["R-21", "2026-05-01"].span.due == date(2026, 8, 1)


def test_a_campaign_that_opened_late_owes_from_the_day_it_took_gifts():
    """Nothing in order is taken down: before that day there was nothing to tell of."""
    plain = Campaign(date(2026, 1, 10), date(2026, 12, 31), opened_on=date(2026, 4, 20))
    owed = owed_on(campaign_facts(plain), date(2026, 4, 21))
    assert [key for key in owed if key[0] == "R-21"] == [("R-21", "2026-04-20")]
    assert owed["R-21", "2026-04-20"].span.due == date(2026, 7, 20)
    urgent = Campaign(
        date(2026, 5, 11), date(2026, 9, 30), opened_on=date(2026, 5, 17), is_emergency=True
    )
    owed = owed_on(campaign_facts(urgent), date(2026, 5, 18))
    assert owed["R-24", "2026-05-17"].span.due == date(2026, 5, 22)


def test_what_runs_at_the_end_falls_away_into_the_full_account():
    campaign = Campaign(date(2026, 1, 10), date(2026, 9, 30))
    facts = campaign_facts(
        campaign, (date(2026, 4, 1), "periodic"), (date(2026, 7, 15), "periodic")
    )
    after = date(2026, 10, 1)
    owed = owed_on(facts, after)
    assert standing(owed["R-21", "2026-07-15"], after) == "lapsed"
    assert owed["R-22", "account"].span.due == date(2026, 12, 30)
    assert owed["R-23", "2026-09-30"].span.due == date(2026, 12, 30)


def test_a_report_that_was_overdue_before_the_end_stays_overdue_after_it():
    facts = campaign_facts(Campaign(date(2026, 1, 10), date(2026, 9, 30)))
    owed = owed_on(facts, date(2026, 10, 20))
    assert standing(owed["R-21", "2026-01-10"], date(2026, 10, 20)) == "breached"


def test_a_cycle_that_ends_with_the_campaign_is_owed():
    facts = campaign_facts(Campaign(date(2026, 1, 2), date(2026, 7, 3)), (date(2026, 4, 3), "x"))
    owed = owed_on(facts, date(2026, 7, 4))
    assert standing(owed["R-21", "2026-04-03"], date(2026, 7, 4)) == "breached"


def test_exactly_six_months_is_not_longer_than_six_months():
    for last, is_bound in ((date(2026, 7, 1), False), (date(2026, 7, 2), True)):
        owed = owed_on(campaign_facts(Campaign(date(2026, 1, 1), last)), date(2026, 3, 1))
        assert (("R-21", "2026-01-01") in owed) is is_bound


def test_one_full_account_after_the_end_meets_both_ends():
    campaign = Campaign(date(2026, 1, 1), date(2026, 12, 31), closed_on=date(2026, 6, 1))
    facts = campaign_facts(campaign, (date(2026, 3, 1), "final"), (date(2026, 6, 20), "final"))
    owed = owed_on(facts, date(2026, 6, 21))
    assert owed["R-22", "account"].met_on == date(2026, 6, 20)
    assert owed["R-23", "account"].met_on == date(2026, 6, 20)


def test_a_project_goes_on_reporting_until_it_is_closed():
    campaign = Campaign(date(2026, 1, 1), date(2026, 3, 31), closed_on=date(2026, 11, 5))
    facts = campaign_facts(campaign, (date(2026, 6, 30), "final"))
    owed = owed_on(facts, date(2026, 11, 6))
    assert owed["R-22", "account"].met_on == date(2026, 6, 30)
    assert owed["R-23", "2026-06-30"].span.due == date(2026, 9, 30)
    assert owed["R-23", "account"].span.due == date(2027, 2, 5)


def test_a_short_project_owes_no_periodic_report():
    campaign = Campaign(date(2026, 1, 1), date(2026, 2, 28))
    before = owed_on(campaign_facts(campaign), date(2026, 7, 1))
    assert ("R-23", "2026-02-28") not in before
    assert ("R-23", "2026-02-28") in owed_on(campaign_facts(campaign), date(2026, 7, 2))


def test_an_emergency_filed_in_time_is_met_and_one_filed_before_owes_nothing():
    start = date(2026, 5, 6)
    late = Campaign(start, start + LONG, is_emergency=True, filed_on=start + 3 * DAY)
    assert owed_on(campaign_facts(late), start + 4 * DAY)["R-07", "filing"].met_on is not None
    before = Campaign(start, start + LONG, is_emergency=True, filed_on=start - 20 * DAY)
    assert ("R-07", "filing") not in owed_on(campaign_facts(before), start + 4 * DAY)


def test_only_an_emergency_report_answers_the_five_days():
    start = date(2026, 5, 11)
    campaign = Campaign(start, start + LONG, is_emergency=True)
    plain = owed_on(campaign_facts(campaign, (start + DAY, "periodic")), start + 2 * DAY)
    assert plain["R-24", start.isoformat()].met_on is None
    five = owed_on(campaign_facts(campaign, (start + DAY, "emergency")), start + 2 * DAY)
    assert five["R-24", start.isoformat()].met_on == start + DAY


def test_a_charity_without_public_paper_owes_its_projects_and_a_hospital_nothing():
    owed = owed_on(Facts(bodies=[charity(public=False)]), date(2026, 2, 1))
    assert {rule for rule, _ in owed} == {"R-28", "R-29", "R-31"}
    assert {rule for rule, _ in owed_on(Facts(bodies=[charity()]), date(2026, 2, 1))} == {
        "R-28", "R-31",
    }  # fmt: skip
    assert not owed_on(Facts(bodies=[charity(kind="hospital")]), date(2026, 2, 1))
    young = charity(since=date(2026, 1, 5))
    assert not owed_on(Facts(bodies=[young]), date(2026, 2, 1))


def test_a_renewed_paper_ends_the_reminder():
    old = charity(until=date(2026, 9, 30))
    newer = type(old.certificates[1])("public_fundraising", "P2", date(2026, 9, 1), None)
    renewed = charity(certificates=[*old.certificates, newer])
    owed = owed_on(Facts(bodies=[renewed]), date(2026, 9, 2))
    assert owed["H03", "public_fu 2026-09-30"].met_on == date(2026, 9, 1)


def test_a_local_rule_asks_only_those_of_its_region():
    asked = Occurrence("giver_asked", date(2026, 2, 10))
    assert owed_on(Facts(happenings=[asked], places={7: "310101"}), date(2026, 2, 11))
    assert not owed_on(Facts(happenings=[asked], places={7: "330101"}), date(2026, 2, 11))


def test_a_duty_that_the_law_brought_later_begins_with_the_law():
    rule, nought = version_for("R-24", date(2024, 9, 1))
    assert (rule.id, nought) == ("R-24", date(2024, 9, 5))


def test_a_half_year_runs_from_the_last_report():
    facts = Facts(serves_since=date(2026, 1, 31), operations=[date(2026, 7, 15)])
    owed = owed_on(facts, date(2026, 7, 20))
    assert owed["N14", "2026-01-31"].met_on == date(2026, 7, 15)
    assert owed["N14", "2026-07-15"].span.due == date(2027, 1, 15)


def test_the_lists_that_came_along_are_those_of_the_state_council():
    assert CALENDAR.is_working(date(2026, 2, 28))
    assert not CALENDAR.is_working(date(2026, 2, 23))


def test_the_ten_days_of_an_emergency_count_from_its_opening():
    """R-07: what is promised when it is opened (opening + 10) is what the clock counts."""
    start = date(2026, 7, 1)
    campaign = Campaign(
        start, start + LONG, is_emergency=True, file_by=date(2026, 7, 30),
        opened_on=date(2026, 7, 20),
    )  # fmt: skip
    assert owed_on(campaign_facts(campaign), date(2026, 7, 21))["R-07", "filing"].span.due == date(
        2026, 7, 30
    )


def test_the_five_days_end_with_the_response_and_not_with_the_campaign():
    """R-24: the cycle that runs falls away, and no later one opens."""
    start = date(2026, 5, 11)
    campaign = Campaign(start, start + LONG, is_emergency=True, filed_on=start)
    published = [
        Publication(start + 4 * DAY, "emergency"),
        Publication(start + 9 * DAY, "emergency"),
    ]
    facts = Facts(
        campaigns=[campaign],
        published={campaign.number: published},
        responses_ended={campaign.number: start + 6 * DAY},
    )
    owed = owed_on(facts, start + 30 * DAY)
    cycles = [cycle for rule, cycle in owed if rule == "R-24"]
    assert cycles == ["2026-05-11", "2026-05-15"]
    assert standing(owed["R-24", "2026-05-15"], start + 8 * DAY) == "lapsed"


def test_a_complaint_is_owed_by_the_site_and_not_by_who_is_complained_of():
    """N08: those who run the site alone may answer."""
    [one] = owed_on(Facts(complaints=[Complaint(date(2026, 7, 17))]), date(2026, 7, 18)).values()
    assert one.organisation_id is None


def test_who_left_is_not_the_only_one_to_be_reminded():
    editor, gone, here = 1, 2, 3
    people = {BODY: [(editor, frozenset({Right.PROJECT_EDIT})), (here, frozenset())]}
    named = {"project:A": gone, "project:B": here}
    hands = Hands(people, frozenset(), named)
    assert hands.in_charge("project:A", BODY) == {editor, gone}
    assert hands.in_charge("project:B", BODY) == {here}


def test_what_is_left_undone_reaches_somebody_who_was_not_named_for_it():
    """Who leads, else who oversees from above, else who runs the site; never the same again."""
    here, leader, overseer, operator = 1, 2, 3, 4
    above, top = BODY + 1, BODY + 2
    leads = frozenset({Right.MONEY_APPROVE, Right.PROJECT_EDIT})
    people = {
        BODY: [(here, leads), (leader, leads)],
        above: [(overseer, frozenset({Right.REPORTS_READ}))],
    }
    named = {"project:A": here}
    hands = Hands(people, frozenset({operator, here}), named, {BODY: above, above: top})
    assert hands.superiors("project:A", BODY) == {leader}
    alone = replace(hands, people=people | {BODY: [(here, leads)]})
    assert alone.superiors("project:A", BODY) == {overseer}
    assert replace(alone, above={}).superiors("project:A", BODY) == {operator}
    assert hands.superiors("site:N14", None) == frozenset()


def test_a_rest_is_owed_until_two_people_moved_it_and_the_public_reads_where():
    """R-26: moved is met; used up otherwise falls away; none is owed where nothing was left."""
    closed, day = date(2026, 3, 31), date(2026, 6, 1)

    def rest_on(rest: Rest) -> str | None:
        campaign = Campaign(date(2026, 1, 5), closed, closed_on=closed, rest=rest)
        facts = campaign_facts(campaign)
        found = [one for one in obligations_on(facts, day, CALENDAR) if one.rule.id == "R-26"]
        return standing(found[0], day).value if found[0].appears_on <= day else None

    assert rest_on(Rest(minor=5)) == "warned"
    assert rest_on(Rest(moved_on=date(2026, 5, 2))) == "met"
    assert rest_on(Rest(minor=5, moved_on=date(2026, 5, 2))) == "warned"
    assert rest_on(Rest()) is None


def test_what_is_said_of_partners_is_no_report_on_progress():
    """R-27 ends with it, R-21 does not; without partners nobody owes it."""
    campaign = Campaign(date(2026, 1, 5), date(2026, 8, 31), has_partners=True)
    facts = campaign_facts(campaign, (date(2026, 9, 10), "partners"))
    seen = owed_on(facts, date(2026, 9, 30))
    assert seen["R-27", "partners"].met_on == date(2026, 9, 10)
    assert seen["R-21", "2026-01-05"].met_on is None
    plain = campaign_facts(Campaign(date(2026, 1, 5), date(2026, 8, 31)))
    assert ("R-27", "partners") not in owed_on(plain, date(2026, 9, 30))
