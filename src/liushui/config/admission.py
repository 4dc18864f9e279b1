"""Under overload some pages wait so that gifts do not: search, charts and feeds before new orders.

A process is overloaded while no thread of it rests: for as long as each request that comes finds
(nearly) all threads at work, a queue stands before them. What is shed is answered at once, which
is what lets the queue end. A call-back, the page of a payment and its receipt are never shed.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from liushui.base.refusals import record_refusal, refusal_response
from liushui.kernel.errors import DomainError, gettext_noop

RETRY_SECONDS = 10


class Overloaded(DomainError):
    """More people are here than can be served: this page is one of those that can wait."""

    code = "overloaded"
    status = 503
    message = gettext_noop("More people are here at the moment than we can serve at once.")
    remedy = gettext_noop(
        "Please try again in %(seconds)s seconds. Gifts that are under way are not touched by this."
    )


class Patience(Enum):
    """How soon a page is shed."""

    FIRST = "first"
    ORDERS = "orders"
    NEVER = "never"


FIRST_MODULES = frozenset({"insight", "places", "api", "transparency"})
FIRST = frozenset({
    "projects:list", "projects:tags", "web:project-card", "web:gift-card", "appeals:list",
    "compliance:board", "compliance:body", "compliance:rules", "compliance:operations-list",
    "teams:list", "teams:firms", "teams:gifts", "teams:words", "items:acts", "items:picture",
})  # fmt: skip
ORDERS = frozenset({
    "giving:give", "giving:pay-again", "items:pick", "items:give-flowers", "recurring:begin",
})  # fmt: skip


def patience_of(name: str) -> Patience:
    """By the name of the address."""
    if name in ORDERS:
        return Patience.ORDERS
    module = name.partition(":")[0]
    return Patience.FIRST if module in FIRST_MODULES or name in FIRST else Patience.NEVER


@dataclass
class Load:
    """How busy this process is. Safe between threads; the time comes in.

    ``seconds``: after how long without rest the first pages are shed, and new orders.
    """

    threads: int
    seconds: tuple[float, float]
    _busy: int = 0
    _rested: float = field(default_factory=monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, at: float) -> None:
        """A request begins. Whoever finds a thread at rest sees that no queue stands."""
        with self._lock:
            if self._busy < max(1, self.threads * 3 // 4):
                self._rested = at
            self._busy += 1

    def leave(self) -> None:
        """A request has ended."""
        with self._lock:
            self._busy -= 1

    def sheds(self, patience: Patience, at: float) -> bool:
        """Whether a page of this patience has to wait now."""
        if patience is Patience.NEVER:
            return False
        first, orders = self.seconds
        return at - self._rested >= (first if patience is Patience.FIRST else orders)


class AdmissionMiddleware:
    """Counts requests at work, and sheds what can wait while there are too many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        first, orders = settings.SHED_AFTER_SECONDS
        self.load = Load(settings.WEB_THREADS, (first, orders))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = monotonic()
        self.load.enter(at)
        try:
            if self.load.sheds(Patience.FIRST, at) and self.load.sheds(_patience(request), at):
                return _shed(request)
            return self.get_response(request)
        finally:
            self.load.leave()


def _patience(request: HttpRequest) -> Patience:
    try:
        return patience_of(resolve(request.path_info).view_name)
    except Resolver404:
        return Patience.NEVER


def _shed(request: HttpRequest) -> HttpResponse:
    error = Overloaded(seconds=RETRY_SECONDS)
    record_refusal(error)
    response = refusal_response(request, error)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
