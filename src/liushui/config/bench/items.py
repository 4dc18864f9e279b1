"""Pieces at size: 5.81 million one-yuan orders, each with its own number; the cap under a rush.

How many took part is what a platform published of its one-yuan paintings of 2017, 36 of them; each
order here is of one piece.
"""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.timezone import now

from liushui.config.bench.asking import against, bare_query, load, times
from liushui.config.bench.figures import Figure
from liushui.config.bench.pages import open_page
from liushui.giving.services import By, place_order
from liushui.items.errors import SoldOut
from liushui.items.queries import faults, gallery_by_code, standing_of
from liushui.items.services import GalleryPlan, draft_gallery
from liushui.kernel.ids import credit_code_check
from liushui.kernel.money import Money
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.parties.services import add_certificate, register_organisation
from liushui.projects.services import (
    BudgetItem,
    PlanItems,
    ProjectPlan,
    ProjectText,
    adopt_filed_plan,
    create_project,
    open_project,
)

if TYPE_CHECKING:
    from liushui.projects.models import Project

HELP = "loading pieces that were paid, checking; the cap while many order at once; pages"
LIMIT_MS = 50.0
SAMPLE = 300
PIECES, PARTS, CLIENTS = 36, 16, 8
_STEP = 500_000
_SETUP = Actor.system("bench")


@dataclass(frozen=True, slots=True)
class Size:
    """So many pieces are paid; so many are left when the rush begins."""

    paid: int
    rush: int


SIZES = {False: Size(20_000, 400), True: Size(5_810_000, 4_000)}

_PICTURE = """
insert into base_storedfile (sha256, media_type, size_bytes, stored_at)
values (repeat('0', 64), 'image/png', 1, now()) on conflict do nothing"""
_PIECES = """
insert into items_piece (gallery_id, number, title, title_en, maker, maker_en, picture_id,
  added_by, added_at)
select %(gallery)s, n, '画 ' || n, 'Picture ' || n, '', '', f.id, 'system:bench', now()
from generate_series(1, %(pieces)s) n, base_storedfile f where f.sha256 = repeat('0', 64)"""
_STOCK = """
insert into items_stock (gallery_id, shard, first, room, held, kept)
select %(gallery)s, n, 1 + n * %(cap)s / %(parts)s,
  (n + 1) * %(cap)s / %(parts)s - n * %(cap)s / %(parts)s, 0, 0
from generate_series(0, %(parts)s - 1) n"""
_OPEN = "update items_gallery set state = 'open', opened_by = 'system:other' where id = %(gallery)s"
# Order, piece and the ledger's inbox in one statement, as each would be one transaction.
_PAID = """
with placed as (
  insert into giving_giftorder (reference, project_id, by_guest, amount_minor, channel, display,
    donor_display, wishes, origin, tag, state, pay_url, created_at)
  select 'LS-20170829-' || lpad(n::text, 8, '0') || '-0', %(project)s, true, 100, 'wechat_h5',
    'anonymous', '', '{}', 'item:bench.' || 1 + n %% %(pieces)s, '', 'paid', '',
    timestamptz '2017-08-29 08:00+08' + n * interval '5 millisecond'
  from generate_series(%(first)s::int, %(last)s::int) n
  returning id, reference, amount_minor, created_at, substr(reference, 13, 8)::int as n),
kept as (
  insert into items_hold (order_id, gallery_id, piece_id, stock_id, count, state, number, until)
  select o.id, %(gallery)s, p.id, s.id, 1, 'kept', s.first + (o.n - 1) / %(parts)s, o.created_at
  from placed o
  join items_piece p on p.gallery_id = %(gallery)s and p.number = 1 + o.n %% %(pieces)s
  join items_stock s on s.gallery_id = %(gallery)s and s.shard = (o.n - 1) %% %(parts)s)
insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
select 'gift:' || reference, sha256(reference::bytea), %(fund)s, amount_minor, reference,
  created_at from placed order by id"""
