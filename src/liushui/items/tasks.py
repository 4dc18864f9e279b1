"""What the clock does for items: it gives back what was held, and adds up what was opened."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.items import services
from liushui.items.services.openings import fold_opened


@app.periodic(cron="* * * * *", periodic_id="items.lapse")
@app.task(queue="items", queueing_lock="items.lapse", pass_context=False)
def lapse_holds(timestamp: int) -> int:
    """Every minute: all pieces that were held too long, however many orders. How many."""
    del timestamp
    return services.lapse_all_holds(at=now())


@app.periodic(cron="* * * * *", periodic_id="items.opened")
@app.task(queue="items", queueing_lock="items.opened", pass_context=False)
def add_up_opened(timestamp: int) -> int:
    """Every minute: how often pages were opened in the minute before. How many openings."""
    del timestamp
    return fold_opened()
