"""The journal for hledger: one transaction a movement, and at its end what each fund holds.

Accounts and commodities are declared, so ``hledger check --strict`` finds a name that is none; the
last transaction asserts the ledger's own balances, so any check compares them.
"""

from collections.abc import Iterator

from liushui.kernel.clock import month_after
from liushui.ledger.queries.exports.accounts import commodities
from liushui.ledger.queries.exports.rows import (
    Commodity,
    Entry,
    counters,
    decimals_by_resource,
    entries,
    held,
    last_month,
    owners,
)


def hledger() -> Iterator[str]:
    """The text, a part at a time."""
    decimals = decimals_by_resource()
    named = {
        code: Commodity(name if name.isalpha() else f'"{name}"', decimals[code])
        for code, name in commodities(decimals).items()
    }
    yield "; Liushui journal\n"
    for part, name in owners():
        yield f"; {part} {' '.join(name.split())}\n"
    for code, commodity in named.items():
        point = "." if not commodity.decimals else ""  # hledger wants a decimal mark
        yield f"commodity {commodity.shown(0)}{point} {commodity.name}  ; {code}\n"
    for fund in held():
        yield f"account {fund.account}\n"
    for account in counters():
        yield f"account {account}\n"
    yield "\n"
    for entry in entries():
        yield _transaction(entry, named[entry.resource])
    yield from _assertions(named)


def _transaction(entry: Entry, commodity: Commodity) -> str:
    amount = commodity.shown(entry.amount)
    tags = [f"id:{entry.id}"]
    if entry.happened != entry.day:
        tags.append(f"happened:{entry.happened}")
    if entry.group:
        tags.append(f"group:{entry.group}")
    if entry.reverses:
        tags.append(f"reverses:{entry.reverses}")
    said = f"{entry.kind} | {entry.plain_ref}" if entry.ref else entry.kind
    return (
        f"{entry.day} * {said}  ; {', '.join(tags)}\n"
        f"    {entry.target}  {amount} {commodity.name}\n"
        f"    {entry.source}  -{amount} {commodity.name}\n\n"
    )


def _assertions(named: dict[str, Commodity]) -> Iterator[str]:
    last = last_month()
    if last is None:
        return
    yield f"{month_after(last)} * what each fund holds\n"
    for fund in held():
        commodity = named[fund.resource]
        yield (
            f"    {fund.account}  {commodity.shown(0)} {commodity.name}"
            f" = {commodity.shown(fund.units)} {commodity.name}\n"
        )
