"""The clock's part: accounts that waited out their days, steps that were made up."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.onboarding.services.accounts import put_accounts_in_force
from liushui.onboarding.services.owing import settle_owed


@app.periodic(cron="*/10 * * * *", periodic_id="onboarding.accounts")
@app.task(queue="desk", queueing_lock="onboarding.accounts", pass_context=False)
def accounts_in_force(timestamp: int) -> int:
    """Every ten minutes: accounts whose waiting is over. How many."""
    del timestamp
    return put_accounts_in_force(at=now())


@app.periodic(cron="41 * * * *", periodic_id="onboarding.owed")
@app.task(queue="desk", queueing_lock="onboarding.owed", pass_context=False)
def owed_steps(timestamp: int) -> int:
    """Every hour: steps left by the quick lane that stand by now. How many."""
    del timestamp
    return settle_owed(at=now())
