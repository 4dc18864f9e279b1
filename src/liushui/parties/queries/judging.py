"""Who decides for the site what concerns an organisation: never one of its own people.

That is whoever runs the site and does not serve it. Where everybody who runs the site serves it,
the organisations above it oversee it: whoever reads their subordinates' reports there and does not
serve it decides in the site's stead (decision 0089).
"""

from collections import defaultdict
from datetime import date

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.organisations_above import subordinates_of, superiors_of
from liushui.parties.queries.posts import holdings_in_force

_RUNS = [Right.INSTALLATION_MANAGE.value]


def judges_for(actor: Actor, organisation_id: int, on: date) -> bool:
    """Whether the actor decides for the site about this organisation."""
    if actor.is_of(organisation_id):
        return False
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        return True
    above = actor.organisations_with(Right.REPORTS_READ) & superiors_of([organisation_id])
    return bool(above) and not _is_free(_served_by_operators(on), organisation_id)


def judged_from_above(actor: Actor, on: date) -> frozenset[int]:
    """The organisations below the actor's own about which nobody who runs the site may decide."""
    above = actor.organisations_with(Right.REPORTS_READ)
    if not above:
        return frozenset()
    served = _served_by_operators(on)
    below = {one.organisation.pk for one in subordinates_of(above)}
    return frozenset(key for key in below if not _is_free(served, key) and not actor.is_of(key))


def _is_free(served: "dict[int, set[int]]", organisation_id: int) -> bool:
    return any(organisation_id not in bodies for bodies in served.values())


def _served_by_operators(on: date) -> dict[int, set[int]]:
    """Of each person who runs the site by a post of their own the bodies that they serve."""
    held = holdings_in_force(on)
    running = held.filter(post__rights__contains=_RUNS, delegated_from=None)
    people = set(running.values_list("person_id", flat=True))
    served: dict[int, set[int]] = defaultdict(set)
    for person_id, body in held.filter(person_id__in=people).values_list(
        "person_id", "post__organisation_id"
    ):
        served[person_id].add(body)
    return served
