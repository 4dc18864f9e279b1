"""What the clock does for items: it gives back what was held and not paid."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.items import services


@app.periodic(cron="* * * * *", periodic_id="items.lapse")
@app.task(queue="items", queueing_lock="items.lapse", pass_context=False)
def lapse_holds(timestamp: int) -> int:
    """Every minute: all pieces that were held too long, however many orders. How many."""
    del timestamp
    return services.lapse_all_holds(at=now())
