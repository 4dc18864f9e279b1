"""What the clock does by itself: duties every hour, so that what was mended goes up again soon."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.compliance.services.advancing import run_clock


@app.periodic(cron="7 * * * *", periodic_id="compliance.clock")
@app.task(queue="giving", queueing_lock="compliance.clock", pass_context=False)
def clock(timestamp: int) -> int:
    """Every day that was not run yet, and today again. How many days were run."""
    del timestamp
    return len(run_clock(at=now()))