_COUNT = """
update items_stock s set kept = h.kept from (
  select stock_id, sum(count) as kept from items_hold where gallery_id = %(gallery)s
  group by stock_id) h where s.id = h.stock_id"""


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Small: 20,000 pieces. Full: 5,810,000. Then as many clients as ask for the last ones."""
    size = size or SIZES[full]
    yield replace(load("begin"), bench="items")
    project = _project()
    tell(f"{size.paid} pieces are paid")
    yield from _loaded(size, project, tell)
    tell(f"{CLIENTS} clients ask for the last {size.rush}")
    yield from _rush(size, project)
    tell("checking")
    began = time.perf_counter()
    wrong = faults()
    for code, said in wrong:
        tell(f"{code}: {said}")
    yield Figure("items", "check", time.perf_counter() - began, "s")
    yield Figure("items", "galleries that are not their orders", len(wrong), "galleries", 0.0)
    yield from _asked(size)
    yield replace(load("end"), bench="items")


def _loaded(size: Size, project: "Project", tell: Callable[[str], None]) -> Iterator[Figure]:
    began = time.perf_counter()
    at = now()
    plan = GalleryPlan(
        code="bench", title="小朋友画廊", price_minor=100, cap=size.paid + size.rush,
        opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1),
    )  # fmt: skip
    gallery = draft_gallery(_SETUP, project.number, plan, at=at)
    said = {
        "gallery": gallery.pk,
        "project": project.pk,
        "fund": project.fund_id,
        "cap": gallery.cap,
        "pieces": PIECES,
        "parts": PARTS,
    }
    with connection.cursor() as cursor:
        for statement in (_PICTURE, _PIECES, _STOCK, _OPEN):
            cursor.execute(statement, said)
        for first in range(1, size.paid + 1, _STEP):
            last = min(size.paid, first + _STEP - 1)
            cursor.execute(_PAID, said | {"first": first, "last": last})
            tell(f"{last} of {size.paid}")
        cursor.execute(_COUNT, said)
        cursor.execute("analyze")
    yield Figure("items", "pieces", size.paid, "pieces")
    took = time.perf_counter() - began
    yield Figure("items", "orders and pieces loaded", size.paid / took, "pieces/s")
    began = time.perf_counter()
    sequence_all()
    yield Figure("items", "sequenced", size.paid / (time.perf_counter() - began), "gifts/s")
    off = abs(given_to(project.fund_id).amount - size.paid * 100)
    yield Figure("items", "off from the ledger", off, "fen", 0.0)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _rush(size: Size, project: "Project") -> Iterator[Figure]:
    """A quarter more orders than there are pieces, all at once: each has one piece or is told."""
    asked = range(size.rush + size.rush // 4)

    def order(number: int) -> int:
        try:
            place_order(
                Actor.stranger(), project=project.number, amount=Money(100),
                by=By(f"item:bench.{1 + number % PIECES}"), at=now(),
            )  # fmt: skip
        except SoldOut:
            return 0
        return 1

    def client(number: int) -> int:
        try:
            return sum(order(one) for one in asked[number::CLIENTS])
        finally:
            connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        taken = sum(clients.map(client, range(CLIENTS)))
    took = time.perf_counter() - began
    yield Figure("items", f"orders asked for, {CLIENTS} clients", len(asked) / took, "orders/s")
    standing = standing_of(gallery_by_code("bench"))
    yield Figure("items", "taken beyond the cap", max(0, taken - size.rush), "pieces", 0.0)
    yield Figure("items", "left while somebody was refused", standing.left, "pieces", 0.0)


def _asked(size: Size) -> Iterator[Figure]:
    query = yield from _times("bare query", bare_query, list(range(SAMPLE)), None)
    took = yield from _times("gallery page", open_page, ["/gallery/bench/"] * SAMPLE, LIMIT_MS)
    yield replace(against("gallery page", took, "bare query", query), bench="items")
    step = max(1, size.paid // SAMPLE)
    own = [f"/gifts/LS-20170829-{n:08}-0/piece" for n in range(1, size.paid + 1, step)][:SAMPLE]
    took = yield from _times("one's own piece", open_page, own, LIMIT_MS)
    yield replace(against("one's own piece", took, "bare query", query), bench="items")


def _times(
    what: str, ask: Callable[..., object], asked: list[str] | list[int], limit: float | None
) -> Generator[Figure, None, float]:
    figures = times(what, ask, asked, limit)
    while True:
        try:
            one = next(figures)
        except StopIteration as done:
            took: float = done.value
            return took
        yield replace(one, bench="items")


def _project() -> "Project":
    """An open project of a charity with its papers."""
    first_17 = "53110000000000085"
    at = now()
    body = register_organisation(
        _SETUP, credit_code=first_17 + credit_code_check(first_17), kind="foundation",
        name="基金会", contact_phone="0319-8160000", at=at,
    )  # fmt: skip
    for kind in ("registration", "public_fundraising"):
        add_certificate(_SETUP, body, kind=kind, number="1", valid_from=date(2016, 1, 1), at=at)
    plan = ProjectPlan(
        goal_minor=15_000_000_00,
        starts_on=date(2017, 1, 1),
        ends_on=date(2100, 1, 1),
        budget=(BudgetItem("画室", 15_000_000_00),),
        plan_number=f"{body.credit_code}A17001",
    )
    text = ProjectText(title="用艺术点亮生命", summary="画室与老师", leftover="转用于同类项目")
    drafted = create_project(_SETUP, organisation_id=body.pk, text=text, plan=plan, at=at)
    filed = plan.starts_on - timedelta(days=20)
    adopt_filed_plan(_SETUP, drafted.number, items=PlanItems(), filed_on=filed, at=at)
    return open_project(_SETUP, drafted.number, at=at)
