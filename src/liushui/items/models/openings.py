"""How often pages were opened, by day and by the link that led there: counts alone, nobody's."""

from django.db import models
from django.db.models import Q

from liushui.items.states import Opened


class OpenedDay(models.Model):
    """A project's page, or its page for giving, on a day by one channel. No visit is a row."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    page = models.CharField(max_length=4, choices=Opened)
    channel = models.CharField(max_length=32, blank=True, help_text="tag, or 'team:'; '': none")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "day", "page", "channel"], name="items_opened_day_once"
            ),
            models.CheckConstraint(
                condition=Q(page__in=Opened.values), name="items_opened_page_known"
            ),
        ]
