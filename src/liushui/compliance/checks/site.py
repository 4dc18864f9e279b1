"""Checks of the site itself: R-39, R-40, R-100, R-103."""

from liushui.compliance.checks.look import Look, Verdict, answered, verdict_of_clock
from liushui.compliance.clocks.bodies import Body
from liushui.compliance.rulebook import Rule, rule_on
from liushui.compliance.states import Result


def half_year_reported(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-39: as the clock of N14 says."""
    clock = rule_on("N14", look.day)
    assert clock is not None, f"{rule.id} reads N14"
    return verdict_of_clock(clock, look, body)


def records_kept(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-40, R-103: the tables of gifts, movements and papers refuse deletion, without an end.

    Looked up in the database each time: a refusal that somebody took away is seen.
    """
    del rule, body
    if look.unguarded:
        return Verdict(Result.FAIL, len(look.unguarded), len(look.unguarded), "tables_open")
    return Verdict(Result.PASS, len(look.campaigns), why="tables_refuse_deletion")


def people_counted(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-100: below ten million people it does not apply; above, a person answers for the duties."""
    if look.people < rule.number("people"):
        return Verdict(Result.NONE, look.people, why="fewer_people")
    return answered(rule, look, body) or Verdict(Result.UNCONFIRMED, look.people, why="many_people")
