"""In which order tests are run where several processes share them.

Each process of xdist begins with an equal part of the list and takes over from another when it has
done its own. So the long tests begin a part, and those that share something dear lie in one.
"""

from collections.abc import Sequence

import pytest

JOURNEYS = "tests/journeys/"  # they share a running demo
HISTORIES = "tests/properties/"
WALK = "tests/roles/"  # its rows share a world


def ordered(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """The journeys begin the first part, other long tests the second; the rest stays as it is."""
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
    return [*journeys, *rest[:beside], *long, *walk, *rest[beside:]]
