"""The demo's public log, opened once the story is told: each of its gifts can be checked."""

from datetime import datetime

from liushui.config.demo.script import script
from liushui.transparency import queries, services

ORIGIN = "demo.liushui.example/log"


def open_demo_log(at: datetime) -> int:
    """Open it and publish what the story booked; how many entries it has. Safe to call twice."""
    if queries.is_open():
        return 0
    city = script().bodies["city"].credit_code
    services.open_the_log(origin=ORIGIN, organisation_code=city, at=at)
    services.owe_what_is_missing()
    services.sequence_all()
    size = services.publish()
    services.accompany(at)
    return size
