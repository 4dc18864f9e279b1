"""Signing in at size: the two forms, as far as the server's own work goes."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.timezone import now

from liushui.accounts.proven import Way
from liushui.accounts.views.entering import asker, enter
from liushui.base.sessions import SessionStore
from liushui.config.bench.asking import against, times
from liushui.config.bench.figures import Figure
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.services import send_code, sign_in_with_code, use_code_sender


class _Post:
    """Carries codes no further than here."""

    code = ""

    def require_ready(self) -> None:
        """Always."""

    def send_code(self, *, phone: str, code: str, minutes: int, purpose: str, at: datetime) -> None:
        """Keep it for the one who asked."""
        del phone, minutes, purpose, at
        self.code = code


@dataclass(slots=True)
class _Visit:
    """One browser between the two forms: the code that reached its phone, and its session."""

    code: str
    handle: uuid.UUID
    session_key: str


def sign_in(phones: Sequence[str], commit: float, limit: float) -> Iterator[Figure]:
    """The two forms of signing in, as far as the server's own work goes."""
    post, visits = _Post(), list[_Visit]()
    use_code_sender(post)
    yield from times(
        "ask for a code", lambda phone: visits.append(_ask(phone, post)), phones, limit
    )
    took = yield from times("sign in with a code", _come_in, visits, limit)
    yield against("sign in with a code", took, "bare commit", commit)


def _ask(phone: str, post: _Post) -> _Visit:
    """The form of the phone: who asks, the code within its limits, a session: two commits."""
    request, stranger = _browser(SessionStore()), Actor.stranger()
    known_as = asker(request, phone)
    handle = send_code(stranger, phone=phone, address=phone, at=now(), asker=known_as)
    request.session["sign_in"] = {"handle": str(handle), "next": "/", "language": ""}
    request.session.save()
    assert request.session.session_key is not None
    return _Visit(post.code, handle, request.session.session_key)


def _come_in(visit: _Visit) -> None:
    """The form of the code: the code spent, a fresh session, what is kept of it: three commits."""
    request, words = _browser(SessionStore(visit.session_key)), agreement_in("zh-hans")
    del request.session["sign_in"]
    stranger = Actor.stranger()
    account = sign_in_with_code(
        stranger, handle=visit.handle, code=visit.code, agreement=words, at=now()
    )
    enter(request, account, Way.CODE, at=now())
    request.session.save()


def _browser(session: SessionStore) -> HttpRequest:
    """A request of a browser that we do not know."""
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Firefox Linux"}
    request.session, request.user = session, AnonymousUser()
    return request
