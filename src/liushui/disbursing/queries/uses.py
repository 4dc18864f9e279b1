"""Uses: one by reference, many at once, a case's, an organisation's, and their files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from liushui.base.models import StoredFile
from liushui.disbursing import policies
from liushui.disbursing.models import Expenditure, PartnerReport, PaymentRequest, ReportPhoto
from liushui.disbursing.states import UseState
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.ledger.models import Reservation

PAGE_SIZE = 50
MOST_WAITING = 500
_NOON = time(12)


def expenditure_by_ref(reference: str) -> Expenditure | None:
    """The use of a reference, confirmed or not. Its files have rules of their own."""
    return _loaded(Expenditure.objects.filter(reference=reference)).first()


def expenditures_by_ref(references: Iterable[str]) -> Mapping[str, Expenditure]:
    """The uses behind movements, many at once, by reference: one query."""
    found = _loaded(_confirmed().filter(reference__in=set(references)))
    return {use.reference: use for use in found}


def use_for(actor: Actor, reference: str) -> Expenditure:
    """The use with this reference, or ``NotFound`` if the actor does not see it whole."""
    use = _loaded(policies.uses_visible_to(actor).filter(reference=reference)).first()
    if use is None:
        raise NotFound
    return use


def use_for_update(actor: Actor, reference: str) -> Expenditure:
    """As ``use_for``, locked until the transaction ends."""
    visible = _loaded(policies.uses_visible_to(actor).filter(reference=reference))
    locked = visible.select_related("sink").select_for_update(of=("self",), no_key=True)
    use = locked.first()
    if use is None:
        raise NotFound
    return use


def holds_of_use(use: Expenditure) -> "Sequence[Reservation]":
    """What is held back for a use: one reservation, or one in each fund of wishes that pays."""
    parts = use.parts.select_related("reservation__fund").order_by("place")
    own = [use.reservation] if use.reservation else []
    return [part.reservation for part in parts] or own


def uses_to_confirm(actor: Actor) -> Sequence[Expenditure]:
    """The uses that wait for the actor's word, oldest first."""
    return list(_loaded(policies.uses_confirmable_by(actor)).order_by("pk")[:PAGE_SIZE])


def uses_in_console(actor: Actor) -> QuerySet[Expenditure]:
    """The uses that the actor sees whole: the console's table bounds them."""
    return _loaded(policies.uses_visible_to(actor))


def uses_of_case(case_id: int, limit: int = PAGE_SIZE) -> Sequence[Expenditure]:
    """What was used for a case, newest first."""
    uses = _confirmed().filter(case_id=case_id)
    return list(_loaded(uses).order_by("-happened_on", "-pk")[:limit])


def uses_of_project(project_id: int, limit: int) -> Sequence[Expenditure]:
    """What was used of a project's money by whomever, newest first."""
    uses = _confirmed().filter(project_id=project_id)
    return list(_loaded(uses).order_by("-happened_on", "-pk")[:limit])


def sinks_of_case(case_id: int) -> Sequence[int]:
    """The sink funds in which a case's uses lie: one for each organisation that used for it."""
    uses = _confirmed().filter(case_id=case_id)
    return list(uses.order_by("sink_id").values_list("sink_id", flat=True).distinct())


def used_by_line(project_id: int) -> Mapping[int | None, int]:
    """What was used on each budget line; the key None is what names no line."""
    rows = (
        _confirmed()
        .filter(project_id=project_id)
        .values("budget_line_id")
        .annotate(total=Sum("amount_minor"))
    )
    return {row["budget_line_id"]: int(row["total"]) for row in rows}


@dataclass(frozen=True, slots=True)
class FileOfUse:
    """A file, through what the actor may see it, and whether everyone may."""

    file: StoredFile
    thing: Expenditure | PartnerReport | PaymentRequest
    is_public: bool


def file_for(actor: Actor, sha256: str) -> FileOfUse:
    """A file of a use, a report or an application that the actor may see, or ``NotFound``.

    Whoever asks by its digest already holds the file or was shown its address; that alone gives no
    right, since addresses are passed on.
    """
    uses = Expenditure.objects.filter(Q(voucher__sha256=sha256) | Q(photo__sha256=sha256))
    for use in _loaded(uses).order_by("-photo_is_public", "pk")[:PAGE_SIZE]:
        for file in (use.photo, use.voucher):
            if file and file.sha256 == sha256 and policies.can_see_file(actor, use, file.pk):
                return FileOfUse(file, use, policies.is_public_file(use, file.pk))
    photos = ReportPhoto.objects.filter(file__sha256=sha256).select_related(
        "file", "issue__report__agreement__project"
    )
    for photo in photos.order_by("pk")[:PAGE_SIZE]:
        if policies.can_see_photo(actor, photo):
            return FileOfUse(photo.file, photo.issue.report, policies.is_public_photo(photo))
    asked = policies.requests_visible_to(actor).filter(paper__sha256=sha256)
    request = asked.select_related("paper").order_by("pk").first()
    if request is not None and request.paper is not None:
        return FileOfUse(request.paper, request, is_public=False)
    raise NotFound


def uses_paid_between(
    organisation_id: int, first: datetime, before: datetime
) -> Sequence[tuple[Expenditure, datetime]]:
    """What a body's people confirmed as paid by its bank in a time, each at noon of its slip."""
    slips = _confirmed().filter(
        organisation_id=organisation_id, paid_on__range=(day_of(first), day_of(before))
    )
    dated = [
        (one, datetime.combine(one.paid_on, _NOON, CHINA))
        for one in slips.order_by("paid_on", "pk")
        if one.paid_on is not None
    ]
    return [(one, noon) for one, noon in dated if first <= noon < before]


def uses_that_may_have_left(organisation_id: int) -> Sequence[tuple[int, str]]:
    """Sum and payee of what was reported and nobody has confirmed yet."""
    waiting = Expenditure.objects.filter(organisation_id=organisation_id, state=UseState.REPORTED)
    return list(waiting.order_by("-pk").values_list("amount_minor", "payee_label")[:MOST_WAITING])


def _confirmed() -> QuerySet[Expenditure]:
    """What has left its fund: nothing else is told outside."""
    return Expenditure.objects.filter(state=UseState.CONFIRMED)


def _loaded(uses: QuerySet[Expenditure]) -> QuerySet[Expenditure]:
    return uses.select_related(
        "organisation", "project", "agreement", "case", "budget_line", "fund", "photo", "voucher"
    )
