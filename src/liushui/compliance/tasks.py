"""What the clock does by itself: duties every hour, so that what was mended goes up again soon."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.checking import make_due_self_check
from liushui.compliance.services.day_work import CLOCK


@app.periodic(cron="7 * * * *", periodic_id="compliance.clock")
@app.task(
    queue="giving",
    lock="compliance.clock",
    queueing_lock="compliance.clock",
    pass_context=False,
)
def clock(timestamp: int) -> int:
    """Every day that was not run yet, and today again; the month's self-check when it is due.

    How many days were run.
    """
    del timestamp
    at = now()
    try:
        runs = run_clock(at=at)
    finally:
        make_due_self_check(CLOCK, at=at)
    return len(runs)
