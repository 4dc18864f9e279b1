"""The nightly backup."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.installation.services import BackupPlaceMissing, back_up


@app.periodic(cron="40 18 * * *", periodic_id="installation.back_up")
@app.task(queueing_lock="installation.back_up", lock="installation.back_up", pass_context=False)
def back_up_at_night(timestamp: int) -> str:
    """At 02:40 in Beijing: the dump's name; "" while no folder is set."""
    del timestamp
    try:
        return back_up(at=now()).name
    except BackupPlaceMissing:
        return ""
