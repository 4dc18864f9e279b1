"""A duty: one rule, one subject, one cycle, with its last day; and each step that was taken."""

from django.db import models
from django.db.models import F, Q

from liushui.compliance.states import DutyState, StepKind


class Duty(models.Model):
    """What the law asks of somebody by a day. ``organisation`` is none for the site itself.

    ``subject`` says of what: ``project:AB12``, ``organisation:7``, ``happening:3``, ``site``.
    ``due`` is the nominal last day, ``latest`` the one to which days off moved it.
    """

    rule = models.CharField(max_length=8)
    rule_from = models.DateField(help_text="the version of the rule: its first day in force")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    subject = models.CharField(max_length=60)
    cycle = models.CharField(max_length=20)
    about = models.CharField(max_length=200, help_text="the subject as it is called in public")
    anchor = models.DateField(help_text="day nought")
    due = models.DateField()
    latest = models.DateField()
    is_certain = models.BooleanField(help_text="every year counted through had its list")
    state = models.CharField(max_length=10, choices=DutyState, default=DutyState.OPEN)
    opened_on = models.DateField()
    breached_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    waived_until = models.DateField(null=True, help_text="a waiver's end: asked for anew then")
    is_waived_by_own = models.BooleanField(
        default=False, help_text="by two of those whose duty it is: nobody independent judged"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "cycle"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="duty_state_known"
            ),
            models.CheckConstraint(condition=Q(latest__gte=F("due")), name="duty_latest_after_due"),
            models.CheckConstraint(
                condition=Q(due__gte=F("anchor")), name="duty_due_after_its_anchor"
            ),
            models.CheckConstraint(
                condition=Q(breached_on=None) | Q(breached_on__gt=F("latest")),
                name="duty_breached_after_its_latest_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=DutyState.BREACHED) | Q(breached_on__isnull=False),
                name="duty_breached_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(waived_until=None)
                | (Q(closed_on__isnull=False) & Q(waived_until__gt=F("closed_on"))),
                name="duty_waived_until_after_its_end",
            ),
            models.CheckConstraint(
                condition=Q(is_waived_by_own=False) | Q(closed_on__isnull=False),
                name="duty_waived_by_own_has_ended",
            ),
            # What takes a project down is never let go for ever.
            models.CheckConstraint(
                condition=~Q(state=DutyState.WAIVED)
                | ~Q(subject__startswith="project:")
                | Q(waived_until__isnull=False),
                name="duty_of_project_waived_until_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "latest"], name="duty_watched"),
            models.Index(fields=["organisation", "-id"], name="duty_of_organisation"),
            models.Index(fields=["subject"], name="duty_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.cycle}"


class DutyStep(models.Model):
    """One thing that the clock or a person did about a duty. Append-only."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    on = models.DateField()
    told = models.PositiveSmallIntegerField(default=0, help_text="how many people were told")
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "kind", "on"], name="duty_step_once_a_day"),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="duty_step_kind_known"
            ),
        ]


class Fulfilment(models.Model):
    """A person's word that a duty was done, and where the public reads it. Append-only."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="fulfilment")
    done_on = models.DateField()
    address = models.CharField(max_length=300, blank=True, help_text="where it is published")
    note = models.CharField(max_length=300, blank=True)
    is_audited = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(note=""), name="fulfilment_says_where"
            ),
            models.CheckConstraint(
                condition=Q(address__regex=r"^(https?://[^\s<>\"']+)?$"),
                name="fulfilment_address_form",
            ),
        ]
