"""A team's total falls when, and only when, money of its gifts goes back: the ledger says so."""

from django.db import connection, transaction

from liushui.ledger.queries.given_back import GivenBack, given_back_after, won_back
from liushui.teams.models import Fresh, ReturnMark, TeamGift, TeamReturn

_LOCK = 0x74656172
BATCH = 5_000


@transaction.atomic
def follow_returns() -> int:
    """Note what went back of teams' gifts since the last time, and what came again; how many.

    The ledger's sinks of returns are lines without gaps, so nothing in them can be passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    marks = dict(ReturnMark.objects.values_list("fund_id", "read_to"))
    found = given_back_after(marks, limit=BATCH)
    noted = _note(found)
    read = {one.fund_id: one.read_to for one in found}
    ReturnMark.objects.bulk_create(
        [ReturnMark(fund_id=fund_id, read_to=to) for fund_id, to in read.items()],
        update_conflicts=True,
        unique_fields=["fund"],
        update_fields=["read_to"],
    )
    return noted + _note(won_back())


def _note(found: list[GivenBack]) -> int:
    by_ref = {one.ref for one in found}
    gifts = TeamGift.objects.filter(order__reference__in=by_ref).select_related("order")
    of_ref = {gift.order.reference: gift for gift in gifts}
    ids = [one.movement_id for one in found if one.ref in of_ref]
    known = set(
        TeamReturn.objects.filter(movement_id__in=ids).values_list("movement_id", flat=True)
    )
    fresh = [
        one for one in found if one.minor and one.ref in of_ref and one.movement_id not in known
    ]
    TeamReturn.objects.bulk_create(
        TeamReturn(
            gift=of_ref[one.ref],
            movement_id=one.movement_id,
            amount_minor=one.minor,
            returned_at=one.at,
        )
        for one in fresh
    )
    Fresh.objects.bulk_create(
        Fresh(team_id=of_ref[one.ref].team_id, amount_minor=-one.minor, gifts=0, at=one.at)
        for one in fresh
    )
    return len(fresh)
