"""The journal for beancount: one transaction a movement, and at its end what each fund holds.

``bean-check`` compares the balances at the end with the ledger's own, to the unit.
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

_OPENED = "1900-01-01"


def beancount() -> Iterator[str]:
    """The text, a part at a time."""
    decimals = decimals_by_resource()
    named = {code: Commodity(name, decimals[code]) for code, name in commodities(decimals).items()}
    yield "; Liushui journal\n"
    for part, name in owners():
        yield f"; {part} {' '.join(name.split())}\n"
    for code, commodity in named.items():
        yield f"{_OPENED} commodity {commodity.name} ; {code}\n"
    for fund in held():
        yield f"{_OPENED} open {fund.account} {named[fund.resource].name}\n"
    for account in counters():
        yield f"{_OPENED} open {account}\n"
    yield "\n"
    for entry in entries():
        yield _transaction(entry, named[entry.resource])
    last = last_month()
    if last is not None:
        for fund in held():
            commodity = named[fund.resource]
            units = commodity.shown(fund.units)
            yield f"{month_after(last)} balance {fund.account}  {units} ~ 0 {commodity.name}\n"


def _transaction(entry: Entry, commodity: Commodity) -> str:
    amount = commodity.shown(entry.amount)
    payee = f' "{entry.plain_ref}"' if entry.ref else ""
    link = f" ^{entry.group}" if entry.group else ""
    notes = f"  id: {entry.id}\n"
    if entry.happened != entry.day:
        notes += f"  happened: {entry.happened}\n"
    if entry.reverses:
        notes += f"  reverses: {entry.reverses}\n"
    return (
        f'{entry.day} *{payee} "{entry.kind}"{link}\n{notes}'
        f"  {entry.target}  {amount} {commodity.name}\n"
        f"  {entry.source}  -{amount} {commodity.name}\n\n"
    )
