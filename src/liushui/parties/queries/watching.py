"""Every organisation as the clocks of the law see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from liushui.parties.models import Certificate, CertificateKind, Organisation
from liushui.parties.watching import Arrival, OwedStep, annual_days_of, arrivals_of


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A checked certificate; without ``valid_until`` it has no end."""

    kind: str
    number: str
    valid_from: date
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within it, both ends included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class WatchedOrganisation:
    """What the clocks need of one organisation. Days that nobody told are none.

    ``annual_days``: by year the day on which its yearly report was published (R-28).
    """

    id: int
    credit_code: str
    kind: str
    superior_id: int | None
    certificates: Sequence[HeldCertificate]
    registered_on: date | None
    charity_since: date | None
    admitted_on: date | None
    owed: Sequence[OwedStep]
    annual_days: Mapping[int, date] = field(default_factory=dict)

    def may_raise_publicly(self, day: date) -> bool:
        """Whether both certificates are checked and hold on this day (A01; 慈善法 art 22)."""
        held = {one.kind for one in self.certificates if one.holds_on(day)}
        return held >= set(CertificateKind.values)


def organisations_to_watch(
    organisation_ids: Collection[int] | None = None,
) -> list[WatchedOrganisation]:
    """All organisations, or these, by number: four queries whatever their count."""
    wanted = Organisation.objects.order_by("pk")
    if organisation_ids is not None:
        wanted = wanted.filter(pk__in=organisation_ids)
    bodies = list(wanted.only("pk", "credit_code", "kind", "superior_id"))
    keys = [body.pk for body in bodies]
    held: dict[int, list[HeldCertificate]] = defaultdict(list)
    checked = Certificate.objects.filter(organisation_id__in=keys).exclude(checked_by="")
    for one in checked.order_by("kind", "valid_from", "pk"):
        held[one.organisation_id].append(
            HeldCertificate(one.kind, one.number, one.valid_from, one.valid_until)
        )
    arrived, annual = arrivals_of(keys), annual_days_of(keys)
    return [
        replace(
            _watched(body, held[body.pk], arrived.get(body.pk, Arrival())),
            annual_days=annual.get(body.pk, {}),
        )
        for body in bodies
    ]


def _watched(
    body: Organisation, held: Sequence[HeldCertificate], arrival: Arrival
) -> WatchedOrganisation:
    return WatchedOrganisation(
        id=body.pk,
        credit_code=body.credit_code,
        kind=body.kind,
        superior_id=body.superior_id,
        certificates=held,
        registered_on=arrival.registered_on or _first_paper(held),
        charity_since=arrival.charity_since,
        admitted_on=arrival.admitted_on,
        owed=arrival.owed,
    )


def _first_paper(held: Sequence[HeldCertificate]) -> date | None:
    """Who came without an application was registered when its oldest registration paper says."""
    papers = (one.valid_from for one in held if one.kind == CertificateKind.REGISTRATION)
    return min(papers, default=None)
