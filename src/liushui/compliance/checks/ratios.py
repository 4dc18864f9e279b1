"""Shares of a year's spending: R-41 to R-48. Compared whole, by cross-multiplication."""

from liushui.compliance.checks.look import (
    FIGURES_MISSING,
    NOTHING_TO_SEE,
    OTHER_KIND,
    Figures,
    Look,
    Verdict,
    counted,
)
from liushui.compliance.clocks.bodies import Body
from liushui.compliance.rulebook import Rule, rule_on
from liushui.compliance.states import Result
from liushui.kernel.days import last_of_month
from liushui.kernel.ratios import is_at_least, is_at_most

FEN = 100


def spending_share(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-41: charity spending of last year's income, or of the average of three years."""
    figures, other = _figures(rule, look, body)
    if figures is None:
        return other
    percent = rule.number("spending")
    kept = _spends(figures.spending_minor, figures.income_before_minor, percent) or (
        figures.income_average_minor is not None
        and _spends(figures.spending_minor, figures.income_average_minor, percent)
    )
    return counted(1, int(not kept), "spent_too_little")


def administration_share(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-42: administration of all spending. The statute knows no exemption for small sums."""
    figures, other = _figures(rule, look, body)
    if figures is None:
        return other
    percent = rule.number("administration")
    kept = is_at_most(figures.administration_minor, figures.outlay_minor, percent=percent)
    return counted(1, int(not kept), "administration_too_much")


def tiered_shares(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-43 to R-45: the tier of last year's net assets (以上: the number included).

    Spending is of net assets (of income for public bodies, R-43), administration of all spending;
    small administration (R-46) and averages of three years (R-47) count for the charity.
    """
    figures, other = _figures(rule, look, body)
    if figures is None:
        return other
    is_public = bool(rule.parameters["public"])
    kept = _in_tier(rule, figures, look, figures.assets_before_minor, is_public=is_public) or (
        figures.assets_average_minor is not None
        and _in_tier(rule, figures, look, figures.assets_average_minor, is_public=is_public)
    )
    return counted(1, int(not kept), "share_not_kept")


def small_administration(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-46: whether the exemption was used; it is never broken."""
    figures = look.figures.get(body.id) if body else None
    if figures is None or figures.administration_minor >= rule.number("yuan") * FEN:
        return Verdict(Result.NONE, why=NOTHING_TO_SEE)
    return Verdict(Result.PASS, 1, why="exempt")


def three_year_average(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-47: whether averages were given; a choice, never broken."""
    del rule
    figures = look.figures.get(body.id) if body else None
    if figures is None or figures.income_average_minor is None:
        return Verdict(Result.NONE, why=NOTHING_TO_SEE)
    return Verdict(Result.PASS, 1, why="average_given")


def raising_cost_share(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """R-48: the cost of raising of what was raised. Of the draft; the final number is open."""
    figures = look.figures.get(body.id) if body else None
    if figures is None:
        return Verdict(Result.UNCONFIRMED, why=FIGURES_MISSING)
    percent = rule.number("raising")
    kept = is_at_most(figures.raising_cost_minor, figures.raised_minor, percent=percent)
    return counted(1, int(not kept), "raising_too_dear")


def _figures(rule: Rule, look: Look, body: Body | None) -> tuple[Figures | None, Verdict]:
    """The figures of the year before, where the rule is asked of such a body."""
    assert body is not None, "asked of each organisation"
    year_end = last_of_month(look.day.year - 1, 12)
    is_public = body.may_raise_publicly(year_end)
    if body.kind not in rule.parameters["kinds"] or is_public != bool(rule.parameters["public"]):
        return None, Verdict(Result.NONE, why=OTHER_KIND)
    return look.figures.get(body.id), Verdict(Result.UNCONFIRMED, why=FIGURES_MISSING)


def _in_tier(rule: Rule, figures: Figures, look: Look, assets: int, *, is_public: bool) -> bool:
    tiers = rule.parameters["tiers"]
    _, spending, administration = next(
        (tier for tier in tiers if assets >= tier[0] * FEN), tiers[-1]
    )
    base = figures.income_before_minor if is_public else max(assets, 0)
    spent = _spends(figures.spending_minor, base, spending)
    if is_public and figures.income_average_minor is not None:
        spent = spent or _spends(figures.spending_minor, figures.income_average_minor, spending)
    if rule.has("income_of_last_tier") and assets < tiers[-2][0] * FEN:
        half = rule.number("income_of_last_tier")
        spent = spent and _spends(figures.spending_minor, figures.income_before_minor, half)
    small = rule_on("R-46", look.day)
    exempt = small is not None and figures.administration_minor < small.number("yuan") * FEN
    return spent and (
        exempt
        or is_at_most(figures.administration_minor, figures.outlay_minor, percent=administration)
    )


def _spends(spent: int, base: int, percent: int) -> bool:
    return is_at_least(spent, base, percent=percent)
