"""What the clock does for donors: it says when the statement of a month is there."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.donors import services


@app.periodic(cron="23 2 * * *", periodic_id="donors.statements")
@app.task(queue="donors", queueing_lock="donors.statements", pass_context=False)
def tell_of_statements(timestamp: int) -> int:
    """Every night, so that no missed one matters: the month before, once to each who chose it."""
    del timestamp
    return services.tell_statements(at=now())
