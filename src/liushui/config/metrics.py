"""``/metrics`` for Prometheus: to this machine, or to whoever has the word from the settings."""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from liushui.base.network import is_from_outside
from liushui.giving.queries.words import settling_lag
from liushui.installation.queries import last_backup, value_of
from liushui.kernel.errors import NotFound
from liushui.ledger import queries as ledger
from liushui.transparency.queries import TrustWrong, log_figures

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """What was counted in all processes, and how things stand now. Raises ``NotFound``."""
    if not _may_read(request):
        raise NotFound
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    standing = CollectorRegistry()
    standing.register(_Standing())
    return HttpResponse(generate_latest(counted) + generate_latest(standing), content_type=TEXT)


class _Standing(Collector):
    """What is true at this moment, asked of the database; without it only that it is away."""

    def collect(self) -> Iterator[Metric]:
        try:
            found = [
                _sequencer_lag(), _waiting(), _unsettled(), _jobs(), _database(), _last_backup(),
                *_public_log(timezone.now()),
            ]  # fmt: skip
        except Error:
            found = []
        yield _gauge("liushui_database_up", "Whether the database answers.", int(bool(found)))
        yield from found


def _may_read(request: HttpRequest) -> bool:
    if not is_from_outside(request.META):
        return True
    scheme, _, said = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not said:
        return False
    word = value_of("watching.token")
    return bool(word) and hmac.compare_digest(word.encode(), said.strip().encode())


def _gauge(name: str, about: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value)


def _sequencer_lag() -> Metric:
    seconds = int(ledger.sequencer_lag(timezone.now()).seconds)
    return _gauge("liushui_sequencer_lag_seconds", "Age of the oldest gift without place.", seconds)


def _waiting() -> Metric:
    waiting = ledger.sequencer_lag(timezone.now()).waiting
    return _gauge("liushui_gifts_waiting", "Accepted gifts that have no place yet.", waiting)


def _unsettled() -> Metric:
    waiting = settling_lag(timezone.now()).waiting
    return _gauge("liushui_words_waiting", "Answered call-backs that are not settled.", waiting)


def _jobs() -> Metric:
    family = GaugeMetricFamily("liushui_jobs", "Background jobs.", labels=("queue", "status"))
    with connection.cursor() as cursor:
        cursor.execute(
            """select queue_name, status::text, count(*) from procrastinate_jobs
               where status in ('todo', 'doing', 'failed') group by 1, 2 order by 1, 2"""
        )
        for queue, status, count in cursor.fetchall():
            family.add_metric((queue, status), count)
    return family


def _database() -> Metric:
    family = GaugeMetricFamily("liushui_database", "The database.", labels=("what",))
    with connection.cursor() as cursor:
        cursor.execute(
            """select numbackends, pg_database_size(datid), deadlocks
               from pg_stat_database where datname = current_database()"""
        )
        row = cursor.fetchone()
    for what, value in zip(("connections", "bytes", "deadlocks"), row or (), strict=False):
        family.add_metric((what,), value)
    return family


def _public_log(at: datetime) -> Iterator[Metric]:
    """Nothing where no log is open."""
    try:
        found = log_figures(at)
    except TrustWrong:  # its own alarm tells of the file
        return
    if found is None:
        return
    yield _gauge("liushui_log_entries", "Entries of the public log, signed for.", found.size)
    yield _gauge("liushui_log_waiting", "Records that have no place in it yet.", found.waiting)
    head = int(found.head_at.timestamp()) if found.head_at else 0
    yield _gauge("liushui_log_head_seconds", "When its newest head was made.", head)
    missing = found.quorum.missing_since
    seconds = int((at - missing).total_seconds()) if missing else 0
    about = "For how long too few witnesses have signed; 0 while enough do, or none is asked."
    yield _gauge("liushui_log_quorum_missing_seconds", about, max(0, seconds))


def _last_backup() -> Metric:
    at = last_backup()
    seconds = int(at.timestamp()) if at else 0
    return _gauge("liushui_last_backup_seconds", "When the newest backup was whole.", seconds)
