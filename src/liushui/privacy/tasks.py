"""What the worker does by itself."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.base.keys.choosing import own_store
from liushui.base.keys.owing import carry_out
from liushui.privacy.services import (
    apply_rules,
    erase_due,
    forget_copies,
    forget_requests,
    tell_log,
)


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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="privacy.keys", pass_context=False)
def do_what_keys_are_owed(timestamp: int) -> int:
    """Each minute: keys that a transaction decided to destroy or lock, should that have failed."""
    del timestamp
    return carry_out()


@app.periodic(cron="10 19 * * *")
@app.task(queueing_lock="privacy.retain", pass_context=False)
def apply_retention(timestamp: int) -> int:
    """At 03:10 in Beijing: what is over goes; then keys that are gone leave the disk's pages."""
    del timestamp
    removed = sum(apply_rules(at=now()).values())
    store = own_store()
    if store is not None:
        carry_out()
        store.tidy()
    return removed


@app.periodic(cron="30 19 1 * *")
@app.task(queueing_lock="privacy.tell_log", pass_context=False)
def tell_log_of_erasures(timestamp: int) -> int:
    """Once a month: places of the public log whose fields nobody can open any more."""
    del timestamp
    return tell_log(at=now())
