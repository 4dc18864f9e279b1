"""When each charity published its yearly reports (R-28), as it said itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liushui.compliance.models import Fulfilment

YEARLY = "R-28"
_MOST = 30


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """Of which year, on which day, and where the public reads it."""

    year: int
    on: date
    address: str
    note: str


def annual_reports_of(organisation_id: int) -> Sequence[AnnualReport]:
    """A charity's yearly reports, the newest first: one query."""
    said = Fulfilment.objects.filter(duty__rule=YEARLY, duty__organisation_id=organisation_id)
    rows = said.order_by("-duty__cycle").values_list("duty__cycle", "done_on", "address", "note")
    return [AnnualReport(int(year), on, address, note) for year, on, address, note in rows[:_MOST]]


def annual_days(organisation_ids: Sequence[int]) -> Mapping[int, Mapping[int, date]]:
    """By organisation and year the day of publication: what parties tells with each body."""
    said = Fulfilment.objects.filter(
        duty__rule=YEARLY, duty__organisation_id__in=organisation_ids
    ).values_list("duty__organisation_id", "duty__cycle", "done_on")
    found: dict[int, dict[int, date]] = {}
    for organisation_id, year, on in said:
        found.setdefault(organisation_id, {})[int(year)] = on
    return found
