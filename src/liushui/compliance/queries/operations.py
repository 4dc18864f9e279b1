"""A half year of the site in figures (N14): each amount is a sum over the ledger's entries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liushui.compliance.models import OperationsReport, PlatformEntry
from liushui.kernel.days import add_months
from liushui.kernel.errors import NotFound
from liushui.ledger.queries.designations import members_of
from liushui.ledger.queries.flows import Months, edges_around
from liushui.parties.queries import organisations_by_id
from liushui.projects.queries.publications import funds_of_public_projects
from liushui.projects.queries.watching import campaigns_to_watch

_MONTHS = 6
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One charity in a half year: its campaigns, and the gifts booked into their funds."""

    credit_code: str
    name: str
    name_en: str
    campaigns: int
    gifts: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class HalfYear:
    """What the norm asks for: partners, campaigns, amounts, the site's own income and spending."""

    half: date
    partners: Sequence[PartnerLine]
    campaigns: int
    gifts: int
    amount_minor: int
    income: Sequence[PlatformEntry]
    spending: Sequence[PlatformEntry]

    @property
    def income_minor(self) -> int:
        return sum(one.amount_minor for one in self.income)

    @property
    def spending_minor(self) -> int:
        return sum(one.amount_minor for one in self.spending)


def half_of(day: date) -> date:
    """The first day of the half year in which a day lies."""
    return date(day.year, 1 if day.month <= _MONTHS else _MONTHS + 1, 1)


def half_after(half: date) -> date:
    """The first day of the next one."""
    return add_months(half, _MONTHS)


def half_year(half: date) -> HalfYear:
    """The figures as the books have them now: gifts from outside, by booked month, gross."""
    last = add_months(half, _MONTHS - 1)
    running = [
        one
        for one in campaigns_to_watch()
        if one.starts_on < half_after(half)
        and half <= min(one.ends_on, one.closed_on or one.ends_on)
    ]
    projects = funds_of_public_projects()
    amounts, gifts = _given(projects, Months(half, last))
    campaigns = Counter(one.organisation_id for one in running)
    bodies = organisations_by_id(set(campaigns) | set(amounts))
    partners = [
        PartnerLine(
            body.credit_code, body.name, body.name_en, campaigns[body.pk], gifts[body.pk],
            amounts[body.pk],
        )
        for body in bodies
    ]  # fmt: skip
    entries = list(PlatformEntry.objects.filter(half=half).order_by("pk"))
    return HalfYear(
        half=half,
        partners=sorted(partners, key=lambda one: (-one.amount_minor, one.credit_code)),
        campaigns=len(running),
        gifts=sum(one.gifts for one in partners),
        amount_minor=sum(one.amount_minor for one in partners),
        income=[one for one in entries if one.is_income],
        spending=[one for one in entries if not one.is_income],
    )


def _given(
    projects: Mapping[int, tuple[str, int]], months: Months
) -> tuple[Counter[int], Counter[int]]:
    """By organisation: fen and number of gifts that came from outside into its campaigns."""
    base_of = members_of(projects)
    amounts: Counter[int] = Counter()
    gifts: Counter[int] = Counter()
    for edge in edges_around(base_of, months):
        if edge.source is None:
            _number, body = projects[base_of[edge.target]]
            amounts[body] += edge.amount
            gifts[body] += edge.count
    return amounts, gifts


def half_year_facts(one: HalfYear) -> Mapping[str, Any]:
    """The same for machines, and what a published edition keeps. Amounts in fen."""
    return {
        "half": one.half.isoformat(),
        "campaigns": one.campaigns,
        "gifts": one.gifts,
        "amount_minor": one.amount_minor,
        "partners": [
            {
                "credit_code": line.credit_code, "name": line.name, "name_en": line.name_en,
                "campaigns": line.campaigns, "gifts": line.gifts,
                "amount_minor": line.amount_minor,
            }
            for line in one.partners
        ],
        "income": [_entry(entry) for entry in one.income],
        "spending": [_entry(entry) for entry in one.spending],
        "income_minor": one.income_minor,
        "spending_minor": one.spending_minor,
    }  # fmt: skip


def _entry(entry: PlatformEntry) -> Mapping[str, Any]:
    return {
        "label": entry.label, "label_en": entry.label_en, "amount_minor": entry.amount_minor,
    }  # fmt: skip


def operations_reports() -> Sequence[OperationsReport]:
    """Every edition that was published, the newest first."""
    return list(OperationsReport.objects.order_by("-half", "-edition")[:MOST_SHOWN])


def operations_report(half: date, edition: int | None = None) -> OperationsReport:
    """An edition, or the newest. Raises ``NotFound``."""
    found = OperationsReport.objects.filter(half=half).select_related("paper_zh", "paper_en")
    if edition is not None:
        found = found.filter(edition=edition)
    report = found.order_by("-edition").first()
    if report is None:
        raise NotFound
    return report
