"""Every invariant of the ledger, recomputed from the rows themselves.

Nothing here trusts a count, a constraint or a trigger: each rule is one query over the movements
and slices that names the rows at fault. An empty answer is the proof that the books are whole.
The rules stand in ``checks``, by subject.
"""

from collections.abc import Iterator

from django.db import connection

from liushui.ledger.queries.checks import (
    funds,
    keys,
    links,
    lots,
    matching,
    months,
    movements,
    reports,
    returns,
    slices,
    sums,
    ways,
    wishes,
)
from liushui.ledger.queries.checks.rule import Fault, Rule

FAULTS_SHOWN = 20

_SUBJECTS = (
    movements,
    ways,
    slices,
    funds,
    links,
    lots,
    returns,
    matching,
    months,
    reports,
    keys,
    sums,
    wishes,
)


def _number(rule: Rule) -> tuple[int, str]:
    """L2 before L14, and what has no number behind all that have."""
    return len(rule.name), rule.name


RULES: tuple[Rule, ...] = tuple(
    sorted((rule for subject in _SUBJECTS for rule in subject.RULES), key=_number)
)


def faults(rule: Rule, limit: int = FAULTS_SHOWN) -> Iterator[Fault]:
    """The rows that break a rule, the first ``limit`` of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({rule.faults}) at_fault (row) order by 1 limit {limit:d}")
        rows = cursor.fetchall()
    for (row,) in rows:
        yield Fault(rule.name, rule.demands, row)
