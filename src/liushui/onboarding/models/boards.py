"""Board lists: names, employers and kinship under each person's own key."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.onboarding.states import Office


class Board(models.Model):
    """One list, of an application or, once admitted, of the organisation."""

    application = models.OneToOneField(
        "onboarding.Application", models.PROTECT, null=True, related_name="board"
    )
    organisation = models.OneToOneField(
        "parties.Organisation", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(organisation__isnull=False),
                name="board_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"board:{self.pk}"


class BoardMember(models.Model):
    """One person on the list. The name lies with the person, the employer under their key."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="members")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    offices = ArrayField(models.CharField(max_length=12))
    is_legal_representative = models.BooleanField(default=False)
    is_mainland = models.BooleanField(default=True, help_text="a resident of the mainland")
    is_full_time = models.BooleanField(default=False, help_text="works for this body alone")
    employer_sealed = models.BinaryField(null=True)
    group_sealed = models.BinaryField(null=True, help_text="related employers share a group")
    kin_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offices__contained_by=Office.values, offices__len__gt=0),
                name="board_member_offices_known",
            ),
            models.CheckConstraint(
                condition=Q(kin_of=None) | ~Q(kin_of=F("id")), name="board_member_not_own_kin"
            ),
            models.UniqueConstraint(fields=["board", "person"], name="board_member_once"),
            models.UniqueConstraint(
                fields=["board"],
                condition=Q(is_legal_representative=True),
                name="board_one_legal_representative",
            ),
        ]

    def __str__(self) -> str:
        return f"board member:{self.pk}"
