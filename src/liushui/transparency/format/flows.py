"""What a leaf brings to which project and takes from it: what daily summaries add up."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_BRINGS = frozenset({"donation", "income"})
_TAKES = frozenset({"expense", "disburse", "transfer"})

Account = tuple[str, str, str]  # organisation, project, currency


class Flow(NamedTuple):
    """Gifts, what came and what went, of one account; a hidden sum is none of it."""

    account: Account
    gifts: int
    came: int
    went: int


def flows(leaf: Mapping[str, Any]) -> Iterator[Flow]:
    """Of a transfer two: what one account passes on comes to the other."""
    kind = leaf["k"]
    if "cur" not in leaf or kind == "summary":
        return
    account = (leaf["org"], leaf["prj"], leaf["cur"])
    amount: int = leaf.get("amt", 0)
    if kind in _BRINGS:
        yield Flow(account, int(kind == "donation"), amount, 0)
    elif kind in _TAKES:
        yield Flow(account, 0, 0, amount)
        if kind == "transfer":
            yield Flow((leaf["to_org"], leaf["to_prj"], leaf["cur"]), 0, amount, 0)
    else:
        delta: int = leaf.get("delta", 0)
        yield Flow(account, 0, max(delta, 0), max(-delta, 0))
