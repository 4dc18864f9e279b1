"""What is fresh is added to the standings in batches, by one folder at a time.

So no gift waits for another gift of its team, however hot the team is; a standing and the rows that
it was made of change in one statement, so that their sum is right at every moment.
"""

from django.db import connection, transaction

BATCH = 20_000
# One folder at a time: the number is this table's name in ASCII, shortened.
_LOCK = 0x7465616D

_FOLD = """
with taken as (
  delete from teams_fresh where id in (select id from teams_fresh order by id limit %s)
  returning team_id, amount_minor, gifts, at),
told as (
  select team_id, amount_minor, gifts, at from taken
  union all
  select t.above_id, f.amount_minor, f.gifts, f.at
  from taken f join teams_team t on t.id = f.team_id where t.above_id is not null),
sums as (
  select team_id, sum(amount_minor) as minor, sum(gifts) as gifts, max(at) as at
  from told group by team_id),
folded as (
  update teams_standing s set total_minor = s.total_minor + sums.minor,
    gift_count = s.gift_count + sums.gifts, reached_at = greatest(s.reached_at, sums.at)
  from sums where s.team_id = sums.team_id returning 1)
select (select count(*) from taken), (select count(*) from folded)
"""


@transaction.atomic
def fold(limit: int = BATCH) -> int:
    """Add the oldest fresh rows to their teams' standings, and to those of the teams above.

    How many rows; 0 when nothing is fresh or another folder is at it. Safe to call at any time.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [limit])
        return int(cursor.fetchone()[0])


def fold_all() -> int:
    """Everything that is fresh now; how many rows."""
    folded = 0
    while step := fold():
        folded += step
    return folded
