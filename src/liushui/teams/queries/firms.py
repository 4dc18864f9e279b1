"""Firms, their people, their own gifts and the pools that they pay for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear

from liushui.kernel.clock import CHINA
from liushui.kernel.errors import NotFound
from liushui.ledger.queries.given_back import given_back_of
from liushui.ledger.queries.pools import PoolStanding, pool_by_id, pool_standing
from liushui.parties.queries import masked_names
from liushui.teams.models import Firm, FirmGift, FirmPerson, FirmPool, FirmRequest
from liushui.teams.states import RequestState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FIRMS_SHOWN = 100
PEOPLE_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What a firm gave in its own name to one organisation in one year."""

    organisation_id: int
    name: str
    name_en: str
    credit_code: str
    year: int
    minor: int
    gifts: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a firm, as colleagues see them: surname and stars."""

    person: FirmPerson
    shown: str


def firm_by_code(credit_code: str) -> Firm:
    """The firm with this credit code: public for all. Raises ``NotFound``."""
    firm = _whole().filter(organisation__credit_code=credit_code.upper()).first()
    if firm is None:
        raise NotFound
    return firm


def firm_by_id(firm_id: int) -> Firm | None:
    """The firm behind a number of an order's origin."""
    return _whole().filter(pk=firm_id).first()


def firms(limit: int = FIRMS_SHOWN) -> Sequence[Firm]:
    """Firms that have a page here, newest first."""
    return list(_whole().order_by("-pk")[:limit])


def firms_of(actor: "Actor") -> Sequence[FirmPerson]:
    """The firms that the actor joined."""
    own = FirmPerson.objects.filter(person_id=actor.person_id or 0)
    return list(own.select_related("firm__organisation").order_by("pk"))


def requests_of(actor: "Actor") -> Sequence[FirmRequest]:
    """What the actor asked for, newest first."""
    return list(FirmRequest.objects.filter(asked_by_id=actor.person_id or 0).order_by("-pk")[:20])


def requests_in_console(actor: "Actor") -> "QuerySet[FirmRequest]":
    """All requests: whoever comes here looks after the whole site."""
    del actor
    return FirmRequest.objects.select_related("firm")


def request_for_update(key: int) -> FirmRequest:
    """One request, locked. Raises ``NotFound``."""
    found = FirmRequest.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def request_by_key(key: int) -> FirmRequest:
    """One request. Raises ``NotFound``."""
    found = FirmRequest.objects.filter(pk=key).select_related("licence", "firm").first()
    if found is None:
        raise NotFound
    return found


def requests_waiting() -> Sequence[FirmRequest]:
    """Requests that wait for a second person, oldest first."""
    waiting = FirmRequest.objects.filter(state=RequestState.ASKED)
    return list(waiting.order_by("pk")[:FIRMS_SHOWN])


def colleagues(firm: Firm) -> Sequence[Colleague]:
    """Who joined the firm, oldest first. Nothing here says who gave and who did not."""
    joined = firm.people.select_related("person").order_by("pk")[:PEOPLE_SHOWN]
    listed = list(joined)
    shown = masked_names([one.person for one in listed])
    return [Colleague(one, shown[one.person_id]) for one in listed]


def own_gifts(firm: Firm) -> Sequence[Given]:
    """What the firm gave in its own name and did not have back, by year and organisation.

    The newest year first.
    """
    back = _given_back(firm)
    rows = (
        FirmGift.objects.filter(firm=firm)
        .annotate(year=ExtractYear("booked_at", tzinfo=CHINA))
        .values(
            "year",
            "order__project__organisation_id",
            "order__project__organisation__name",
            "order__project__organisation__name_en",
            "order__project__organisation__credit_code",
        )
        .annotate(minor=Sum("amount_minor"), gifts=Count("pk"))
        .order_by("-year", "order__project__organisation_id")
    )
    return [
        Given(
            organisation_id=row["order__project__organisation_id"],
            name=row["order__project__organisation__name"],
            name_en=row["order__project__organisation__name_en"],
            credit_code=row["order__project__organisation__credit_code"],
            year=row["year"],
            minor=row["minor"] - back.get((row["order__project__organisation_id"], row["year"]), 0),
            gifts=row["gifts"],
        )
        for row in rows
    ]


def _given_back(firm: Firm) -> Mapping[tuple[int, int], int]:
    """What the firm had back, by organisation and by the year in which it had given it."""
    given = FirmGift.objects.filter(firm=firm).values_list(
        "order__reference",
        "order__project__organisation_id",
        ExtractYear("booked_at", tzinfo=CHINA),
    )
    where = {ref: (body, year) for ref, body, year in given}
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for ref, minor in given_back_of(where).items():
        sums[where[ref]] += minor
    return sums


def gifts_of_year(firm: Firm, organisation_id: int, year: int) -> Sequence[FirmGift]:
    """The firm's own gifts to one organisation in one year, oldest first."""
    found = FirmGift.objects.filter(firm=firm, order__project__organisation_id=organisation_id)
    found = found.annotate(year=ExtractYear("booked_at", tzinfo=CHINA)).filter(year=year)
    return list(found.select_related("order__project__organisation").order_by("pk"))


def pools_of_firm(firm: Firm) -> Sequence[PoolStanding]:
    """The pools that the firm pays for, as they stand now."""
    ids = FirmPool.objects.filter(firm=firm).order_by("pk").values_list("pool_id", flat=True)
    return [pool_standing(pool_by_id(pool_id)) for pool_id in ids[:20]]


def firms_of_pools(pool_ids: list[int]) -> Mapping[int, Firm]:
    """Which firms pay for these pools, by pool: one query."""
    named = FirmPool.objects.filter(pool_id__in=pool_ids).select_related("firm__organisation")
    return {one.pool_id: one.firm for one in named}


def _whole() -> "QuerySet[Firm]":
    return Firm.objects.select_related("organisation")
