"""What the worker does by itself."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.privacy.services import erase_due, forget_copies, forget_requests


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="privacy.erase_due", pass_context=False)
def erase_due_people(timestamp: int) -> int:
    """Once an hour: people whose days of grace are over."""
    del timestamp
    return erase_due(at=now())


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="privacy.forget_copies", pass_context=False)
def forget_old_copies(timestamp: int) -> int:
    """Once an hour: copies that nobody fetched in time, and requests of three years ago."""
    del timestamp
    return forget_copies(at=now()) + forget_requests(at=now())
