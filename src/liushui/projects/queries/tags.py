"""How many projects bear a tag, and what share of all that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from liushui.projects.models import Project, ProjectTag, Tag
from liushui.projects.policies import campaigns
from liushui.projects.states import UNSEEN_STATES


@dataclass(frozen=True, slots=True)
class TagShare:
    """A tag, how many of the projects of a time bear it, and of how many: tags overlap."""

    tag: Tag
    count: int
    total: int

    @property
    def hundredths(self) -> int:
        """The share in hundredths of a percent, by whole numbers: 124 of 377 is 3289."""
        return self.count * 10_000 // self.total if self.total else 0

    @property
    def percent(self) -> str:
        """The share with two decimals, rounded down: ``32.89``."""
        return f"{self.hundredths // 100}.{self.hundredths % 100:02d}"


def tag_shares(first: date, last: date) -> Sequence[TagShare]:
    """Of the public projects that began between these days: each tag, most borne first."""
    began = (
        campaigns()
        .exclude(state__in=UNSEEN_STATES)
        .filter(starts_on__gte=first, starts_on__lte=last)
    )
    total = began.count()
    borne = (
        Tag.objects.filter(borne__project__in=began)
        .annotate(count=Count("borne"))
        .order_by("-count", "label")
    )
    return [TagShare(tag, tag.count, total) for tag in borne]


def tags_of(project: Project) -> Sequence[Tag]:
    """The tags that a project bears, by label."""
    return list(Tag.objects.filter(borne__project=project).order_by("label"))


def tags_in_use(limit: int = 100) -> Sequence[Tag]:
    """The tags that any project bears, by label: what a list can be narrowed to."""
    bearing = ProjectTag.objects.values("tag_id")
    return list(Tag.objects.filter(pk__in=bearing).order_by("label")[:limit])
