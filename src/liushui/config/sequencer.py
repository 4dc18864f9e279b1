"""The sequencer's process: settles what the intake kept and gives accepted gifts their place."""

import gc
import os
import signal
import sys
import threading

import django

# Its queues are empty one moment and long the next. A plan made for an empty one reads the whole
# table, with every row that has left: of these tables an index is always the better way.
_BY_INDEX = "-c enable_seqscan=off"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {_BY_INDEX}".strip()
    django.setup()
    from liushui.giving.services.words import settle_forever  # noqa: PLC0415 - after setup
    from liushui.ledger.services.sequencer import run_forever  # noqa: PLC0415

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    failed, settled = threading.Event(), threading.Event()

    def settle() -> None:
        """A bug here ends the sequencing too, so that the supervisor starts both anew."""
        failed.set()
        try:
            settle_forever(told.is_set, settled.set)
            failed.clear()
        finally:
            told.set()

    gc.freeze()  # what is loaded stays loaded: looking through it again and again takes time
    settler = threading.Thread(target=settle, name="settler")
    settler.start()
    try:
        run_forever(told.is_set, settled)
    finally:
        told.set()
        settler.join()
    return int(failed.is_set())


if __name__ == "__main__":
    sys.exit(main())
