"""What is asked of full books: traces both ways, balances, statements; and paying out of them."""

import random
from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from liushui.config.bench.figures import Figure, quantile
from liushui.config.bench.rounds import START, bench_funds, fill_inbox, timed
from liushui.config.story.spending import Spent
from liushui.kernel.money import Money
from liushui.ledger import queries
from liushui.ledger.services import move, sequence_all
from liushui.ledger.states import Kind

SAMPLE = 500
BACK_MS, BACK_OF_MANY_MS, FORWARD_MS = 2.0, 8.0, 0.5
PAYOUTS = 300
_A_THOUSAND = (800, 1_200)


def asked(label: str, spent: Spent, *, limits: bool) -> Iterator[Figure]:
    """Each question many times over, of the same sample each time."""
    draw = random.Random(7)  # noqa: S311 - the same sample each time

    def some(refs: Sequence[str]) -> list[str]:
        return draw.sample(refs, min(SAMPLE, len(refs)))

    many, large = some(spent.typical), some(spent.large)
    gifts = _some_gifts()
    yield _donors("givers of a use", label, many)
    yield from _times(
        "trace a use back", label, queries.trace_backward, many, BACK_MS if limits else None
    )
    if large:
        yield _donors("givers of a large use", label, large)
        yield from _times("trace a large use back", label, queries.trace_backward, large)
    limit = BACK_OF_MANY_MS if limits else None
    yield from _times(
        "trace a use of a thousand back",
        label,
        queries.trace_backward,
        _of_a_thousand(large),
        limit,
    )
    yield from _times(
        "trace a gift", label, queries.trace_forward, gifts, FORWARD_MS if limits else None
    )
    funds = _busiest()
    yield from _times("balance of a fund", label, queries.balance, funds)
    yield from _times("page of a fund's statement", label, queries.movements_of, funds)


def payouts(tell: Callable[[str], None]) -> Iterator[Figure]:
    """Amounts out of a fund of small gifts: the slices, free runs and counts of each."""
    tell(f"paying {PAYOUTS} times out of one fund of many small gifts")
    source, target = bench_funds(2, 10)
    fill_inbox([(f"LS-bench-payout-{n}", source.pk, 100) for n in range(5_000)])
    sequence_all()

    def pay(number: int) -> None:
        move(
            Money(1_234),
            source=source,
            target=target,
            kind=Kind.TRANSFER,
            key=f"bench:pay:{number}",
            happened_at=START,
        )

    took = [timed(lambda n=n: pay(n)) * 1000 for n in range(PAYOUTS)]  # type: ignore[misc]
    yield Figure("ledger", "pay out p50", quantile(took, 0.5), "ms")
    yield Figure("ledger", "pay out p95", quantile(took, 0.95), "ms")


def _of_a_thousand(refs: list[str]) -> list[str]:
    """Those of about a thousand givers: in small books there is none."""
    few, many = _A_THOUSAND
    return [ref for ref in refs if few <= len(queries.trace_backward(ref)) <= many]


def _donors(what: str, label: str, refs: list[str]) -> Figure:
    counts = [len(queries.trace_backward(ref)) for ref in refs[:50]]
    return Figure("ledger", f"{what} p50, {label}", quantile(counts, 0.5) if counts else 0, "gifts")


def _times(
    what: str,
    label: str,
    ask: "Callable[[str], object] | Callable[[int], object]",
    of: "list[str] | list[int]",
    limit: float | None = None,
) -> Iterator[Figure]:
    if not of:
        return
    for one in of[:20]:
        ask(one)  # type: ignore[arg-type]
    took = [timed(lambda one=one: ask(one)) * 1000 for one in of]  # type: ignore[misc]
    yield Figure("ledger", f"{what} p50, {label}", quantile(took, 0.5), "ms")
    yield Figure("ledger", f"{what} p95, {label}", quantile(took, 0.95), "ms", limit)


def _some_gifts() -> list[str]:
    """References of gifts that moved on, from all over the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select ref from (
                 select s.fund_id, s.lo from ledger_slice s join ledger_movement m
                   on m.id = s.movement_id where m.kind = 'grant'
                 order by s.movement_id, s.place limit 100000) s
               cross join lateral (
                 select ref, kind from ledger_movement m
                 where m.target_id = s.fund_id and m.lo >= s.lo order by m.lo limit 3) g
               where kind = 'gift' order by md5(ref) limit %s""",
            [SAMPLE],
        )
        return [ref for (ref,) in cursor.fetchall()]


def _busiest() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from ledger_fund order by tip desc limit 100")
        return [pk for (pk,) in cursor.fetchall()]
