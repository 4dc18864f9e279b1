"""What the clock does for the interface: it forgets old answers."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.api.services import empty_answers


@app.periodic(cron="23 3 * * *", periodic_id="api.forget")
@app.task(queue="giving", queueing_lock="api.forget", pass_context=False)
def forget(timestamp: int) -> int:
    """Each night: answers that were kept long enough. How many were emptied."""
    del timestamp
    return empty_answers(at=now())
