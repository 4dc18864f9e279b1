"""The keeper's process: gives records their place in the public log and publishes it."""

import os
import signal
import sys
import threading

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    django.setup()
    from liushui.transparency.services import keep_forever  # noqa: PLC0415 - after setup

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    keep_forever(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
