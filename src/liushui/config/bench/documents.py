"""Papers at size: numbered, drawn, signed and kept, beside a loop that only draws them.

The process that makes them is killed in between: what it left is gone on with, and none is made
twice. Files go into a folder of their own, gone afterwards.
"""

import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils.timezone import now

from liushui.base.home import Home
from liushui.config.bench.figures import Figure
from liushui.config.bench.items import _project
from liushui.documents.drawing import draw, with_codes
from liushui.documents.kinds import kind_of
from liushui.documents.queries import series_states
from liushui.documents.services.papers import undrawn
from liushui.giving.queries import gift_order_by_ref
from liushui.ledger.services import sequence_all
from liushui.papers.services import make_for, make_owed

if TYPE_CHECKING:
    from liushui.projects.models import Project

HELP = "making the papers of gifts, killed in between; how many a second beside bare drawing"
RATE_LIMIT = 0.1
MEMORY_MIB = 96.0
KILLS = 3
_KINDS = 3
_ROUND = 20

_PAID = """
with placed as (
  insert into giving_giftorder (reference, project_id, by_guest, amount_minor, channel, display,
    donor_display, wishes, origin, tag, state, pay_url, created_at)
  select 'LS-20260301-' || lpad(n::text, 8, '0') || '-0', %(project)s, true, 100 + n, 'wechat_h5',
    'masked', '林*', '{}', '', '', 'paid', '', timestamptz '2026-03-01 08:00+08'
  from generate_series(1, %(gifts)s) n
  returning id, reference, amount_minor, created_at),
settled as (
  insert into giving_payment (order_id, provider, transaction_id, amount_minor, paid_at,
    received_at, finding)
  select id, 'bench', reference, amount_minor, created_at, created_at, '' from placed)
insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
select 'gift:' || reference, sha256(reference::bytea), %(fund)s, amount_minor, reference,
  created_at from placed order by id"""


@dataclass(frozen=True, slots=True)
class Size:
    """So many gifts, each with three papers; so many papers of each kind only drawn."""

    gifts: int
    bare: int


SIZES = {False: Size(200, 60), True: Size(33_400, 600)}


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Small: 600 papers. Full: 100,200."""
    size = size or SIZES[full]
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.HOME.path) as folder:
        kept = Home(Path(folder))
        with override_settings(HOME=kept):
            yield from _measured(size, tell)


def _measured(size: Size, tell: Callable[[str], None]) -> Iterator[Figure]:
    _load(size, _project())
    tell(f"{size.gifts} gifts are settled")
    bare = _bare(size, tell)
    yield Figure("documents", "drawn alone", bare, "papers/s")
    make_owed(at=now(), limit=_ROUND)
    before, began, done = _resident(), time.perf_counter(), 0
    while count := make_owed(at=now(), limit=size.gifts // 4):
        done += count
        tell(f"{done} of {size.gifts - _ROUND} gifts")
        if done >= size.gifts // 2:
            break
    rate = done * _KINDS / (time.perf_counter() - began)
    yield Figure(
        "documents", "numbered, drawn, signed, kept", rate, "papers/s", RATE_LIMIT, rate / bare
    )
    for number in range(KILLS):
        _made_and_killed(0.4 + number * 0.3)
    tell(f"killed {KILLS} times; going on")
    while make_owed(at=now(), limit=size.gifts):
        pass
    grown = (_resident() - before) / 1024
    yield Figure("documents", "memory grown", grown, "MiB", MEMORY_MIB)
    states = series_states()
    papers = sum(state.papers for state in states)
    yield Figure("documents", "papers", papers, "papers")
    off = abs(papers - size.gifts * _KINDS)
    yield Figure("documents", "papers too many or too few", off, "papers", 0.0)
    missing = sum(len(state.missing) + state.waiting for state in states)
    yield Figure("documents", "numbers without a paper", missing, "numbers", 0.0)


def _load(size: Size, project: "Project") -> None:
    said = {"project": project.pk, "fund": project.fund_id, "gifts": size.gifts}
    with connection.cursor() as cursor:
        cursor.execute(_PAID, said)
    sequence_all()
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _bare(size: Size, tell: Callable[[str], None]) -> float:
    """How many papers a second typst draws by itself, of the same kinds and facts."""
    order = gift_order_by_ref("LS-20260301-00000001-0")
    assert order is not None, "loaded above"
    make_for(order, at=now())
    facts = [(kind_of(one.number), with_codes(one.facts)) for one in undrawn(_KINDS, at=now())]
    draw("thanks", facts[0][1])  # fonts are read once
    began = time.perf_counter()
    for _number in range(size.bare // _KINDS):
        for kind, said in facts:
            assert kind is not None, "every number is of a kind"
            draw(kind.template, said)
    tell("drawn alone")
    return size.bare / (time.perf_counter() - began)


def _made_and_killed(seconds: float) -> None:
    """A process that makes papers, ended without a word after so long."""
    connection.close()
    child = os.fork()
    if child == 0:
        while True:
            make_owed(at=now(), limit=1_000)
            os.kill(os.getpid(), signal.SIGSTOP)
    Event().wait(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _resident() -> float:
    """The most memory that the process ever held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
