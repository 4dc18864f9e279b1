"""The head of a day is kept by others too: asked once a day, published, and owed to the log."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.db import transaction

from liushui.base.home import Home
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.transparency.anchoring import AnchorFails, AnchorService
from liushui.transparency.anchoring.rfc3161 import TimeStampService
from liushui.transparency.folder import Folder
from liushui.transparency.models import Entry, Head
from liushui.transparency.models_beside import Anchor
from liushui.transparency.queries.reading import newest_signed
from liushui.transparency.services.opening import owe

log = structlog.get_logger(__name__)

FILE = "log-anchors.txt"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
_OWN = b'"k":"anchor"'
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


class AnchorsWrong(DomainError):
    """The file of anchors is not one."""

    code = "log_anchors_wrong"
    status = 503
    message = gettext_noop("Line %(line)s of log-anchors.txt cannot be read.")
    remedy = gettext_noop("docs/operate/witnesses.md says what stands there.")


def services_of_home() -> Sequence[AnchorService]:
    """Who keeps heads: ``tsa NAME URL CERTIFICATES`` a line. Raises ``AnchorsWrong``."""
    place = Home.from_environment().path
    try:
        text = (place / FILE).read_text("utf-8")
    except FileNotFoundError:
        return ()
    found: list[AnchorService] = []
    for at, line in enumerate(text.splitlines(), 1):
        match line.split():
            case []:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case ["tsa", name, url, certificates] if _is_fit(name, url):
                found.append(TimeStampService(name, url, place / certificates))
            case _:
                raise AnchorsWrong(line=at)
    return found


class Patience:
    """Who failed is asked again after a minute, then after two, four, an hour at most."""

    def __init__(self) -> None:
        self._waits: dict[str, tuple[datetime, timedelta]] = {}

    def is_over(self, name: str, at: datetime) -> bool:
        until, _ = self._waits.get(name, (at, _FIRST_WAIT))
        return at >= until

    def lose(self, name: str, at: datetime) -> None:
        _, wait = self._waits.get(name, (at, _FIRST_WAIT))
        self._waits[name] = at + wait, min(2 * wait, _LONGEST_WAIT)

    def regain(self, name: str) -> None:
        self._waits.pop(name, None)


def anchor_daily(
    at: datetime,
    *,
    folder: Folder | None = None,
    services: Sequence[AnchorService] | None = None,
    patience: Patience | None = None,
) -> int:
    """Have the newest head kept by whoever has kept none today; how many receipts came."""
    wanted = services_of_home() if services is None else services
    head = newest_signed() if wanted else None
    if head is None:
        return 0
    here, patience = folder or Folder.of_home(), patience or Patience()
    due = [one for one in wanted if patience.is_over(one.name, at) and _is_due(one, head, at)]
    return sum(_anchor(one, head, at, here, patience) for one in due)


def check_anchors(folder: Folder, services: Sequence[AnchorService]) -> list[str]:
    """The published receipts that are not about their head, or not theirs."""
    by_name, wrong = {one.name: one for one in services}, list[str]()
    for anchor in Anchor.objects.select_related("head").order_by("pk"):
        receipt = folder.read(anchor.path)
        if receipt is None or hashlib.sha256(receipt).hexdigest() != anchor.digest:
            wrong.append(f"{anchor.path}: not the receipt that was logged")
        elif (service := by_name.get(anchor.service)) is not None:
            try:
                service.check(receipt, body_of(anchor.head))
            except AnchorFails as error:
                wrong.append(f"{anchor.path}: {error}")
    return wrong


def body_of(head: Head) -> bytes:
    """What is stamped: the three lines that the log itself signs."""
    body, _, _ = (head.note or "").partition("\n\n")
    return f"{body}\n".encode()


def _is_due(service: AnchorService, head: Head, at: datetime) -> bool:
    last = Anchor.objects.filter(service=service.name).order_by("-pk").first()
    return last is None or (day_of(last.at) != day_of(at) and _is_news(last.head_id, head))


def _anchor(
    service: AnchorService, head: Head, at: datetime, folder: Folder, patience: Patience
) -> bool:
    try:
        receipt = service.anchor(body_of(head))
    except AnchorFails as error:
        patience.lose(service.name, at)
        log.warning("log_not_anchored", service=service.name, why=str(error), size=head.size)
        return False
    patience.regain(service.name)
    path = f"anchors/{head.size}/{service.name}.tsr"
    folder.put(path, receipt)
    with transaction.atomic():
        digest = hashlib.sha256(receipt).hexdigest()
        anchor = Anchor.objects.create(
            head=head, service=service.name, path=path, digest=digest, at=at
        )
        owe("anchor", [anchor.pk])
    return True


def _is_news(since: int, head: Head) -> bool:
    """Whether more came since than the words about stamps themselves."""
    fresh = Entry.objects.filter(index__gte=since, index__lt=head.size).order_by("index")
    return any(_OWN not in bytes(leaf) for leaf in fresh.values_list("leaf", flat=True).iterator())


def _is_fit(name: str, url: str) -> bool:
    parts = urlsplit(url)
    is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return is_address and _NAME.fullmatch(name) is not None
