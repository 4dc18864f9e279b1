"""Checks of personal appeals: N05, N07, R-63. Where nobody published one, nothing applies."""

from liushui.compliance.checks.look import NOTHING_TO_SEE, Look, Verdict, counted
from liushui.compliance.clocks.bodies import Body
from liushui.compliance.rulebook import Rule
from liushui.compliance.states import Result


def lanes_apart(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """N05: no personal appeal is among the campaigns."""
    del rule
    appeals = look.appeals_of(body)
    numbers = {one.number for one in look.campaigns}
    mixed = [one for one in appeals if one.number in numbers]
    return counted(len(appeals), len(mixed), "lanes_mixed")


def appeals_bounded(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """N07: each through a charity, verified, published by two, and below its cap."""
    del rule
    appeals = look.appeals_of(body)
    wrong = [
        one
        for one in appeals
        if not (one.is_verified and one.by_two and one.taken_minor <= one.cap_minor)
    ]
    return counted(len(appeals), len(wrong), "appeal_unbounded")


def designated_for_appeals(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-63: a designated platform, that does only this.

    Whether campaigns beside them let a platform do "only this" the law's text leaves open to us.
    """
    del rule, body
    published = look.appeals_of(None)
    if not published:
        return Verdict(Result.NONE, why=NOTHING_TO_SEE)
    first = min(one.published_on for one in published)
    if look.designated_on is None or look.designated_on > first:
        return Verdict(Result.FAIL, len(published), len(published), "not_designated")
    if look.campaigns:
        return Verdict(Result.UNCONFIRMED, len(published), why="campaigns_beside")
    return Verdict(Result.PASS, len(published))
