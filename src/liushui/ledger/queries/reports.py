"""A holder's months as reports: those that a seal closed are kept as bytes and never change."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liushui.kernel.clock import month_after, month_of
from liushui.kernel.errors import NotFound
from liushui.ledger.errors import MonthNotSealed
from liushui.ledger.models import Fund, Holder, Inbox, Report, Seal
from liushui.ledger.queries.trial_balances import (
    FUND,
    HOLDER,
    OUTSIDE,
    Account,
    Late,
    Line,
    TrialBalance,
    by_kind,
    first_month,
    trial_balances,
)

FORMAT = 1


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A month of a holder's books: closed by whom and when, or still open."""

    month: date
    sealed_by: str | None
    sealed_at: datetime | None


def trial_balance(holder_id: int, month: date) -> TrialBalance:
    """The holder's month, whether it is closed or not: what a seal closed is read, not counted."""
    kept = Report.objects.filter(holder=holder_id, month__lte=month).order_by("-month").first()
    before = read(bytes(kept.content)) if kept else None
    if before is not None and before.month == month:
        return before
    return next(trial_balances(holder_id, month, month, after=before))


def remade(holder_id: int, month: date) -> bytes:
    """The report of a month, made from the movements alone and from nothing that was kept."""
    return content_of(next(trial_balances(holder_id, month, month, everywhere=True)))


def sealed_report(holder_id: int, month: date) -> Report:
    """The report of a closed month as it was kept. Raises ``MonthNotSealed``."""
    found = Report.objects.filter(holder=holder_id, month=month).select_related("seal").first()
    if found is None:
        raise MonthNotSealed(month=month.isoformat())
    return found


def seal_of(holder_id: int, month: date) -> Seal | None:
    """The seal that closed this month of the holder, if one did."""
    return Seal.objects.filter(holder=holder_id, month__gte=month).order_by("month").first()


def month_ends(holder_id: int, now: datetime) -> list[MonthEnd]:
    """The holder's months from its first movement to the present one, newest first."""
    present = month_of(now)
    month = first_month(holder_id, present)
    seals = list(Seal.objects.filter(holder=holder_id).order_by("month"))
    ends: list[MonthEnd] = []
    while month is not None and month <= present:
        seal = next((one for one in seals if one.month >= month), None)
        ends.append(MonthEnd(month, seal.by if seal else None, seal.sealed_at if seal else None))
        month = month_after(month)
    return ends[::-1]


def gifts_that_wait(holder_id: int) -> int:
    """Accepted gifts to the holder that have no place yet: a seal now would come before them."""
    funds = Fund.objects.filter(holder=holder_id).values("pk")
    return Inbox.objects.filter(fund_id__in=funds).count()


def holder_of(*, organisation_id: int) -> Holder:
    """The organisation as a holder of funds. Raises ``NotFound`` when it never held any."""
    found = Holder.objects.filter(organisation_id=organisation_id).first()
    if found is None:
        raise NotFound
    return found


def content_of(balance: TrialBalance) -> bytes:
    """The report as bytes: canonical JSON, the same for the same movements for ever."""
    funds = Fund.objects.in_bulk(
        [line.account.id for line in balance.lines if line.account.of == FUND]
    )
    said = {
        "format": FORMAT,
        "holder": balance.holder_id,
        "month": f"{balance.month:%Y-%m}",
        "accounts": [_line_said(line, funds.get(line.account.id)) for line in balance.lines],
        "late": [{**late._asdict(), "month": f"{late.month:%Y-%m}"} for late in balance.late],
        "movements": {"count": balance.count, "digest": balance.rows.hex()},
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest_of(content: bytes) -> bytes:
    """SHA-256 of a report."""
    return hashlib.sha256(content).digest()


def read(content: bytes) -> TrialBalance:
    """The trial balance that a report says."""
    said = json.loads(content)
    if said["format"] != FORMAT:
        raise ValueError(f"a report of format {said['format']}")
    return TrialBalance(
        holder_id=said["holder"],
        month=_month(said["month"]),
        lines=tuple(_lines_read(said["accounts"])),
        late=tuple(Late(**{**late, "month": _month(late["month"])}) for late in said["late"]),
        count=said["movements"]["count"],
        rows=bytes.fromhex(said["movements"]["digest"]),
    )


def _line_said(line: Line, fund: Fund | None) -> dict[str, Any]:
    account = line.account
    said: dict[str, Any] = {
        "resource": account.resource,
        "account": account.of,
        "opening": line.opening,
        "in": dict(line.came),
        "out": dict(line.left),
        "closing": line.closing,
    }
    if account.of == OUTSIDE:
        return {**said, "kind": account.kind}
    if fund is None:
        return {**said, "id": account.id}
    return {
        **said,
        "id": account.id,
        "kind": fund.kind,
        "sink_use": fund.sink_use,
        "purpose": [fund.purpose_kind, fund.purpose_id],
        "parent": fund.parent_id,
    }


def _lines_read(accounts: Iterable[dict[str, Any]]) -> Iterable[Line]:
    for said in accounts:
        of = said["account"]
        number, kind = (0, said["kind"]) if of == OUTSIDE else (said["id"], "")
        account = Account(said["resource"], of, number, kind)
        yield Line(account, said["opening"], by_kind(said["in"]), by_kind(said["out"]))


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


__all__ = [
    "FUND",
    "HOLDER",
    "OUTSIDE",
    "Account",
    "Late",
    "Line",
    "MonthEnd",
    "TrialBalance",
    "content_of",
    "digest_of",
    "gifts_that_wait",
    "holder_of",
    "month_ends",
    "read",
    "remade",
    "seal_of",
    "sealed_report",
    "trial_balance",
]
