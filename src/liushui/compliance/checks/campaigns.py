"""Checks of charities and their campaigns: R-01, R-06, R-11, R-13, N01 to N03."""

from liushui.compliance.checks.look import Look, Verdict, answered, counted
from liushui.compliance.clocks.bodies import Body
from liushui.compliance.rulebook import Rule, rule_on
from liushui.compliance.states import Result
from liushui.kernel.days import add_days, free_from
from liushui.kernel.ids import is_filing_number

PUBLIC, REGISTRATION = "public_fundraising", "registration"


def registered_long_enough(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-01: the public paper came after a full year (two under the law of 2016).

    The version is that of the paper's first day. Who was a charity since when nobody may have said.
    """
    assert body is not None, f"asked of each organisation on {look.day}"
    papers = [p.valid_from for p in body.certificates if p.kind == PUBLIC]
    if not papers:
        return counted(0, 0, "")
    if body.charity_since is None:
        return Verdict(Result.UNCONFIRMED, why="day_unknown")
    binding = rule_on(rule.id, min(papers)) or rule
    too_soon = min(papers) < free_from(body.charity_since, years=binding.number("years"))
    return counted(1, int(too_soon), "too_soon")


def board_lawful(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-03: the board list that was handed in, of whoever may raise in public.

    Where none was, nobody saw it: a person answers for it.
    """
    assert body is not None, "asked of each organisation"
    if not any(paper.kind == PUBLIC for paper in body.certificates):
        return counted(0, 0, "")
    faults = look.boards.get(body.id)
    if faults is None:
        return answered(rule, look, body) or Verdict(Result.UNCONFIRMED, why="no_board_list")
    return counted(1, min(faults, 1), "board_unlawful")


def plan_whole(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-05: each campaign's plan says all that the law asks of it."""
    del rule
    seen = [page for one in look.campaigns_of(body) if (page := look.pages.get(one.number))]
    return counted(len(seen), sum(page.lacking > 0 for page in seen), "plan_lacks")


def partners_in_force(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-16: each partner that a running campaign names has an agreement on the day."""
    del rule
    seen = [page for one in look.running(body) if (page := look.pages.get(one.number))]
    named = sum(page.partners for page in seen)
    return counted(named, sum(page.unagreed for page in seen), "partner_without")


def filed_before_start(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-06: ten days before the start; emergencies have a clock of their own (R-07)."""
    plain = [
        one for one in look.campaigns_of(body) if not (one.is_emergency or one.file_by is not None)
    ]
    days = rule.number("days")
    late = [
        one for one in plain if one.filed_on is None or one.starts_on < add_days(one.filed_on, days)
    ]
    return counted(len(plain), len(late), "not_filed_before")


def filing_number_form(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-11: the number of every campaign's plan has the form of the national register."""
    del rule
    told = [
        page.plan_number
        for one in look.campaigns_of(body)
        if (page := look.pages.get(one.number)) is not None and page.plan_number
    ]
    wrong = [number for number in told if not is_filing_number(number)]
    return counted(len(told), len(wrong), "number_malformed")


def campaign_shows_what_it_must(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-13, N03: certificates, plan and contact; the name, the code and the look-up are always.

    In an emergency the plan is shown before it has a number (R-07).
    """
    del rule
    assert body is not None, "asked of each organisation"
    running = look.running(body)
    certified = body.may_raise_publicly(look.day)
    lacking = 0
    for one in running:
        page = look.pages.get(one.number)
        has_plan = page is not None and (bool(page.plan_number) or one.file_by is not None)
        whole = page is not None and has_plan and page.has_contact
        lacking += not (certified and whole)
    return counted(len(running), lacking, "page_lacks")


def certificates_valid(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """N01: whoever asks for money has both papers, valid on the day."""
    del rule
    assert body is not None, "asked of each organisation"
    running = look.running(body)
    invalid = 0 if body.may_raise_publicly(look.day) else len(running)
    return counted(len(running), invalid, "paper_missing")


def certificates_checked(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """N02: both papers of whoever ever asked were checked by a second person."""
    del rule
    assert body is not None, "asked of each organisation"
    asked = look.campaigns_of(body)
    held = {paper.kind for paper in body.certificates}
    unchecked = 0 if {PUBLIC, REGISTRATION} <= held else 1
    return counted(1 if asked else 0, unchecked, "paper_unchecked")
