"""The nightly backups: of the database, and apart from it of the keys."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.installation.services import BackupPlaceMissing, back_up, back_up_keys


@app.periodic(cron="40 18 * * *", periodic_id="installation.back_up")
@app.task(queueing_lock="installation.back_up", lock="installation.back_up", pass_context=False)
def back_up_at_night(timestamp: int) -> str:
    """At 02:40 in Beijing: the dump's name; "" while no folder is set."""
    del timestamp
    try:
        return back_up(at=now()).name
    except BackupPlaceMissing:
        return ""


@app.periodic(cron="20 18 * * *", periodic_id="installation.back_up_keys")
@app.task(queueing_lock="installation.back_up_keys", pass_context=False)
def back_up_keys_at_night(timestamp: int) -> str:
    """At 02:20 in Beijing: the copy's name; "" while no folder is set or keys lie in the dump."""
    del timestamp
    written = back_up_keys(at=now())
    return written.name if written is not None else ""
