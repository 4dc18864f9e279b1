"""The same gifts in django-hordak, the double-entry books of Django's world.

A process with settings of its own, and often an interpreter of its own: ``python peer.py URL``
reads one gift a line (fund, fen, reference, day), posts each as its documentation does, by a
transfer, and prints the milliseconds that took: each in its own transaction, and lists of them in
one. It ends with 3 where hordak is missing.
"""
# ruff: noqa: PLC0415 - settings come before what needs them

import sys
import time
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from hordak.models import Account

NOT_INSTALLED = 3
LIST = 500
_APPS = ("django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak")


def main(url: str) -> int:
    """Post what standard input says; the tables are made first and are not measured."""
    if find_spec("hordak") is None:
        return NOT_INSTALLED
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        INSTALLED_APPS=_APPS,
        DATABASES={"default": _database(url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        DEFAULT_CURRENCY="CNY",
        HORDAK_INTERNAL_CURRENCY="CNY",
        HORDAK_CURRENCIES=["CNY"],
    )
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    gifts = [line.rstrip("\n").split("\t") for line in sys.stdin]
    print(_post(gifts))  # noqa: T201 - its answer
    return 0


def _post(gifts: list[list[str]]) -> str:
    """Each gift in its own transaction; then a quarter of them by lists, counted for all."""
    from hordak.models import Account

    def account(name: str, kind: str) -> "Account":
        return Account.objects.create(name=name, type=kind, currencies=["CNY"])

    given = account("gifts", "IN")
    funds = {fund: account(fund, "LI") for fund in sorted({gift[0] for gift in gifts})}
    singly = _timed(given, funds, gifts, 1)
    return f"{singly} {_timed(given, funds, gifts[: len(gifts) // 4], LIST) * 4}"


def _timed(
    given: "Account", funds: dict[str, "Account"], gifts: list[list[str]], at_once: int
) -> int:
    from django.db import transaction
    from djmoney.money import Money

    began = time.perf_counter()
    for at in range(0, len(gifts), at_once):
        with transaction.atomic():
            for fund, fen, ref, day in gifts[at : at + at_once]:
                amount = Money(f"{int(fen) // 100}.{int(fen) % 100:02}", "CNY")
                given.transfer_to(
                    funds[fund], amount, description=ref, date=date.fromisoformat(day)
                )
    return int((time.perf_counter() - began) * 1000)


def _database(url: str) -> dict[str, str | int]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
