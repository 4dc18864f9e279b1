"""What the clock does: bills each morning, what came late each hour, transfers out of time."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.reconciling.services.erasing import forget_old_words
from liushui.reconciling.services.fetching import fetch_due
from liushui.reconciling.services.fetching import match_again as match_once_more
from liushui.reconciling.services.transfers import close_overdue


@app.periodic(cron="35 2,3,10,11,15 * * *", periodic_id="reconciling.bills")
@app.task(queue="reconciling", queueing_lock="reconciling.bills", pass_context=False)
def fetch_bills(timestamp: int) -> int:
    """Each morning (10:35 in China and later): the bills of the days before. How many came."""
    del timestamp
    return fetch_due(at=now())


@app.periodic(cron="50 * * * *", periodic_id="reconciling.match")
@app.task(queue="reconciling", queueing_lock="reconciling.match", pass_context=False)
def match_again(timestamp: int) -> int:
    """Each hour: lines whose payment came late. How many found it."""
    del timestamp
    return match_once_more(at=now())


@app.periodic(cron="20 17 * * *", periodic_id="reconciling.transfers")
@app.task(queue="reconciling", queueing_lock="reconciling.transfers", pass_context=False)
def close_transfers(timestamp: int) -> int:
    """Each night: transfers that were waited for long enough. How many closed."""
    del timestamp
    return close_overdue(at=now())


@app.periodic(cron="40 17 * * *", periodic_id="reconciling.words")
@app.task(queue="reconciling", queueing_lock="reconciling.words", pass_context=False)
def forget_words(timestamp: int) -> int:
    """Each night: what senders wrote two years ago is destroyed. How many lines lost it."""
    del timestamp
    return forget_old_words(at=now())
