"""The clock's part: accounts that waited out their days, steps that were made up."""

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.onboarding.services.accounts import put_accounts_in_force
from liushui.onboarding.services.forgetting import forget_applications
from liushui.onboarding.services.merchants import put_merchants_in_force
from liushui.onboarding.services.owing import settle_owed

# An answer can be asked about for this long; then the people on its list are nobody's business.
KEPT_FOR = timedelta(days=180)


@app.periodic(cron="*/10 * * * *", periodic_id="onboarding.accounts")
@app.task(queue="desk", queueing_lock="onboarding.accounts", pass_context=False)
def accounts_in_force(timestamp: int) -> int:
    """Every ten minutes: bank and merchant accounts whose waiting is over. How many."""
    del timestamp
    at = now()
    return put_accounts_in_force(at=at) + put_merchants_in_force(at=at)


@app.periodic(cron="41 * * * *", periodic_id="onboarding.owed")
@app.task(queue="desk", queueing_lock="onboarding.owed", pass_context=False)
def owed_steps(timestamp: int) -> int:
    """Every hour: steps left by the quick lane that stand by now. How many."""
    del timestamp
    return settle_owed(at=now())


@app.periodic(cron="17 4 * * *", periodic_id="onboarding.forget")
@app.task(queue="desk", queueing_lock="onboarding.forget", pass_context=False)
def forget_old(timestamp: int) -> int:
    """Every night: applications that led nowhere. How many."""
    del timestamp
    return forget_applications(before=now() - KEPT_FOR, at=now())
