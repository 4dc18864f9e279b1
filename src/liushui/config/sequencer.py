"""The sequencer's process: settles what the intake kept and gives accepted gifts their place."""

import os
import signal
import sys
import threading
from collections.abc import Callable

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    django.setup()
    from liushui.giving.services.words import settle_forever  # noqa: PLC0415 - after setup
    from liushui.ledger.services.sequencer import run_forever  # noqa: PLC0415

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    failed = threading.Event()
    settler = threading.Thread(target=_until_it_fails, args=(settle_forever, told, failed))
    settler.start()
    run_forever(told.is_set)
    settler.join()
    return int(failed.is_set())


def _until_it_fails(
    work: Callable[[Callable[[], bool]], None], told: threading.Event, failed: threading.Event
) -> None:
    """A bug in one of the two ends both, so that the supervisor starts the process anew."""
    failed.set()
    try:
        work(told.is_set)
        failed.clear()
    finally:
        told.set()


if __name__ == "__main__":
    sys.exit(main())
