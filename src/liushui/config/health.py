"""Whether this process lives, and whether it can serve: for probes, load balancers and ``up``."""

from functools import cache

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.config.pending import migrations_on_disk
from liushui.giving.queries.words import settling_lag
from liushui.ledger import queries as ledger

LONGEST_LAG_SECONDS = 30.0


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, so that a slow database kills nobody."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """``{"ok", "reasons": [{"code", "says"}]}``: 503 while a gift could not be taken and placed."""
    reasons = reasons_against()
    return JsonResponse({"ok": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def reasons_against() -> list[dict[str, str]]:
    """Why the site should not be sent any visitors now; empty when it should."""
    try:
        return _database_reasons() or _sequencer_reasons()
    except Error as error:
        return [_reason("database_unreachable", type(error).__name__)]


def pending_migrations() -> set[tuple[str, str]]:
    """Migrations of this version that the database has not seen; none, once none were found."""
    with connection.cursor() as cursor:
        cursor.execute("select app, name from django_migrations")
        return set(_on_disk() - set(cursor.fetchall()))


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(migrations_on_disk())


def _database_reasons() -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_is_in_recovery(), to_regclass('django_migrations') is not null")
        row = cursor.fetchone()
    assert row is not None, "a select without a table has one row"
    read_only, migrated = row
    if read_only:
        return [_reason("database_read_only", "this server is a replica")]
    count = len(pending_migrations()) if migrated else len(_on_disk())
    if count:
        return [_reason("migrations_pending", f"{count} not applied: run 'manage migrate'")]
    return []


def _sequencer_reasons() -> list[dict[str, str]]:
    lag = ledger.sequencer_lag(timezone.now())
    if lag.seconds > LONGEST_LAG_SECONDS:
        says = f"{lag.waiting} accepted gifts wait, the oldest {lag.seconds:.0f} s"
        return [_reason("sequencer_lags", says)]
    settling = settling_lag(timezone.now())
    if settling.seconds > LONGEST_LAG_SECONDS:
        says = f"{settling.waiting} answered call-backs wait, the oldest {settling.seconds} s"
        return [_reason("settling_lags", says)]
    return []


def _reason(code: str, says: str) -> dict[str, str]:
    return {"code": code, "says": says}
