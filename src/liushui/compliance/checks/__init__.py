"""The self-check: what each rule comes to for each organisation and for the site. Pure (A05)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from liushui.compliance.checks import appeals, campaigns, ratios, site
from liushui.compliance.checks.look import (
    ELSEWHERE,
    NOBODY_ANSWERED,
    NOT_HERE,
    PARTS,
    Found,
    Look,
    Verdict,
    answered,
    verdict_of_clock,
)
from liushui.compliance.clocks.bodies import Body
from liushui.compliance.rulebook import Rule
from liushui.compliance.states import Result, RuleKind, Scope

__all__ = ["CHECKS", "Found", "Look", "Verdict", "findings", "judge"]

Check = Callable[[Rule, Look, Body | None], Verdict]
CHECKS: Mapping[str, Check] = {
    "registered_long_enough": campaigns.registered_long_enough,
    "board_lawful": campaigns.board_lawful,
    "plan_whole": campaigns.plan_whole,
    "partners_in_force": campaigns.partners_in_force,
    "filed_before_start": campaigns.filed_before_start,
    "filing_number_form": campaigns.filing_number_form,
    "campaign_shows_what_it_must": campaigns.campaign_shows_what_it_must,
    "certificates_valid": campaigns.certificates_valid,
    "certificates_checked": campaigns.certificates_checked,
    "spending_share": ratios.spending_share,
    "administration_share": ratios.administration_share,
    "both_shares": ratios.tiered_shares,
    "tiered_shares": ratios.tiered_shares,
    "small_administration": ratios.small_administration,
    "three_year_average": ratios.three_year_average,
    "raising_cost_share": ratios.raising_cost_share,
    "half_year_reported": site.half_year_reported,
    "records_kept": site.records_kept,
    "people_counted": site.people_counted,
    "lanes_apart": appeals.lanes_apart,
    "appeals_bounded": appeals.appeals_bounded,
    "designated_for_appeals": appeals.designated_for_appeals,
}

# Where a person's answer stands in for what was not there to be looked at.
ANSWERED_WHERE_UNSEEN = frozenset({"board_lawful", "people_counted"})


def findings(rules: Sequence[Rule], look: Look) -> Iterator[Found]:
    """Every rule in force on the day, once for the site or once for each charity."""
    for rule in rules:
        if rule.scope == Scope.INSTALLATION:
            yield Found(rule, None, judge(rule, look, None))
            continue
        for body in look.charities:
            yield Found(rule, body.id, judge(rule, look, body))


def judge(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """What one rule comes to. A rule of another region, or of a part not here, does not apply.

    A gate is kept by the software, unless a person says that it was not: their word counts more.
    """
    if rule.needs and rule.needs not in PARTS:
        return Verdict(Result.NONE, why=NOT_HERE)
    if body is not None and not rule.binds(look.places.get(body.id, "")):
        return Verdict(Result.NONE, why=ELSEWHERE)
    if rule.kind == RuleKind.CLOCK:
        return verdict_of_clock(rule, look, body)
    if rule.kind == RuleKind.CHECK:
        return CHECKS[rule.check](rule, look, body)
    said = answered(rule, look, body)
    if rule.kind == RuleKind.GATE and rule.proof and (said is None or not said.wrong):
        return Verdict(Result.PASS, why="refused_by_software")
    return said or Verdict(Result.UNCONFIRMED, why=NOBODY_ANSWERED)
