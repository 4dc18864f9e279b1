"""The sequencer's process: gives accepted gifts their place until it is told to stop."""

import os
import signal
import sys
import threading

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    django.setup()
    from liushui.ledger.services.sequencer import run_forever  # noqa: PLC0415 - after setup

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    run_forever(told.is_set)
    return 0


if __name__ == "__main__":
    sys.exit(main())
