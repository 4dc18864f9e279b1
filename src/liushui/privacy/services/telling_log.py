"""Telling the public log which fields can no longer be opened, never of a few people alone.

A list of one person's places would say that these gifts are of one giver. So a list has one place
of each of many people, and what cannot be mixed so waits for others.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.queries.people import destroyed_vaults
from liushui.parties.services import record
from liushui.privacy.models import ErasureNotice
from liushui.privacy.models.registers import LEAST_TOLD
from liushui.transparency.queries.erased import places_of
from liushui.transparency.services.erased import forget_held_back

MOST_IN_A_LEAF = 256
# So long a copy of the key store may still open them.
AFTER = timedelta(days=7)
_CLOCK = Actor.system("privacy")


@transaction.atomic
def tell_log(*, at: datetime) -> int:
    """Owe the log what twenty people or more make possible; how many places were told.

    The sealed fields of these places are taken away with it: after that no row says whose they
    were. Twice tells nothing twice.
    """
    whose = destroyed_vaults(before=at - AFTER)
    found = places_of(whose)
    people: dict[int, list[int]] = {}
    for who, places in found.items():
        people.setdefault(whose[who], []).extend(places)
    told = 0
    for batch in batches(people):
        notice = ErasureNotice.objects.create(indices=sorted(batch), day=day_of(at))
        forget_held_back(batch)
        record(_CLOCK, "data.log_told", notice, at=at, count=len(batch))
        told += len(batch)
    return told


def batches(people: Mapping[int, list[int]]) -> list[list[int]]:
    """Lists with one place of each person, each of ``LEAST_TOLD`` people at least.

    Who are put together is drawn by lot, so that a list says nothing about when they were erased.
    """
    left = {person: list(places) for person, places in people.items() if places}
    made: list[list[int]] = []
    while len(left) >= LEAST_TOLD:
        drawn = list(left)
        secrets.SystemRandom().shuffle(drawn)
        some = drawn[:MOST_IN_A_LEAF]
        made.append([left[person].pop() for person in some])
        left = {person: places for person, places in left.items() if places}
    return made
