"""What a call-back is answered: a fresh payment after its batch is kept, all else as the view does.

Whatever is not a fresh payment of an order (a forgery, another amount, the same again) goes to
``accept_notice``, one after the other in a thread: it judges, keeps a notice, and its answer is
the answer. So there is one meaning; only the common case is fast.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import time
from typing import NamedTuple

import structlog
from django.db import Error, close_old_connections, connection, connections
from psycopg.conninfo import make_conninfo

from liushui.giving.intake.batcher import (
    KEPT,
    WAITING_AT_MOST,
    Batcher,
    QueueFull,
    WordUnkeepable,
)
from liushui.giving.intake.judging import Said, said_in
from liushui.giving.intake.line import DatabaseAway
from liushui.giving.services import accept_notice
from liushui.giving.states import STATUS, UNPROVEN, Outcome
from liushui.kernel.errors import DomainError
from liushui.payments.provider import WECHAT, Untrusted
from liushui.payments.services import PaymentNotSetUp, tellers_of
from liushui.payments.tellers import Tellers

log = structlog.get_logger(__name__)

UNCOMMON_AT_MOST = 200
RETRY_SECONDS = 2
_ACCOUNTS_KEPT_SECONDS = 5.0
_BUSY = 503


class Reply(NamedTuple):
    """``status`` and the ``code`` and ``message`` of the body, as the provider reads them."""

    status: int
    code: str
    message: str

    @property
    def body(self) -> str:
        """The JSON of it; both words are ours and need no escaping."""
        return f'{{"code": "{self.code}", "message": "{self.message}"}}'


TAKEN = Reply(200, "SUCCESS", Outcome.ACCEPTED.value)
BUSY = Reply(_BUSY, "FAIL", "busy")
AWAY = Reply(_BUSY, "FAIL", "database_away")
UNKEEPABLE = Reply(500, "FAIL", "unkeepable")


class Intake:
    """Answers one provider's call-backs in one event loop, for all merchant accounts here.

    ``beside`` another one it fills the same batches: the other one is started first, ended first.
    """

    def __init__(
        self,
        by: str = WECHAT,
        *,
        beside: "Intake | None" = None,
        waiting_at_most: int = WAITING_AT_MOST,
    ) -> None:
        self._by, self._is_beside = by, beside is not None
        self._batcher: Batcher = (
            Batcher(database_address(), waiting_at_most=waiting_at_most)
            if beside is None
            else beside._batcher  # noqa: SLF001 - of its own kind
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="uncommon")
        self._uncommon = 0
        self._tellers: Tellers | None = None
        self._tellers_until = 0.0
        self._asking: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Begin. Called in the loop."""
        if not self._is_beside:
            self._batcher.start()

    async def stop(self) -> None:
        """Answer what was taken in, then end."""
        if self._asking is not None:
            await self._asking
        if not self._is_beside:
            await self._batcher.stop()
        self._thread.submit(connections.close_all)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)

    async def reply(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """What to answer this call-back, once all that it asks for is committed."""
        at = datetime.now(UTC)  # noqa: TID251 - the edge: nobody above knows the time
        if time() >= self._tellers_until and self._asking is None:
            self._asking = asyncio.ensure_future(self._ask_tellers())
        if self._tellers is None and self._asking is not None:  # until then, what was set holds
            await self._asking
        tellers = self._tellers
        if tellers is None:
            return await self._as_the_view(headers, body, at)
        try:
            account, notice = tellers.open_notice(headers, body, at=at)
        except Untrusted as refusal:
            return await self._untrusted(Outcome(refusal.reason), headers, body, at)
        said = said_in(notice, account.merchant, body, at=at)
        if said is None:
            return await self._as_the_view(headers, body, at)
        reply = await self._kept(said)
        return reply or await self._as_the_view(headers, body, at)

    async def _kept(self, said: Said) -> Reply | None:
        """What to answer once the word is kept; none where it is not fresh."""
        try:
            return TAKEN if await self._batcher.offer(said) == KEPT else None
        except QueueFull:
            return BUSY
        except DatabaseAway:
            return AWAY
        except WordUnkeepable:
            return UNKEEPABLE

    async def _untrusted(
        self, outcome: Outcome, headers: Mapping[str, str], body: bytes, at: datetime
    ) -> Reply:
        """Anyone can send forgeries: beyond so many at once they are refused and not kept."""
        if outcome in UNPROVEN and self._uncommon >= UNCOMMON_AT_MOST // 2:
            return Reply(STATUS[outcome], "FAIL", outcome.value)
        return await self._as_the_view(headers, body, at)

    async def _as_the_view(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Reply:
        if self._uncommon >= UNCOMMON_AT_MOST:
            return BUSY
        self._uncommon += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, _viewed, self._by, headers, body, at)
        finally:
            self._uncommon -= 1

    async def _ask_tellers(self) -> None:
        """The merchant accounts as they are now; while there is no database, as they were."""
        loop = asyncio.get_running_loop()
        self._tellers = await loop.run_in_executor(self._thread, _tellers, self._by, self._tellers)
        self._tellers_until = time() + (_ACCOUNTS_KEPT_SECONDS if self._tellers else 0.0)
        self._asking = None


def database_address() -> str:
    """Where this process's database is, for libpq."""
    facts = connection.get_connection_params()
    named = ("dbname", "user", "password", "host", "port")
    return make_conninfo(**{name: str(facts[name]) for name in named if facts.get(name)})


def _viewed(by: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Reply:
    """What the plain view answers."""
    close_old_connections()
    try:
        answer = accept_notice(headers, body, by=by, at=at)
    except DomainError as error:
        return Reply(error.status, "FAIL", error.code)
    except Error as error:
        log.warning("intake_uncommon_failed", why=type(error).__name__)
        return AWAY
    finally:
        close_old_connections()
    return Reply(answer.status, "SUCCESS" if answer.is_taken else "FAIL", answer.outcome.value)


def _tellers(by: str, known: Tellers | None) -> Tellers | None:
    """Who is a merchant now; none where all was taken away, as before where nobody can tell."""
    close_old_connections()
    try:
        return tellers_of(by, at=datetime.now(UTC))  # noqa: TID251 - the edge, as above
    except PaymentNotSetUp:
        return None
    except (DomainError, Error, ValueError, TypeError) as error:  # a key by the environment is none
        log.warning("intake_account_unread", why=type(error).__name__)
        return known
