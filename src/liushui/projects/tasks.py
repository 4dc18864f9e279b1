"""The clock's part: complaints that were answered long ago."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.projects.services import forget_answered


@app.periodic(cron="29 4 * * *", periodic_id="projects.forget")
@app.task(queue="desk", queueing_lock="projects.forget", pass_context=False)
def forget_old(timestamp: int) -> int:
    """Every night: answered complaints whose time of keeping is over. How many."""
    del timestamp
    return forget_answered(at=now())
