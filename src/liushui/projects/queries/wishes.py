"""The wishes that a project offers to its givers, in words."""

from collections.abc import Iterable, Mapping, Sequence

from liushui.ledger.wishes import Wish, WishKind
from liushui.projects.models import Project, WishOffer
from liushui.projects.states import OfferKind

Label = tuple[str, str]


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
