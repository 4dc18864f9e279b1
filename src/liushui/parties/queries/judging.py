"""Who decides for the site what concerns an organisation: never one of its own people.

That is whoever runs the site and does not serve it. Where everybody who runs the site serves it,
the organisations above it oversee it: whoever reads their subordinates' reports there and does not
serve it decides in the site's stead (decision 0089). Where there is nobody of the kind either, two
of its own board or supervisors decide together, and the public reads that nobody independent did
(decision 0095).
"""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.organisations_above import subordinates_of, superiors_of
from liushui.parties.queries.posts import holdings_in_force

_RUNS = [Right.INSTALLATION_MANAGE.value]
_READS = [Right.REPORTS_READ.value]
_OVERSEES = [Right.BODY_OVERSEE.value]
# Whoever does the organisation's work, or gives out its posts, is no second pair of eyes on it.
WORKING = (
    Right.PROJECT_EDIT, Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT,
    Right.CASE_EDIT, Right.GIFT_IMPORT, Right.BODY_EDIT, Right.POSTS_MANAGE, Right.PRIVACY_ANSWER,
    Right.INSTALLATION_MANAGE,
)  # fmt: skip
OVERSEERS_NEEDED = 2


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


def has_independent_judge(organisation_id: int, on: date) -> bool:
    """Whether anybody who does not serve the organisation may decide about it today."""
    if _is_free(_served_by_operators(on), organisation_id):
        return True
    above = superiors_of([organisation_id])
    if not above:
        return False
    held = holdings_in_force(on)
    serving = held.filter(post__organisation_id=organisation_id).values("person_id")
    reading = held.filter(
        post__organisation_id__in=above, post__region=None, post__rights__contains=_READS
    )
    return bool(reading.exclude(person_id__in=serving).exists())


def overseers_of(organisation_id: int, on: date) -> frozenset[int]:
    """Its board or supervisors as named here: by a post of their own, and without work in it."""
    held = holdings_in_force(on)
    named = held.filter(
        post__organisation_id=organisation_id,
        post__region=None,
        post__rights__contains=_OVERSEES,
        delegated_from=None,
    )
    here = Q(post__organisation_id=organisation_id, post__rights__overlap=[*map(str, WORKING)])
    working = held.filter(here | Q(post__rights__contains=_RUNS))
    found = set(named.values_list("person_id", flat=True))
    return frozenset(found - set(working.values_list("person_id", flat=True)))


def judges_own(actor: Actor, organisation_id: int, on: date) -> bool:
    """Whether the actor is one of those of its own who decide, two together, for want of others."""
    return (
        actor.holds(Right.BODY_OVERSEE, organisation_id)
        and actor.person_id in overseers_of(organisation_id, on)
        and not has_independent_judge(organisation_id, on)
    )


def judged_by_own(actor: Actor, on: date) -> frozenset[int]:
    """The organisations of which that is so: none for almost everybody, without a query."""
    named = actor.organisations_with(Right.BODY_OVERSEE)
    return frozenset(key for key in named if judges_own(actor, key, on))


def lacks_overseers(organisation_id: int, on: date) -> bool:
    """Whether nobody at all can decide about it: it has yet to name two people."""
    return len(overseers_of(organisation_id, on)) < OVERSEERS_NEEDED and not has_independent_judge(
        organisation_id, on
    )


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
