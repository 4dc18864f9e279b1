"""What daily summaries come to, added up again from the leaves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from liushui.transparency.format.flows import Account, flows
from liushui.transparency.models import DaySum

_Sum = tuple[int, int, int, int]  # up to which entry it was summed up; gifts, came, went since
_NOTHING: _Sum = (0, 0, 0, 0)


@dataclass(slots=True)
class Sums:
    """Takes the leaves in their order."""

    since: dict[Account, _Sum] = field(default_factory=dict)

    def take(self, index: int, leaf: Mapping[str, Any]) -> bool:
        """Whether the leaf, if it is a summary, says what came since the last one."""
        if leaf["k"] == "summary":
            account = (leaf["org"], leaf["prj"], leaf["cur"])
            upto, *moved = self.since.get(account, _NOTHING)
            self.since[account] = (index, 0, 0, 0)
            said = [leaf["first"], leaf["last"], leaf["cnt"], leaf["in"], leaf["out"]]
            return said == [upto, index - 1, *moved]
        for account, gifts, came, went in flows(leaf):
            upto, had_gifts, had_come, had_gone = self.since.get(account, _NOTHING)
            self.since[account] = (upto, had_gifts + gifts, had_come + came, had_gone + went)
        return True

    def differing(self) -> Iterator[str]:
        """The accounts of which the log's own count is another one."""
        kept = {
            (one.organisation_code, one.project, one.currency): (
                one.upto, one.gifts, one.came, one.went,
            )
            for one in DaySum.objects.all()
        }  # fmt: skip
        for account in sorted(kept.keys() | self.since.keys()):
            if kept.get(account, _NOTHING) != self.since.get(account, _NOTHING):
                yield " ".join(account)
