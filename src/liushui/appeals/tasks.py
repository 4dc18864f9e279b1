"""The clock's part: appeals whose days have passed end, and what led nowhere is forgotten."""

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.appeals.services.forgetting import forget_appeals
from liushui.appeals.services.running import end_due_appeals

# A refusal can be asked about for this long; then who asked is nobody's business.
KEPT_FOR = timedelta(days=180)


@app.periodic(cron="7 * * * *", periodic_id="appeals.end")
@app.task(queue="desk", queueing_lock="appeals.end", pass_context=False)
def end_due(timestamp: int) -> int:
    """Every hour. How many ended."""
    del timestamp
    return end_due_appeals(at=now())


@app.periodic(cron="27 4 * * *", periodic_id="appeals.forget")
@app.task(queue="desk", queueing_lock="appeals.forget", pass_context=False)
def forget_old(timestamp: int) -> int:
    """Every night: appeals that led nowhere. How many."""
    del timestamp
    return forget_appeals(before=now() - KEPT_FOR, at=now())
