"""Gifts that keep coming: orders placed, call-backs signed, each repeated until it is answered."""

import threading
import time
from dataclasses import dataclass, field
from typing import Self

from django.db import Error, connection
from django.utils.timezone import now

from liushui.config.drill.scene import Scene
from liushui.config.simulators.wechat_pay.firing import paid
from liushui.config.simulators.wechat_pay.server import send
from liushui.giving.services import place_order
from liushui.kernel.money import Money
from liushui.parties.actors import Actor

AMOUNT_MINOR = 12_34
PAUSE_SECONDS = 0.2


@dataclass
class Load:
    """Several givers at once, until ``stop``. ``answered`` holds what the site said yes to."""

    scene: Scene
    givers: int = 4
    answered: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    _told: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [
            threading.Thread(target=self._give, name=f"giver-{number}", daemon=True)
            for number in range(self.givers)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let each giver finish the gift in hand."""
        self._told.set()
        for thread in self._threads:
            thread.join()

    def _give(self) -> None:
        try:
            while not self._told.is_set():
                reference = self._place()
                if reference:
                    self._call_back(reference)
        finally:
            connection.close()

    def _place(self) -> str:
        """An order, or nothing while the database is away."""
        try:
            placed = place_order(
                Actor.stranger(),
                project=self.scene.project,
                amount=Money(AMOUNT_MINOR),
                at=now(),
            )
        except Error:
            connection.close()
            self._told.wait(PAUSE_SECONDS)
            return ""
        return placed.reference

    def _call_back(self, reference: str) -> None:
        """As the provider does: again and again until somebody says 2xx, then once in ten again."""
        order = paid(reference, AMOUNT_MINOR, time.time())
        while True:
            status = send(
                self.scene.notify_url, self.scene.provider.sign_notice(order, at=time.time())
            )
            if status // 100 == 2:  # noqa: PLR2004 - a class of statuses
                break
            self.repeated += 1
            time.sleep(PAUSE_SECONDS)
        self.answered[reference] = status
        if len(self.answered) % 10 == 0:
            send(self.scene.notify_url, self.scene.provider.sign_notice(order, at=time.time()))
