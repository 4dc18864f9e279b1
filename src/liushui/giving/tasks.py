"""What the clock does for gifts: it asks after call-backs that never came."""

from datetime import datetime

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.giving import services
from liushui.giving.services.bringing import put_away_old
from liushui.giving.services.consenting import tell_givers
from liushui.giving.services.refund_sending import keep_sending
from liushui.giving.services.suspicions import find_suspicions
from liushui.giving.telling_givers import TASK
from liushui.payments.services import PaymentNotSetUp

# Of each minute; the rest is the other tasks'.
_SENDING_SECONDS = 40


@app.periodic(cron="* * * * *", periodic_id="giving.ask")
@app.task(queue="giving", queueing_lock="giving.ask", pass_context=False)
def ask_about_waiting(timestamp: int) -> int:
    """Every minute: orders without a call-back, at most fifty. How many were asked about."""
    del timestamp
    try:
        return services.ask_about_waiting(at=now())
    except PaymentNotSetUp:
        return 0


@app.periodic(cron="17 4 * * *", periodic_id="giving.nonces")
@app.task(queue="giving", queueing_lock="giving.nonces", pass_context=False)
def forget_nonces(timestamp: int) -> int:
    """Every night: nonces that the clock would refuse anyway. How many were dropped."""
    del timestamp
    return services.forget_nonces(at=now())


@app.periodic(cron="41 4 * * *", periodic_id="giving.lists")
@app.task(queue="giving", queueing_lock="giving.lists", pass_context=False)
def put_away_lists(timestamp: int) -> int:
    """Every night: files of lists that were brought thirty days ago. How many went."""
    del timestamp
    return put_away_old(at=now())


@app.periodic(cron="* * * * *", periodic_id="giving.refunds")
@app.task(queue="giving", queueing_lock="giving.refunds", pass_context=False)
def send_agreed_refunds(timestamp: int) -> int:
    """Every minute, for most of it: what two people agreed to return. How many have ended."""
    del timestamp
    return keep_sending(seconds=_SENDING_SECONDS)


@app.task(queue="giving", name=TASK, pass_context=False)
def tell_givers_of(project_id: int, number: str, kind: str, key: str, path: str, at: str) -> int:
    """The givers of one project, in pages: run again after a kill it goes on. How many are new."""
    moment = datetime.fromisoformat(at)
    return tell_givers(project_id, kind, key=key, path=path, number=number, at=moment)


@app.periodic(cron="23 * * * *", periodic_id="giving.suspicions")
@app.task(queue="giving", queueing_lock="giving.suspicions", pass_context=False)
def look_for_abuse(timestamp: int) -> int:
    """Every hour: matched gifts that look abused. How many new questions."""
    del timestamp
    return find_suspicions(at=now())
