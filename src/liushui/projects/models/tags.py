"""Words under which projects are counted together; a project may bear several."""

from django.db import models
from django.db.models import Q


class Tag(models.Model):
    """One word, in 中文 and, where there is one, in English."""

    label = models.CharField(max_length=20, unique=True)
    label_en = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(label=""), name="tag_has_label")]

    def __str__(self) -> str:
        return self.label


class ProjectTag(models.Model):
    """A project bears a tag."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="tags")
    tag = models.ForeignKey("projects.Tag", models.PROTECT, related_name="borne")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "tag"], name="project_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.tag_id}"
