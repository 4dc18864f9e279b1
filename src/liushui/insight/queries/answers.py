"""What programs are answered: traces, a project's months and the whole balance, as plain facts.

Amounts are whole units; fields keep their meaning, new ones may come (docs/integrate/answers.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from liushui.giving.queries import shown_names
from liushui.insight.queries.entries import masked_reference
from liushui.insight.queries.givers import page_of_sinks
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.periods import Passage, Period
from liushui.insight.queries.wording import stage_of
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.drawing.tally import Tally
from liushui.ledger.queries import (
    End,
    movements_by_ref,
    trace_forward_page,
    used_of,
)
from liushui.ledger.queries.flows import movements_by_id
from liushui.ledger.states import EndKind

ROWS = 200
Answer = dict[str, Any]


def moment_text(moment: datetime) -> str:
    """``2026-07-18T10:00:00+08:00``: every moment in an answer."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def gift_answer(reference: str, after: int) -> Answer | None:
    """Where the gift is, from its unit ``after`` on; none until it has its place in the book."""
    gifts = [movement for movement in movements_by_ref(reference) if movement.source_id is None]
    if not gifts:
        return None
    page = trace_forward_page(reference, after=after, limit=ROWS)
    names = fund_names({fund for end in page.rows for fund in end.path})
    last = movements_by_id(end.movement_ids[-1] for end in page.rows if end.movement_ids)
    return {
        "gift": reference,
        "resource": gifts[0].resource_id,
        "amount": sum(gift.amount for gift in gifts),
        "after": after,
        "ends": [_end(end, names, last) for end in page.rows],
        "next": page.next,
    }


def case_answer(case_id: int, after: str) -> Answer:
    """Who paid for what was used for the case; ``after`` is the ``next`` of the answer before."""
    sinks = used_of("case", case_id)
    page, following = page_of_sinks(list(sinks), after, ROWS)
    names = fund_names({fund for source in page for fund in source.path})
    shown = shown_names(source.gift for source in page if source.gift)
    return {
        "received": sum(sinks.values()),
        "after": after or None,
        "givers": [
            {
                "giver": shown.get(source.gift) or None,
                "gift": masked_reference(source.gift) or None,
                "amount": source.amount,
                "covered": bool(source.covers),
                "through": _through(source.path, names),
                "entries": list(source.movement_ids),
            }
            for source in page
        ],
        "next": following,
    }


def balance_answer(tally: Tally, moment: datetime) -> Answer:
    """Income, what was paid out of it and the difference, with where both lie."""
    sums = {part.stage: part.minor for part in tally.parts}
    paid_out = sums.get("used", 0) + sums.get("back", 0)
    return {
        "as_of": moment_text(moment),
        "resource": "CNY",
        "income": tally.given,
        "paid_out": paid_out,
        "balance": sums.get("wait", 0) + sums.get("transit", 0),
        "used": sums.get("used", 0),
        "returned": sums.get("back", 0),
        "approved": sums.get("transit", 0),
        "waiting": sums.get("wait", 0),
        "is_equal": tally.is_equal,
    }


def period_answer(period: Period) -> Answer:
    """A project over some months: opening + came = went + closing."""
    first, last = period.months
    return {
        "from": f"{first:%Y-%m}" if first else None,
        "to": f"{last:%Y-%m}" if last else None,
        "resource": "CNY",
        "opening": period.opening,
        "came": [_passage(one) for one in period.came],
        "went": [_passage(one) for one in period.went],
        "closing": period.closing,
    }


def _end(end: End, names: Mapping[int, FundName], last: Mapping[int, Any]) -> Answer:
    name = names[end.fund_id]
    rests = end.end in (EndKind.RESTING, EndKind.FROZEN)
    movement = last.get(end.movement_ids[-1]) if end.movement_ids and not rests else None
    return {
        "end": str(end.end),
        "stage": stage_of(end.end),
        "amount": end.amount,
        "holder": name.holder_full,
        "holder_code": name.code or None,
        "purpose": name.purpose or None,
        "use": None if rests else end.use,
        "day": day_of(movement.happened_at).isoformat() if movement else None,
        "through": _through(end.path, names),
        "entries": list(end.movement_ids),
    }


def _through(path: Iterable[int], names: Mapping[int, FundName]) -> Sequence[str]:
    """The holders on the way, each once where the units stayed with it."""
    return list(dict.fromkeys(names[fund].holder_full for fund in path))


def _passage(one: Passage) -> Answer:
    return {
        "what": one.title,
        "holder": one.holder or None,
        "amount": one.minor,
        "count": one.count,
        "entries": one.href,
    }
