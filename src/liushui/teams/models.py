"""Teams and their standing, gifts by way of them, words on their walls; firms and their people."""

from django.db import models
from django.db.models import F, Q

from liushui.kernel.money import MAX_UNITS
from liushui.teams.states import RequestState, TeamKind, TeamState, WordState


class Firm(models.Model):
    """A company that has a page here: its papers were checked by a second person."""

    organisation = models.OneToOneField("parties.Organisation", models.PROTECT)
    join_code = models.CharField(max_length=12, unique=True, help_text="its people join by it")
    opened_at = models.DateTimeField()


class FirmRequest(models.Model):
    """A company asks for a page: what its business licence says, and who says so."""

    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=120)
    licence_number = models.CharField(max_length=60)
    licence = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    decided_by = models.CharField(max_length=80, blank=True)
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="requests")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="firm_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="firm_request_code_form",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.VERIFIED)
                | Q(firm__isnull=False) & ~Q(decided_by=""),
                name="firm_request_verified_by_someone",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(state=RequestState.ASKED),
                name="firm_request_open_once",
            ),
        ]


class FirmPerson(models.Model):
    """Somebody who joined a firm by its code, and whether they act for it."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="people", db_index=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    acts_for_it = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "person"], name="firm_person_once"),
        ]


class FirmPool(models.Model):
    """A matching pool of a charity that a firm pays for."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="pools")
    pool = models.OneToOneField("ledger.MatchingPool", models.PROTECT)
    named_by = models.CharField(max_length=80)
    named_at = models.DateTimeField()


class Team(models.Model):
    """People who give to one project together. A team below another is a part of it."""

    code = models.CharField(max_length=12, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    title = models.CharField(max_length=40, help_text="blank once its captain was erased")
    kind = models.CharField(max_length=10, choices=TeamKind)
    captain = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    shows_captain = models.BooleanField(default=False)
    above = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="teams")
    goal_minor = models.BigIntegerField()
    ends_on = models.DateField(help_text="the last day")
    state = models.CharField(max_length=10, choices=TeamState, default=TeamState.OPEN)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TeamState.values), name="team_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=TeamKind.values), name="team_kind_known"),
            models.CheckConstraint(
                condition=Q(goal_minor__gt=0, goal_minor__lte=MAX_UNITS), name="team_goal_positive"
            ),
            models.CheckConstraint(
                condition=~Q(title="") | Q(captain=None), name="team_of_somebody_has_title"
            ),
            models.CheckConstraint(
                condition=Q(shows_captain=False) | Q(captain__isnull=False),
                name="team_shows_who_is_there",
            ),
            models.CheckConstraint(
                condition=Q(above=None) | ~Q(above=F("id")), name="team_not_above_itself"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9BCDFGHJKMNPQRSTVWXY]{8}$"), name="team_code_form"
            ),
        ]


class CaptainCall(models.Model):
    """A link by which one person can become the captain of a part; gone once somebody did."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="call")
    mark = models.BinaryField(max_length=32, help_text="keyed hash of the word in the link")
    called_at = models.DateTimeField()
    until = models.DateTimeField()


# Which standings each ranking reads, so that its index holds them and no others.
_WHOLE = Q(is_ranked=True, above_id=None, gift_count__gt=0)
_PART = Q(is_ranked=True, above_id__isnull=False)
_OF_FIRM = Q(firm_id__isnull=False, above_id=None)


class Standing(models.Model):
    """What a team has come to, parts included; what waits in ``Fresh`` is still to be added."""

    team = models.OneToOneField(Team, models.PROTECT, primary_key=True, related_name="standing")
    project_id = models.BigIntegerField(help_text="the team's, so that one index ranks")
    above_id = models.BigIntegerField(null=True)
    firm_id = models.BigIntegerField(null=True)
    total_minor = models.BigIntegerField(default=0)
    gift_count = models.BigIntegerField(default=0)
    reached_at = models.DateTimeField(help_text="when the total became what it is")
    is_ranked = models.BooleanField(default=True, db_default=True, help_text="until it is stopped")

    RANKED = (F("total_minor").desc(), F("reached_at").asc(), F("team_id").asc())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_minor__gte=0, gift_count__gte=0), name="standing_not_below_zero"
            ),
        ]
        indexes = [
            models.Index(
                F("total_minor").desc(), "reached_at", "team_id",
                condition=_WHOLE, name="team_rank_of_all",
            ),
            models.Index(
                "project_id", F("total_minor").desc(), "reached_at", "team_id",
                condition=_WHOLE, name="team_rank_in_project",
            ),
            models.Index(
                "above_id", F("total_minor").desc(), "reached_at", "team_id",
                condition=_PART, name="team_rank_in_team",
            ),
            models.Index(
                "firm_id", F("total_minor").desc(), "reached_at", "team_id",
                condition=_OF_FIRM, name="team_rank_in_firm",
            ),
        ]  # fmt: skip


class TeamGift(models.Model):
    """A gift that was booked by way of a team. Append-only."""

    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="team_gift")
    team = models.ForeignKey(Team, models.PROTECT, related_name="gifts", db_index=False)
    amount_minor = models.BigIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="team_gift_positive"),
        ]
        indexes = [models.Index(fields=["team", "-id"], name="team_gift_newest")]


class TeamReturn(models.Model):
    """What went back of a team's gift, or (below zero) came again. Append-only."""

    gift = models.ForeignKey(TeamGift, models.PROTECT, related_name="returns")
    movement = models.OneToOneField("ledger.Movement", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="team_return_of_something"),
        ]


class ReturnMark(models.Model):
    """How far one of the ledger's sinks of returns was read: its line has no gaps."""

    fund = models.OneToOneField("ledger.Fund", models.PROTECT, primary_key=True, related_name="+")
    read_to = models.BigIntegerField()


class Fresh(models.Model):
    """What is to be added to a team's standing: taken out in the transaction that adds it."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    gifts = models.SmallIntegerField()
    at = models.DateTimeField()


class Word(models.Model):
    """Somebody's word on the wall of a team, beside their gift. Shown once a person has read it."""

    gift = models.OneToOneField(TeamGift, models.PROTECT, related_name="word")
    team = models.ForeignKey(Team, models.PROTECT, related_name="words", db_index=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    text_sealed = models.BinaryField(null=True, help_text="null: its writer was erased")
    state = models.CharField(max_length=10, choices=WordState, default=WordState.WAITING)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WordState.values), name="word_state_known"
            ),
            models.CheckConstraint(
                condition=Q(text_sealed__isnull=False) | Q(state=WordState.DECLINED),
                name="word_shown_is_there",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "-id"], name="word_on_wall"),
            models.Index(fields=["id"], condition=Q(state=WordState.WAITING), name="word_waiting"),
        ]


class FirmGift(models.Model):
    """A gift in a firm's own name that was booked. Append-only."""

    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="firm_gift")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="gifts", db_index=False)
    amount_minor = models.BigIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="firm_gift_positive"),
        ]
        indexes = [models.Index(fields=["firm", "-id"], name="firm_gift_newest")]
