"""The keeper's process: gives records their place in the public log and publishes it.

A second thread asks witnesses and third parties, and keeps what lies beside the log; a third sees
to it that there is one.
"""

import os
import signal
import sys
import threading

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    django.setup()
    from liushui.transparency.services import (  # noqa: PLC0415 - after setup
        accompany_always,
        keep_forever,
    )

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    beside = threading.Thread(target=accompany_always, args=(told,), name="watch")
    beside.start()
    try:
        keep_forever(told)
    finally:
        told.set()
        beside.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
