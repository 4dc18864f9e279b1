"""All waiting papers of one organisation as long work: watched on a page, safe from a kill."""

import csv
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from liushui.desk.services import start_work
from liushui.desk.sheets import BOM
from liushui.desk.work import Result, Task
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.papers import policies, queries
from liushui.papers.services.making import make_owed
from liushui.parties.actors import Actor
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.desk.models import Work

KIND = "papers"
MOST = 1_000_000


class NoPapersOwed(DomainError):
    """No gift of the organisation waits for its papers."""

    code = "no_papers_owed"
    status = 409
    message = gettext_noop("No gift waits for its papers.")
    remedy = gettext_noop("Papers of gifts that were given here are made by themselves.")


@transaction.atomic
def start_batch(actor: Actor, organisation_id: int, *, language: str, at: datetime) -> "Work":
    """Have the worker make all papers that wait. Raises ``NotAllowed``, ``NoPapersOwed``."""
    policies.require_batch(actor, organisation_id)
    waiting = queries.owed_of(organisation_id)
    if not waiting:
        raise NoPapersOwed
    asked = {"organisation": str(organisation_id)}
    work = start_work(actor, KIND, asked=asked, language=language, at=at)
    record(actor, "papers.batch_started", at=at, organisation=organisation_id, gifts=waiting)
    return work


def batch_as_work(task: Task) -> Result:
    """The same by the worker. Run again it goes on with what still waits; none is made twice."""
    organisation_id = int(task.asked["organisation"])
    policies.require_batch(task.actor, organisation_id)
    waiting = queries.owed_of(organisation_id)
    task.progress.expect(waiting)
    done = make_owed(
        at=now(),
        limit=MOST,
        organisation_id=organisation_id,
        reach=lambda count: task.progress.reach(min(count, waiting)),
    )
    place = task.folder / "papers.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        csv.writer(file).writerows([["gifts", "papers"], [done, done * 3]])
    return Result(place, place.name, "text/csv; charset=utf-8")
