"""What the worker does by itself."""

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.accounts.services.entering import sweep
from liushui.accounts.services.trying import KEPT_FOR, forget_tries


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="accounts.sweep", pass_context=False)
def sweep_what_ran_out(timestamp: int) -> int:
    """Once an hour: guesses older than a day, sessions that ran out, browsers long unused."""
    del timestamp
    at = now()
    return forget_tries(before=at - KEPT_FOR - timedelta(minutes=1)) + sweep(at=at)
