"""What the worker carries out of the house."""

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.messaging import services

KEPT_FOR = timedelta(days=365)


@app.task(queue="messaging", name="liushui.messaging.tasks.deliver", pass_context=False)
def deliver(delivery_id: int) -> None:
    """One notice by one way, tried once; the service says when again."""
    services.deliver(delivery_id, at=now())


@app.periodic(cron="41 3 * * *", periodic_id="messaging.forget")
@app.task(queue="messaging", queueing_lock="messaging.forget", pass_context=False)
def forget_notices(timestamp: int) -> int:
    """Every night: notices that were read and are older than a year. How many."""
    del timestamp
    return services.forget_notices(before=now() - KEPT_FOR)
