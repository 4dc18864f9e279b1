"""The wishes that a project offers to its givers, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liushui.ledger.queries.designations import Designated, designations_of
from liushui.ledger.queries.flows import Edge, edges_around, funds_by_id
from liushui.ledger.states import SinkUse
from liushui.ledger.wishes import Wish, WishKind, case_of
from liushui.projects.models import Project, WishOffer
from liushui.projects.relay import relay
from liushui.projects.states import OfferKind

Label = tuple[str, str]
_USED = frozenset({SinkUse.USED, SinkUse.FEE})


@dataclass(frozen=True, slots=True)
class WishSums:
    """What was given for one set of wishes: given = used + waiting + moved by a decision.

    ``cases`` counts the single cases that a line stands for: they are one line, since a project
    may have thousands. ``label`` is "" for them.
    """

    label: str
    label_en: str
    cases: int
    given: int
    used: int
    waiting: int
    decided: int


def offers_of(project: Project) -> Sequence[WishOffer]:
    """What givers may wish now, by kind, in the order in which it was offered: one query."""
    standing = WishOffer.objects.filter(project=project, withdrawn_at=None)
    return sorted(standing.order_by("pk"), key=lambda one: OfferKind.values.index(one.kind))


def offer_of(project: Project, offer_id: int) -> WishOffer | None:
    """One offer of the project, withdrawn or not."""
    return WishOffer.objects.filter(project=project, pk=offer_id).first()


def is_offered(project: Project, wishes: Iterable[Wish]) -> bool:
    """Whether the project offers each of these wishes now; a case by any approved number."""
    offered = {(one.kind, one.code) for one in offers_of(project)}
    return all(
        (wish.kind, "" if wish.kind == WishKind.CASE else wish.code) in offered for wish in wishes
    )


def wish_labels(project_ids: Iterable[int]) -> Mapping[tuple[int, str], Label]:
    """What was ever offered, 中文 and English, by project and ``kind:code``: one query."""
    offers = WishOffer.objects.filter(project__in=set(project_ids)).order_by("pk")
    return {
        (one.project_id, f"{one.kind}:{one.code}"): (one.label, one.label_en or one.label)
        for one in offers
    }


def wishes_of(project: Project) -> Sequence[WishSums]:
    """What givers wished, in whatever organisation it lies now: four queries, one for no wish."""
    purses = [project.fund_id, *(purse.fund_id for purse in relay().purses_below(project.pk))]
    funds = designations_of(purses)
    if not funds:
        return []
    groups: dict[tuple[Wish, ...], list[Designated]] = {}
    for one in funds:
        wishes = one.wishes if case_of(one.wishes) is None else ()
        groups.setdefault(wishes, []).append(one)
    edges = edges_around(one.fund_id for one in funds)
    ends = {end for edge in edges for end in (edge.source, edge.target) if end is not None}
    sinks = {pk: fund.sink_use for pk, fund in funds_by_id(ends).items() if fund.sink_use}
    labels = wish_labels([project.pk])
    return [_sums(project, wishes, group, (edges, sinks), labels)
            for wishes, group in sorted(groups.items(), key=lambda pair: (not pair[0], pair[0]))
            ]  # fmt: skip


def _sums(
    project: Project,
    wishes: tuple[Wish, ...],
    group: Sequence[Designated],
    moved: tuple[Sequence[Edge], Mapping[int, str]],
    labels: Mapping[tuple[int, str], Label],
) -> WishSums:
    edges, sinks = moved
    own = {one.fund_id for one in group}
    given = used = 0
    for edge in edges:
        for here, there, sign in ((edge.target, edge.source, 1), (edge.source, edge.target, -1)):
            if here not in own or there in own:
                continue
            if there is None or (sign > 0 and there not in sinks):
                given += edge.amount
            elif there in sinks and sinks[there] in _USED:
                used -= sign * edge.amount
            elif there in sinks:
                given += sign * edge.amount
    waiting = sum(one.held for one in group)
    said = [labels.get((project.pk, str(wish)), (wish.code, wish.code)) for wish in wishes]
    return WishSums(
        label=" · ".join(zh for zh, _ in said),
        label_en=" · ".join(en for _, en in said),
        cases=len({case_of(one.wishes) for one in group} - {None}),
        given=given,
        used=used,
        waiting=waiting,
        decided=given - used - waiting,
    )
