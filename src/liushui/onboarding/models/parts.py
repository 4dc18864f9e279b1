"""Which parts an organisation uses, and which steps it still owes."""

from django.db import models
from django.db.models import Q

from liushui.onboarding.states import Step


class PartSetting(models.Model):
    """An organisation switched a part off, or on again. Without a row a part is on."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=40)
    is_on = models.BooleanField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "part"], name="part_setting_once"),
        ]

    def __str__(self) -> str:
        return f"part setting:{self.pk}"


class OwedStep(models.Model):
    """A step that the quick lane let an organisation take later (A02)."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, choices=Step)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "step"], name="owed_step_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="owed_step_known"),
        ]

    def __str__(self) -> str:
        return f"owed step:{self.pk}"
