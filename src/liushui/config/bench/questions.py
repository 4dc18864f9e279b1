"""What is asked of full books: traces both ways, balances, statements; and paying out of them."""

import random
import sys
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
USUAL = 300
_A_THOUSAND = (800, 1_200)


def asked(label: str, spent: Spent, *, limits: bool) -> Iterator[Figure]:
    """Each question many times over, of the same sample each time.

    What is asked first comes from wherever the pages lie; limits hold for what is asked again.
    """
    draw = random.Random(7)  # noqa: S311 - the same sample each time
    uses = draw.sample(
        [*spent.typical, *spent.large], min(3 * SAMPLE, len(spent.typical) + len(spent.large))
    )
    yield from _times("trace a use back, first asked", label, queries.trace_backward, uses)
    yield from _back(label, uses, limits=limits)
    gifts = _some_gifts()
    yield from _times("trace a gift, first asked", label, queries.trace_forward, gifts)
    limit = FORWARD_MS if limits else None
    yield from _times("trace a gift", label, queries.trace_forward, gifts, limit)
    funds = _busiest()
    yield from _times("balance of a fund", label, queries.balance, funds)
    yield from _times("page of a fund's statement", label, queries.movements_of, funds)


def _back(label: str, uses: Sequence[str], *, limits: bool) -> Iterator[Figure]:
    """Uses of few, of about a thousand and of more givers, each by themselves."""
    givers = {ref: len(queries.trace_backward(ref)) for ref in uses}
    few, many = _A_THOUSAND
    sizes: list[tuple[str, range, float | None]] = [
        (f"of up to {USUAL}", range(USUAL + 1), BACK_MS),
        (f"of {few} to {many}", range(few, many + 1), BACK_OF_MANY_MS),
        (f"of more than {many}", range(many + 1, sys.maxsize), None),
    ]
    for words, size, limit in sizes:
        some = [ref for ref in uses if givers[ref] in size][:SAMPLE]
        if some:
            middle = quantile([givers[ref] for ref in some], 0.5)
            yield Figure("ledger", f"givers of a use {words} p50, {label}", middle, "gifts")
        yield from _times(
            f"trace a use {words} back", label, queries.trace_backward, some,
            limit if limits else None,
        )  # fmt: skip


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


def _times(
    what: str,
    label: str,
    ask: "Callable[[str], object] | Callable[[int], object]",
    of: "list[str] | list[int]",
    limit: float | None = None,
) -> Iterator[Figure]:
    if not of:
        return
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
