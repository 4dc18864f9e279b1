"""The clock's part: appeals whose days have passed take no more gifts."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.appeals.services.running import end_due_appeals


@app.periodic(cron="7 * * * *", periodic_id="appeals.end")
@app.task(queue="desk", queueing_lock="appeals.end", pass_context=False)
def end_due(timestamp: int) -> int:
    """Every hour. How many ended."""
    del timestamp
    return end_due_appeals(at=now())
