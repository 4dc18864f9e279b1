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
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="below", help_text="in the chart"
    )
    closed_at = models.DateTimeField(null=True, help_text="nobody holds it from then on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="post_title_once"),
            models.CheckConstraint(
                condition=models.Q(rights__contained_by=[right.value for right in Right]),
                name="post_rights_known",
            ),
            models.CheckConstraint(
                condition=models.Q(above=None) | ~models.Q(above=models.F("id")),
                name="post_not_above_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"post:{self.pk}"


class PostHolding(models.Model):
    """Who holds a post, from which day until which (exclusive; null: still).

    ``ended_at`` ends it at that very moment, ``suspended_at`` makes it rest. A delegation rests on
    the holding that it came from, and has an end.
    """

    post = models.ForeignKey("parties.Post", models.PROTECT, related_name="holdings")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    delegated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="delegations"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="holding_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=models.Q(until=None, ended_at=None),
                name="holding_open_once",
            ),
            models.UniqueConstraint(
                fields=["post", "person", "since"],
                condition=models.Q(ended_at=None),
                name="holding_starts_once",
            ),
            models.CheckConstraint(
                condition=models.Q(delegated_from=None) | models.Q(until__isnull=False),
                name="delegation_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(delegated_from=None) | ~models.Q(delegated_from=models.F("id")),
                name="delegation_not_from_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(until__isnull=False),
                name="holding_ended_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"holding:{self.pk}"


class Invitation(models.Model):
    """A link that makes whoever opens it the holder of a post, once. The link itself is not kept.

    With a phone, only the person of that phone may use it; its keyed hash goes when it was used.
    """

    post = models.ForeignKey("parties.Post", models.PROTECT, related_name="invitations")
    token_hash = models.BinaryField(max_length=32, unique=True)
    phone_lookup = models.BinaryField(max_length=32, null=True)
    until = models.DateField(null=True, help_text="of the holding that it gives; null: open")
    takes_over = models.ForeignKey(
        "parties.PostHolding", models.PROTECT, null=True, related_name="+"
    )
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="invitation_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None, used_by=None)
                | models.Q(used_at__isnull=False, used_by__isnull=False, revoked_at=None),
                name="invitation_used_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["post", "-id"], name="invitation_of_post")]

    def __str__(self) -> str:
        return f"invitation:{self.pk}"
