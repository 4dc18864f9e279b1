"""What was set, by whom and why; and the first set-up."""

from django.db import models
from django.db.models import Q


class SettingChange(models.Model):
    """One setting got one value. Append-only: the newest row of a key is in force.

    Neither text nor seal: back to the default. A secret is sealed and never shown again.
    """

    key = models.CharField(max_length=80)
    text = models.TextField(null=True)
    sealed = models.BinaryField(null=True)
    by = models.CharField(max_length=80, help_text="who: 'person:12', or 'system:set-up'")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-id"], name="setting_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text=None) | Q(sealed=None), name="setting_is_open_or_sealed"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="setting_has_key"),
            models.CheckConstraint(condition=~Q(why=""), name="setting_change_has_reason"),
        ]

    def __str__(self) -> str:
        return f"setting:{self.key}"


class Setup(models.Model):
    """The one first set-up of this installation: whom it made, and when it ended."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="setup_only_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(organisation__isnull=False, person__isnull=False),
                name="setup_ends_with_someone_in_charge",
            ),
        ]

    def __str__(self) -> str:
        return "setup"
