"""Which rows of a list may be gifts that came another way as well: same donor, sum and day.

Compared by machine alone. A sealed name is opened only where sum, day and mask agree, and shown to
nobody; whether the two are one gift, a person says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from liushui.base import vault
from liushui.giving.models import GiftOrder
from liushui.giving.queries.recognising import lookups_of
from liushui.giving.services.planning import Plan, Treat
from liushui.giving.sheets.cells import folded
from liushui.giving.sheets.reading import Piece
from liushui.giving.states import GiftState, Likeness
from liushui.kernel.masks import mask_name
from liushui.parties.queries.people import NAME
from liushui.projects.queries import projects_held_by

_AT_ONCE = 50_000
_PROJECTS = 10_000
_CANDIDATES = """
select told.n, o.id, o.reference, o.donor_id, g.order_id is not null,
       coalesce(g.name_lookup = told.name, false), coalesce(g.phone_lookup = told.phone, false)
from unnest(%(ns)s::int[], %(amounts)s::bigint[], %(days)s::date[], %(names)s::bytea[],
            %(phones)s::bytea[], %(masks)s::text[]) as told (n, amount, day, name, phone, mask)
join giving_payment p on p.amount_minor = told.amount
  and (p.paid_at at time zone 'Asia/Shanghai')::date = told.day
join giving_giftorder o on o.id = p.order_id and o.project_id = any(%(projects)s)
  and o.state in (select unnest(%(states)s::text[]))
left join giving_importedgiver g on g.order_id = o.id
where (case when g.order_id is not null
         then not %(is_new)s and (g.name_lookup = told.name or g.phone_lookup = told.phone)
         else o.donor_id is not null
           and (o.donor_display in ('', told.mask) or told.phone is not null) end)
  and not exists (select from giving_importedrow r join giving_importedsheet s on s.id = r.sheet_id
                  where r.order_id = o.id and s.series = %(series)s)
order by told.n, o.id"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row and the gift in the books that it resembles."""

    piece: Piece
    mark: bytes
    order_id: int
    reference: str
    likeness: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    n: int
    order_id: int
    reference: str
    donor_id: int | None
    is_imported: bool
    same_name: bool
    same_phone: bool


def doubts_about(
    plan: Plan, day: date, *, reach: Callable[[int], None] | None = None
) -> list[Doubt]:
    """Rows that are new and resemble a gift of the organisation from elsewhere, one each.

    ``day`` is that of rows which have none. Rows of the same list's earlier issues are no doubt; of
    a list that a person called new, neither are those of other lists. ``reach`` hears how many rows
    are compared.
    """
    fresh = plan.fresh
    projects = [project.pk for project in projects_held_by([plan.organisation_id], _PROJECTS)]
    found: list[Doubt] = []
    for start in range(0, len(fresh), _AT_ONCE):
        some = fresh[start : start + _AT_ONCE]
        found += _doubts(plan, some, projects, plan.sheet.day or day)
        if reach is not None:
            reach(start + len(some))
    return found


def _doubts(
    plan: Plan, rows: Sequence[tuple[Piece, bytes]], projects: list[int], day: date
) -> list[Doubt]:
    lookups = [lookups_of(gift.name, gift.phone) for gift, _ in rows]
    bound: dict[str, Any] = {
        "ns": list(range(len(rows))),
        "amounts": [gift.amount_minor for gift, _ in rows],
        "days": [gift.day or day for gift, _ in rows],
        "names": [name for name, _, _ in lookups],
        "phones": [phone for _, phone, _ in lookups],
        "masks": [mask_name(gift.name) for gift, _ in rows],
        "projects": projects,
        "states": [GiftState.PAID.value, GiftState.NEEDS_DECISION.value],
        "is_new": plan.treat == Treat.NEW,
        "series": plan.series,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, bound)
        candidates = [_Candidate(*row) for row in cursor.fetchall()]
    donors = _donors(one.donor_id for one in candidates if not one.is_imported)
    found: dict[int, Doubt] = {}
    for one in candidates:
        gift, mark = rows[one.n]
        likeness = _likeness(one, gift, lookups[one.n][1], donors)
        if likeness and one.n not in found:
            found[one.n] = Doubt(gift, mark, one.order_id, one.reference, likeness)
    return list(found.values())


def _likeness(
    one: _Candidate,
    gift: Piece,
    phone: bytes | None,
    donors: Mapping[int, tuple[str, bytes | None]],
) -> str:
    """By what the row's donor is that gift's donor, "" if they are not."""
    if one.is_imported:
        by_phone, by_name = one.same_phone, one.same_name
    else:
        name, known = donors.get(one.donor_id or 0, ("", None))
        by_phone = phone is not None and known == phone
        by_name = bool(name) and name == folded(gift.name)
    return Likeness.PHONE if by_phone else Likeness.NAME if by_name else ""


def _donors(ids: Iterable[int | None]) -> dict[int, tuple[str, bytes | None]]:
    """Name as it is compared, and keyed hash of the phone, of each donor. Erased ones: nothing."""
    wanted = {one for one in ids if one is not None}
    rows = list(
        GiftOrder.objects.filter(donor_id__in=wanted)
        .order_by("donor_id")
        .distinct("donor_id")
        .values_list("donor_id", "donor__vault_id", "donor__name_sealed", "donor__phone_lookup")
    )
    sealed = [(vault_id, name) for _, vault_id, name, _ in rows if name is not None]
    names = iter(vault.open_many(NAME, sealed))
    return {
        donor_id: (
            folded(next(names) or "") if name is not None else "",
            bytes(phone) if phone is not None else None,
        )
        for donor_id, _, name, phone in rows
    }
