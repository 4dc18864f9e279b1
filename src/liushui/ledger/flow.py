"""The most that can flow from funds to needs when not every fund may pay for every need (L28).

Dinic's algorithm on a small network: funds on one side, needs on the other, and between them the
pairs that may be. Needs with the same funds are one: so many cases cost little.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class _Edge:
    to: int
    room: int
    back: int


class Network:
    """Nodes by name; what can flow between two of them is added up."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._edges: list[list[_Edge]] = []

    def join(self, source: Hashable, target: Hashable, room: int) -> None:
        """Let ``room`` more flow from one to the other."""
        a, b = self._number(source), self._number(target)
        self._edges[a].append(_Edge(b, room, len(self._edges[b])))
        self._edges[b].append(_Edge(a, 0, len(self._edges[a]) - 1))

    def push(self, source: Hashable, target: Hashable) -> int:
        """Send as much more as can flow; how much that was."""
        start, end, sent = self._number(source), self._number(target), 0
        while (levels := self._levels(start))[end] >= 0:
            turn = [0] * len(self._edges)
            while part := self._along(start, end, levels, turn):
                sent += part
        return sent

    def _number(self, name: Hashable) -> int:
        number = self._numbers.setdefault(name, len(self._numbers))
        if number == len(self._edges):
            self._edges.append([])
        return number

    def _levels(self, start: int) -> list[int]:
        levels = [-1] * len(self._edges)
        levels[start] = 0
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            for edge in self._edges[node]:
                if edge.room and levels[edge.to] < 0:
                    levels[edge.to] = levels[node] + 1
                    waiting.append(edge.to)
        return levels

    def _along(self, start: int, end: int, levels: list[int], turn: list[int]) -> int:
        """One way from start to end by rising levels, filled; 0 when there is none left."""
        way: list[_Edge] = []
        node = start
        while node != end:
            if turn[node] == len(self._edges[node]):
                if not way:
                    return 0
                edge = way.pop()
                node = self._edges[edge.to][edge.back].to
                turn[node] += 1
                continue
            edge = self._edges[node][turn[node]]
            if edge.room and levels[edge.to] == levels[node] + 1:
                way.append(edge)
                node = edge.to
            else:
                turn[node] += 1
        part = min(edge.room for edge in way)
        for edge in way:
            edge.room -= part
            self._edges[edge.to][edge.back].room += part
        return part


_SOURCE, _SINK = ("source",), ("sink",)


def most_payable(
    free: Mapping[int, int], needs: Iterable[tuple[int, Sequence[int]]], first: Any = None
) -> int:
    """The most that funds with so much ``free`` can pay of needs: each an amount and its funds.

    ``first`` is one more need of that kind which must be paid in full before all others.
    """
    network = Network()
    for fund, amount in free.items():
        network.join(_SOURCE, fund, amount)
    if first is not None:
        _ask(network, "first", *first)
        network.push(_SOURCE, _SINK)
    together: dict[tuple[int, ...], int] = {}
    for amount, funds in needs:
        key = tuple(sorted(set(funds) & set(free)))
        together[key] = together.get(key, 0) + amount
    for key, amount in together.items():
        _ask(network, ("need", key), amount, key)
    return network.push(_SOURCE, _SINK)


def _ask(network: Network, name: Hashable, amount: int, funds: Iterable[int]) -> None:
    for fund in funds:
        network.join(fund, name, amount)
    network.join(name, _SINK, amount)
