"""What the clock does for regular gifts: announce, warn, charge, and ask what became of it."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.recurring import services


@app.periodic(cron="*/5 * * * *", periodic_id="recurring.charge")
@app.task(queue="giving", queueing_lock="recurring.charge", pass_context=False)
def charge(timestamp: int) -> int:
    """Every five minutes, by day: announce and charge what is due. How many charges went out."""
    del timestamp
    at = now()
    services.announce_due(at=at)
    services.forewarn_announced(at=at)
    return services.charge_due(at=at)


@app.periodic(cron="* * * * *", periodic_id="recurring.ask")
@app.task(queue="giving", queueing_lock="recurring.ask", pass_context=False)
def ask(timestamp: int) -> int:
    """Every minute: charges and agreements of which nothing was heard. How many were asked."""
    del timestamp
    at = now()
    return services.ask_about_charges(at=at) + services.ask_about_agreements(at=at)
