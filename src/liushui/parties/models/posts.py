"""Posts and who holds them: rights belong to the post."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from liushui.parties.access import Right


class Post(models.Model):
    """A post in an organisation: rights belong to it, not to its holder."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    rights = ArrayField(models.CharField(max_length=40))
    region = models.ForeignKey("places.Place", models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="post_title_once"),
            models.CheckConstraint(
                condition=models.Q(rights__contained_by=[right.value for right in Right]),
                name="post_rights_known",
            ),
        ]

    def __str__(self) -> str:
        return f"post:{self.pk}"


class PostHolding(models.Model):
    """Who holds a post, from which day until which (exclusive; null: still)."""

    post = models.ForeignKey("parties.Post", models.PROTECT, related_name="holdings")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="holding_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["post", "person"], condition=models.Q(until=None), name="holding_open_once"
            ),
            models.UniqueConstraint(fields=["post", "person", "since"], name="holding_starts_once"),
        ]

    def __str__(self) -> str:
        return f"holding:{self.pk}"
