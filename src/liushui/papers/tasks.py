"""What the clock does for papers: makes them, follows what went back, asks for official numbers."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.papers import services

# A minute's worth on a small machine: some hundred thousand gifts a day, and the queue goes on.
A_MINUTE = 100


@app.periodic(cron="* * * * *", periodic_id="papers.make")
@app.task(queue="papers", queueing_lock="papers.make", pass_context=False)
def make_papers(timestamp: int) -> int:
    """Every minute: the papers of gifts that were given here. For how many gifts."""
    del timestamp
    return services.make_owed(at=now(), limit=A_MINUTE)


@app.periodic(cron="* * * * *", periodic_id="papers.returns")
@app.task(queue="papers", queueing_lock="papers.returns", pass_context=False)
def follow_returns(timestamp: int) -> int:
    """Every minute: papers of gifts of which money went back hold no more. How many gifts."""
    del timestamp
    return services.follow_returns(at=now())


@app.periodic(cron="*/5 * * * *", periodic_id="papers.fiscal")
@app.task(queue="papers", queueing_lock="papers.fiscal", pass_context=False)
def ask_for_numbers(timestamp: int) -> int:
    """Every five minutes: what is to be taken back, and then official numbers. How many."""
    del timestamp
    at = now()
    return services.take_back_fiscal(at=at) + services.ask_fiscal(at=at)
