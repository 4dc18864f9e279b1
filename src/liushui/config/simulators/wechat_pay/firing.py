"""Firing many signed call-backs at a site: the load under which drills kill things."""

import json
import queue
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from liushui.config.simulators.wechat_pay.provider import Order, Provider
from liushui.config.simulators.wechat_pay.server import send


def paid(reference: str, amount_minor: int, at: float) -> Order:
    """An order that the provider holds as paid."""
    instant = datetime.fromtimestamp(int(at), UTC).isoformat()
    return replace(Order(reference, amount_minor), state="SUCCESS", paid_at=instant)


def fire(provider: Provider, orders: Iterable[Order], url: str, connections: int) -> dict[str, int]:
    """Call back once for each order; what each was answered (0: nobody answered)."""
    waiting: queue.SimpleQueue[Order] = queue.SimpleQueue()
    for order in orders:
        waiting.put(order)
    answers: dict[str, int] = {}

    def work() -> None:
        while True:
            try:
                order = waiting.get_nowait()
            except queue.Empty:
                return
            answers[order.reference] = send(url, provider.sign_notice(order, at=time.time()))

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def fire_lines(provider: Provider, url: str, connections: int) -> None:
    """Orders from standard input, ``{"reference", "amount_minor"}`` a line; answers to output."""
    now = time.time()
    lines = (json.loads(line) for line in sys.stdin if line.strip())
    orders = [paid(line["reference"], line["amount_minor"], now) for line in lines]
    for reference, status in sorted(fire(provider, orders, url, connections).items()):
        sys.stdout.write(json.dumps({"reference": reference, "status": status}) + "\n")
