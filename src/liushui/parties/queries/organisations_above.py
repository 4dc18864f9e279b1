"""Who stands above whom among organisations, up to five levels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation

# Nation, province, city, county, town: a federation has no more levels below its own than these.
LEVELS = 5
MOST_BELOW = 1000

_TREE = """
with recursive below(id, level, path) as (
  select id, 1, array[superior_id, id] from parties_organisation where superior_id = any(%s)
  union all
  select o.id, b.level + 1, b.path || o.id
    from parties_organisation o join below b on o.superior_id = b.id
   where b.level < %s and not o.id = any(b.path)
)
"""
_BELOW = f"""{_TREE}
select id, min(level) from below group by id order by min(level), id limit %s
"""
_DEPTH = f"{_TREE} select coalesce(max(level), 0) from below"
_AT_PLACE = f"""{_TREE}
select o.id from (select id, level from below union all select %s, 0) b
join parties_organisation o on o.id = b.id where o.place_id = %s order by b.level, o.id limit 1
"""

_ABOVE = """
with recursive above(id, level) as (
  select superior_id, 1 from parties_organisation where id = any(%s) and superior_id is not null
  union
  select o.superior_id, a.level + 1
    from parties_organisation o join above a on o.id = a.id
   where a.level < %s and o.superior_id is not null
)
select distinct id from above
"""


@dataclass(frozen=True, slots=True)
class Subordinate:
    """An organisation and how far it stands below: 1 is directly."""

    organisation: Organisation
    level: int


def subordinates_of(organisation_ids: Iterable[int]) -> Sequence[Subordinate]:
    """All organisations below these, nearest first; a circle in the books does no harm."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [sorted(set(organisation_ids)), LEVELS, MOST_BELOW])
        levels = dict(cursor.fetchall())
    found = Organisation.objects.select_related("superior", "place").in_bulk(levels)
    return [Subordinate(found[key], level) for key, level in levels.items()]


def levels_above(organisation_id: int) -> Sequence[int]:
    """The organisations above this one, nearest first; a circle ends the walk."""
    above: list[int] = []
    key: int | None = organisation_id
    while key is not None and len(above) <= LEVELS:
        found = Organisation.objects.filter(pk=key).values_list("superior_id", flat=True).first()
        if found is None or found in above or found == organisation_id:
            break
        above.append(found)
        key = found
    return above


def body_at(organisation_id: int, place_code: str) -> Organisation | None:
    """The organisation of this place in the tree in which the other stands; of several the highest.

    The place is its own, not one that it lies in: of a county the county's, not the city's. Each
    body writes its own place alone: so what stands lower is never taken for what stands above it.
    """
    above = levels_above(organisation_id)
    top = above[-1] if above else organisation_id
    with connection.cursor() as cursor:
        cursor.execute(_AT_PLACE, [[top], LEVELS, top, place_code])
        found = cursor.fetchone()
    return Organisation.objects.get(pk=found[0]) if found else None


def depth_below(organisation_id: int) -> int:
    """How many levels stand below it: 0 where nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPTH, [[organisation_id], LEVELS])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation in its tree, with those directly below it."""

    organisation: Organisation
    is_here: bool
    below: Sequence["Branch"]


def tree_around(credit_code: str) -> Branch:
    """The whole tree in which an organisation stands, from its top. Public. Raises ``NotFound``."""
    here = Organisation.objects.filter(credit_code=credit_code).first()
    if here is None:
        raise NotFound
    above = levels_above(here.pk)
    top = above[-1] if above else here.pk
    bodies = [one.organisation for one in subordinates_of([top])]
    by_superior: dict[int | None, list[Organisation]] = {}
    for body in sorted(bodies, key=lambda one: (one.place_id or "", one.name, one.pk)):
        by_superior.setdefault(body.superior_id, []).append(body)

    def branch(body: Organisation, level: int) -> Branch:
        below = by_superior.get(body.pk, []) if level < LEVELS else []
        return Branch(body, body.pk == here.pk, [branch(one, level + 1) for one in below])

    return branch(Organisation.objects.get(pk=top), 0)


def overseen_by(actor: Actor) -> Sequence[Subordinate]:
    """What stands below the organisations whose subordinates' reports the actor reads."""
    above = actor.organisations_with(Right.REPORTS_READ)
    return subordinates_of(above) if above else []


def overseen_for(actor: Actor, credit_code: str) -> Subordinate:
    """One of them. Raises ``NotFound`` for every other organisation."""
    overseeing = actor.organisations_with(Right.REPORTS_READ)
    wanted = Organisation.objects.select_related("superior", "place")
    found = wanted.filter(credit_code=credit_code).first()
    above = levels_above(found.pk)[:LEVELS] if found is not None else ()
    for level, key in enumerate(above, start=1):
        if found is not None and key in overseeing:
            return Subordinate(found, level)
    raise NotFound


def superiors_of(organisation_ids: Iterable[int]) -> frozenset[int]:
    """Every organisation above these, up to five levels."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [sorted(set(organisation_ids)), LEVELS])
        return frozenset(key for (key,) in cursor.fetchall())
