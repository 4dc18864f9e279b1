"""In which order tests are run where several processes share them.

Each process of xdist begins with an equal part of the list and takes over from the end of another's
when it has done its own. So the long tests begin a part, and what shares something dear comes first
of all: nobody takes over half of it.
"""

from collections.abc import Sequence

import pytest

JOURNEYS = "tests/journeys/"  # they share a running demo
HISTORIES = "tests/properties/"
WALK = "tests/roles/"  # its rows share a world


def ordered(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """The journeys begin the first part, the walk and long tests the second; the rest stays."""
    if processes == 1:
        return list(items)
    journeys, long, walk, rest = [], [], [], []
    for item in items:
        if item.nodeid.startswith(JOURNEYS):
            journeys.append(item)
        elif item.nodeid.startswith(WALK):
            walk.append(item)
        elif item.nodeid.startswith(HISTORIES) or item.get_closest_marker("slow"):
            long.append(item)
        else:
            rest.append(item)
    beside = max(0, len(items) // processes - len(journeys))
    return [*journeys, *rest[:beside], *walk, *long, *rest[beside:]]
