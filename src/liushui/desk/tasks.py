"""What the worker does for the desk: long work, and looking after it."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.desk import services


@app.task(queue="desk", name="liushui.desk.tasks.run_work", pass_context=False)
def run_work(work_id: int) -> None:
    """One piece of long work."""
    services.run_work(work_id)


@app.periodic(cron="* * * * *", periodic_id="desk.revive")
@app.task(queue="desk", queueing_lock="desk.revive", pass_context=False)
def revive_silent(timestamp: int) -> int:
    """Every minute: work whose process was killed begins again. How many."""
    del timestamp
    return services.revive_silent(at=now())


@app.periodic(cron="23 3 * * *", periodic_id="desk.forget")
@app.task(queue="desk", queueing_lock="desk.forget", pass_context=False)
def forget_old_work(timestamp: int) -> int:
    """Every night: work that ended a week ago, with its files. How many."""
    del timestamp
    return services.forget_work(before=now() - services.KEPT_FOR)
