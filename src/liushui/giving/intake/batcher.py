"""Words that come at once are kept at once: one statement, one commit, then all are answered.

There is no timer. What queued while the last statement ran is the next batch, so a lone call-back
waits for nobody, and under load batches grow by themselves.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from liushui.giving.intake.judging import KEEP_WORDS, Said
from liushui.giving.intake.line import DatabaseAway, Line, RowsRefused

log = structlog.get_logger(__name__)

WAITING_AT_MOST = 2_000
BATCH = 500
KEPT = "kept"
_REST_SECONDS = (0.05, 2.0)


class QueueFull(Exception):
    """More words wait than should: whoever calls is asked to call again."""


class WordUnkeepable(Exception):
    """The database takes this one word under no circumstances; its neighbours it took."""


@dataclass(slots=True)
class _Waiting:
    said: Said
    answer: "asyncio.Future[str]" = field(repr=False)


class Batcher:
    """Keeps words in batches on a line of its own. Lives in one event loop."""

    def __init__(self, url: str, *, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._line = Line(url, KEEP_WORDS)
        self._most = waiting_at_most
        self._waiting: list[_Waiting] = []
        self._wake: asyncio.Event | None = None
        self._idle: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_away = False

    def start(self) -> None:
        """Begin to keep what is offered. Called in the loop."""
        self._wake, self._idle = asyncio.Event(), asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._task.add_done_callback(_end_if_fallen)

    async def stop(self) -> None:
        """Keep what waits, as far as the database is there, and end."""
        if self._idle is not None:
            await self._idle.wait()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._line.close()

    def offer(self, said: Said) -> "asyncio.Future[str]":
        """What became of the word, once committed: ``KEPT``, or why it was not.

        Raises ``QueueFull`` at once; the future raises ``DatabaseAway`` or ``WordUnkeepable``.
        """
        assert self._wake is not None and self._idle is not None, "started"  # noqa: PT018
        if self._is_away or len(self._waiting) >= self._most:
            raise QueueFull
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(said, answer))
        self._wake.set()
        self._idle.clear()
        return answer

    async def _run(self) -> None:
        assert self._wake is not None, "started"
        rest, longest = _REST_SECONDS
        while True:
            try:
                await self._line.open()
                self._is_away, rest = False, _REST_SECONDS[0]
                await self._keep_on()
            except DatabaseAway as error:
                log.warning("intake_lost_database", wait_seconds=rest, why=str(error))
                self._line.close()
                self._is_away = True
                self._fail_all(error)
                await asyncio.sleep(rest)
                rest = min(2 * rest, longest)

    async def _keep_on(self) -> None:
        assert self._wake is not None and self._idle is not None, "started"  # noqa: PT018
        while True:
            if not self._waiting:
                self._wake.clear()
                self._idle.set()
                await self._wake.wait()
            batch = self._next_batch()
            try:
                await self._keep(batch)
            except DatabaseAway:
                batch = await self._once_more(batch)

    async def _once_more(self, batch: list[_Waiting]) -> list[_Waiting]:
        """The server was started anew, perhaps: the same words again are the same words."""
        self._line.close()
        try:
            await self._line.open()
            await self._keep(batch)
        except DatabaseAway as error:
            _fail(batch, error)
            raise
        return batch

    def _next_batch(self) -> list[_Waiting]:
        """The oldest that wait, each payment once: the same one again is asked about afterwards."""
        batch: dict[str, _Waiting] = {}
        later: list[_Waiting] = []
        for one in self._waiting[:BATCH]:
            if one.said.transaction_id in batch:
                later.append(one)
            else:
                batch[one.said.transaction_id] = one
        self._waiting = later + self._waiting[BATCH:]
        return list(batch.values())

    async def _keep(self, batch: Sequence[_Waiting]) -> None:
        try:
            refused = await self._line.ask(_parameter(batch))
        except RowsRefused as error:
            await self._singly(batch, error)
        else:
            _answer(batch, refused)

    async def _singly(self, batch: Sequence[_Waiting], error: RowsRefused) -> None:
        """A word that no rule foresaw is found by halving; its neighbours are kept."""
        if len(batch) == 1:
            log.warning("word_unkeepable", why=str(error))
            _fail(batch, WordUnkeepable(str(error)))
            return
        half = len(batch) // 2
        await self._keep(batch[:half])
        await self._keep(batch[half:])

    def _fail_all(self, error: DatabaseAway) -> None:
        waiting, self._waiting = self._waiting, []
        _fail(waiting, error)
        if self._idle is not None:
            self._idle.set()


def _end_if_fallen(task: "asyncio.Task[None]") -> None:
    """A bug here ends the process, which is started anew: else every call-back would wait."""
    if not task.cancelled() and task.exception() is not None:
        log.critical("batcher_fell", why=type(task.exception()).__name__)
        task.get_loop().stop()


def _parameter(batch: Sequence[_Waiting]) -> bytes:
    return f"[{','.join([one.said.line for one in batch])}]".encode()


def _answer(batch: Sequence[_Waiting], refused: Mapping[int, str]) -> None:
    if not refused:
        for one in batch:
            if not one.answer.done():
                one.answer.set_result(KEPT)
        return
    for place, one in enumerate(batch, start=1):
        if not one.answer.done():
            one.answer.set_result(refused.get(place, KEPT))


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for one in batch:
        if not one.answer.done():
            one.answer.set_exception(error)
