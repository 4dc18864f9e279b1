"""Plain facts for the clocks, as the modules below tell them; share freely."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liushui.cases.review_queries import WatchedReview
from liushui.compliance.clocks import Facts, Obligation, obligations_on
from liushui.compliance.queries.calendars import _shipped
from liushui.disbursing.queries.reports import ReportOwed
from liushui.kernel.days import Calendar
from liushui.parties.queries.watching import HeldCertificate, WatchedOrganisation
from liushui.projects.queries.closings import Rest
from liushui.projects.queries.publications import Publication

NUMBER, BODY = "P001", 7
# The list of 2026 alone, as the State Council gave it: 2027 is not known yet.
YEARS = [_shipped()[2025], _shipped()[2026]]
CALENDAR = Calendar.of(
    [2025, 2026],
    off=[day for year in YEARS for day in year.off],
    worked=[day for year in YEARS for day in year.worked],
)


@dataclass(frozen=True)
class Campaign:
    starts_on: date
    ends_on: date
    number: str = NUMBER
    organisation_id: int = BODY
    title: str = "山路校车"
    filed_on: date | None = None
    is_emergency: bool = False
    file_by: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    in_charge_id: int | None = None
    rest: Rest = Rest()  # noqa: RUF009 - frozen
    has_partners: bool = False


@dataclass(frozen=True)
class Complaint:
    received_on: date
    answered_on: date | None = None
    code: str = "T001"
    project_number: str = NUMBER
    organisation_id: int = BODY


@dataclass(frozen=True)
class Occurrence:
    kind: str
    on: date
    organisation_id: int | None = BODY
    title: str = "一件事"
    pk: int = 3


@dataclass(frozen=True)
class Postponed:
    """A step that the quick lane left for later."""

    due_on: date
    step: str = "board"
    done_on: date | None = None


def charity(
    *, public: bool = True, until: date | None = None, since: date = date(2020, 1, 1), **more: Any
) -> WatchedOrganisation:
    """A foundation with its papers; ``until`` ends the public one."""
    papers = [HeldCertificate("registration", "R1", since, None)]
    if public:
        papers.append(HeldCertificate("public_fundraising", "P1", since, until))
    plain: dict[str, Any] = {
        "id": BODY, "credit_code": "5" * 18, "kind": "foundation", "superior_id": None,
        "certificates": papers, "registered_on": since, "charity_since": since,
        "admitted_on": since, "owed": (),
    }  # fmt: skip
    return WatchedOrganisation(**{**plain, **more})


def partner_report(due: date, **more: Any) -> ReportOwed:
    plain: dict[str, Any] = {
        "reference": "LS1", "agreement": "G001", "project_id": 1, "payer_id": 1,
        "reporter_id": BODY, "amount_minor": 100, "opened_on": due - timedelta(days=60),
        "due_on": due, "reported_on": None, "accepted_on": None, "waived_on": None,
    }  # fmt: skip
    return ReportOwed(**{**plain, **more})


def level_look(due: date) -> WatchedReview:
    """One level that is to say what it found of a case."""
    return WatchedReview(
        key=4, project_number=NUMBER, organisation_id=BODY,
        opened_on=due - timedelta(days=20), due_on=due, done_on=None,
    )  # fmt: skip


def campaign_facts(campaign: Campaign, *published: tuple[date, str]) -> Facts:
    reports = [Publication(on, kind) for on, kind in published]
    return Facts(campaigns=[campaign], published={campaign.number: reports})


def owed_on(facts: Facts, day: date) -> dict[tuple[str, str], Obligation]:
    """By rule and cycle, what the clocks see on a day."""
    found = obligations_on(facts, day, CALENDAR)
    return {(one.rule.id, one.cycle): one for one in found if one.appears_on <= day}
