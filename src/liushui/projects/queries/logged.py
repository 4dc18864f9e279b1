"""Projects and what they reported, as the public log tells them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from liushui.base.arrays import array_of
from liushui.projects.models import Project
from liushui.projects.states import Lane

GENERAL, PERSONAL = "GENERAL", "PERSONAL"


def logged_words(fund_ids: Iterable[int]) -> Mapping[int, str]:
    """Under which word each fund stands in the log: its project's number, if it is a project's.

    Personal appeals share one word: the account of one person would say of each gift whom it was
    for.
    """
    wanted = set(fund_ids)
    found = Project.objects.filter(fund_id__in=wanted).values_list("fund_id", "number", "lane")
    words = dict.fromkeys(wanted, GENERAL)
    words |= {
        fund_id: PERSONAL if lane == Lane.PERSONAL else number for fund_id, number, lane in found
    }
    return words


class LoggedReport(NamedTuple):
    """A report that was published, by its digest."""

    report_id: int
    organisation_code: str
    project: str
    day: date
    digest: bytes


def logged_reports(report_ids: Iterable[int]) -> Sequence[LoggedReport]:
    """These reports, one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select r.id, o.credit_code, case when p.lane = 'personal' then '' else p.number end,
                 (r.published_at at time zone 'Asia/Shanghai')::date, r.digest
               from projects_progressreport r join projects_project p on p.id = r.project_id
               join parties_organisation o on o.id = p.organisation_id
               where r.id = any(%s::bigint[])""",
            [array_of(report_ids)],
        )
        return [LoggedReport(*row) for row in cursor.fetchall()]


def reports_not_owed_to_log(after: int, limit: int) -> Sequence[int]:
    """Reports behind ``after`` that nobody owed to the public log, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select r.id from projects_progressreport r
               where r.id > %s and exists (select from transparency_log)
                 and not exists (select from transparency_owed o
                   where o.subject = r.id and o.kind = 'report')
               order by r.id limit %s""",
            [after, limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]
