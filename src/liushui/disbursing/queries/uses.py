"""Uses: one by reference, many at once, a case's, an organisation's, and their files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from liushui.base.models import StoredFile
from liushui.disbursing import policies
from liushui.disbursing.models import Expenditure, PartnerReport, PaymentRequest, ReportPhoto
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

PAGE_SIZE = 50


def expenditure_by_ref(reference: str) -> Expenditure | None:
    """The use behind a movement's reference. Its files have rules of their own."""
    return _loaded(Expenditure.objects.filter(reference=reference)).first()


def expenditures_by_ref(references: Iterable[str]) -> Mapping[str, Expenditure]:
    """Many at once, by reference: one query."""
    found = _loaded(Expenditure.objects.filter(reference__in=set(references)))
    return {use.reference: use for use in found}


def uses_in_console(actor: Actor) -> QuerySet[Expenditure]:
    """The uses that the actor sees whole: the console's table bounds them."""
    return _loaded(policies.uses_visible_to(actor))


def uses_of_case(case_id: int, limit: int = PAGE_SIZE) -> Sequence[Expenditure]:
    """What was used for a case, newest first."""
    uses = Expenditure.objects.filter(case_id=case_id)
    return list(_loaded(uses).order_by("-happened_on", "-pk")[:limit])


def uses_of_project(project_id: int, limit: int) -> Sequence[Expenditure]:
    """What was used of a project's money by whomever, newest first."""
    uses = Expenditure.objects.filter(project_id=project_id)
    return list(_loaded(uses).order_by("-happened_on", "-pk")[:limit])


def sinks_of_case(case_id: int) -> Sequence[int]:
    """The sink funds in which a case's uses lie: one for each organisation that used for it."""
    uses = Expenditure.objects.filter(case_id=case_id)
    return list(uses.order_by("sink_id").values_list("sink_id", flat=True).distinct())


def used_by_line(project_id: int) -> Mapping[int | None, int]:
    """What was reported as used on each budget line; the key None is what names no line."""
    rows = (
        Expenditure.objects.filter(project_id=project_id)
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
                return FileOfUse(file, use, use.photo_is_public and file.pk == use.photo_id)
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


def _loaded(uses: QuerySet[Expenditure]) -> QuerySet[Expenditure]:
    return uses.select_related(
        "organisation", "project", "agreement", "case", "budget_line", "fund", "photo", "voucher"
    )
