"""Each day of each account that moved is summed up by a leaf, once it is over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from liushui.transparency.format.flows import Account
from liushui.transparency.services.leafing import SUMMARY, Owing
from liushui.transparency.sources import Draft

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

Due = tuple[str, str, str, date, int, int, int, int]


def due(cursor: "CursorWrapper", today: date) -> Sequence[Due]:
    """The accounts whose leaves since their last summary are of a day that is over."""
    cursor.execute(
        """select organisation_code, project, currency, since, upto, gifts, came, went
           from transparency_daysum where since < %s
           order by organisation_code, project, currency""",
        [today],
    )
    return list(cursor.fetchall())


def drafted(days: Sequence[Due]) -> list[tuple[Owing, Draft]]:
    """A leaf for each, over everything since the one before it: R6 holds it to the leaf."""
    found = []
    for number, (code, project, currency, since, upto, gifts, came, went) in enumerate(days):
        members = {
            "prj": project, "cur": currency, "cnt": gifts, "in": came, "out": went,
            "first": upto, "last": upto,
        }  # fmt: skip
        found.append(((SUMMARY, number), Draft(code, since, members)))
    return found


def begin_anew(cursor: "CursorWrapper", days: Sequence[Due], first: int) -> None:
    """These were summed up by the leaves from ``first`` on: nothing came since."""
    cursor.executemany(
        """update transparency_daysum set since = null, upto = %s, gifts = 0, came = 0, went = 0
           where (organisation_code, project, currency) = (%s, %s, %s)""",
        [(first + number, *day[:3]) for number, day in enumerate(days)],
    )


def count(cursor: "CursorWrapper", sums: Mapping[Account, Sequence[int]], today: date) -> None:
    """Add what this batch's leaves brought and took; it is summed up when today is over."""
    if not sums:
        return
    cursor.executemany(
        """insert into transparency_daysum as t
             (organisation_code, project, currency, since, upto, gifts, came, went)
           values (%s, %s, %s, %s, 0, %s, %s, %s)
           on conflict (organisation_code, project, currency) do update
           set since = coalesce(t.since, excluded.since), gifts = t.gifts + excluded.gifts,
             came = t.came + excluded.came, went = t.went + excluded.went""",
        [(*account, today, *moved) for account, moved in sorted(sums.items())],
    )
