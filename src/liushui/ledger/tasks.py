"""What the clock does in the ledger: it writes off what has expired, first thing in China's day."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.ledger import services


@app.periodic(cron="1 16 * * *", periodic_id="ledger.expire")
@app.task(queue="ledger", queueing_lock="ledger.expire", pass_context=False)
def expire_lots(timestamp: int) -> int:
    """One minute past midnight in China: expired lots are written off. How many movements."""
    del timestamp
    return len(services.expire_lots(at=now()))
