"""What the clock does for teams: it folds what is fresh, and follows what goes back."""

from procrastinate.contrib.django import app

from liushui.teams import services


@app.periodic(cron="* * * * * */10", periodic_id="teams.fold")
@app.task(queue="teams", queueing_lock="teams.fold", pass_context=False)
def fold(timestamp: int) -> int:
    """Every ten seconds: the rankings take in what came since. How many rows."""
    del timestamp
    return services.fold_all()


@app.periodic(cron="* * * * *", periodic_id="teams.returns")
@app.task(queue="teams", queueing_lock="teams.returns", pass_context=False)
def follow_returns(timestamp: int) -> int:
    """Every minute: what went back of teams' gifts leaves their totals. How many movements."""
    del timestamp
    return services.follow_returns()
