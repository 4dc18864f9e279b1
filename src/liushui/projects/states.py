"""The life of a project: draft, in review, open, suspended, closed, archived."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ProjectState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("project", "Draft")
    REVIEW = "review", pgettext_lazy("project", "In review")
    OPEN = "open", pgettext_lazy("project", "Open")
    SUSPENDED = "suspended", pgettext_lazy("project", "Suspended")
    CLOSED = "closed", pgettext_lazy("project", "Closed")
    ARCHIVED = "archived", pgettext_lazy("project", "Archived")


class Lane(models.TextChoices):
    """Two kinds of asking that never share a list (N05): a campaign, or one person's appeal."""

    CHARITY = "charity", pgettext_lazy("lane", "Public fundraising")
    PERSONAL = "personal", pgettext_lazy("lane", "Personal appeal, not charitable fundraising")


class ReportKind(models.TextChoices):
    """What a report is in the eyes of the law: each kind answers a clock of its own."""

    PERIODIC = "periodic", pgettext_lazy("report", "Progress, every three months")
    FINAL = "final", pgettext_lazy("report", "Full account after the end")
    EMERGENCY = "emergency", pgettext_lazy("report", "Emergency, every five days")
    PARTNERS = "partners", pgettext_lazy("report", "How partners were assessed and watched")


# What says how partners did is no report on progress: it begins no three months anew.
OF_PROGRESS = (ReportKind.PERIODIC, ReportKind.FINAL, ReportKind.EMERGENCY)


class PlanState(models.TextChoices):
    """A fundraising plan, or a change of one, on its way to the authority."""

    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    REVIEW = "review", pgettext_lazy("plan", "With a second person")
    AGREED = "agreed", pgettext_lazy("plan", "Agreed, to be filed")
    FILED = "filed", pgettext_lazy("plan", "Filed")
    DROPPED = "dropped", pgettext_lazy("plan", "Dropped")


class Basis(models.TextChoices):
    """What a change of purpose rests on, beside filing the plan anew (R-37)."""

    NONE = "", pgettext_lazy("basis", "The purpose stays")
    REFILED = "refiled", pgettext_lazy("basis", "The changed plan is filed anew")
    CONSENT = "consent", pgettext_lazy("basis", "Each giver with an agreement consented")
    NOTICE = "notice", pgettext_lazy("basis", "Givers were given notice for 60 days")


class PartnerKind(models.TextChoices):
    """What a partner of a campaign is (R-10, R-16)."""

    NONE = "", pgettext_lazy("partner", "No partner")
    CHARITY = "charity", pgettext_lazy("partner", "Charity without public qualification")
    COMPANY = "company", pgettext_lazy("partner", "Company")
    PUBLIC = "public", pgettext_lazy("partner", "Public institution")
    PERSON = "other", pgettext_lazy("partner", "Another body or people")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")


class ToldHow(models.TextChoices):
    """How the author of a complaint heard the answer (N08)."""

    READ = "read", pgettext_lazy("complaint", "Read with the code")
    PHONE = "phone", pgettext_lazy("complaint", "By telephone")
    MESSAGE = "message", pgettext_lazy("complaint", "By a message")
    MAIL = "mail", pgettext_lazy("complaint", "By mail")
    BEFORE = "before", pgettext_lazy("complaint", "Not asked then")


class SurplusBasis(models.TextChoices):
    """Why money that is left goes where it goes (R-25)."""

    PLAN = "plan", pgettext_lazy("surplus", "As the filed plan says")
    LIKE = "like", pgettext_lazy("surplus", "The plan is silent: to the same or a like project")


class SurplusState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("surplus", "Waits for a second person")
    MOVED = "moved", pgettext_lazy("surplus", "Moved")
    REFUSED = "refused", pgettext_lazy("surplus", "Refused")


class Side(models.TextChoices):
    """Who suspended a project: only the same side lifts it."""

    CLOCK = "clock", pgettext_lazy("suspension", "A clock of this site")
    OPERATOR = "operator", pgettext_lazy("suspension", "Those who run this site")
    BODY = "body", pgettext_lazy("suspension", "The organisation itself")


class OfferKind(models.TextChoices):
    """What a giver may wish a gift to be for, within a project that offers it."""

    CASE = "case", pgettext_lazy("wish", "A case of the giver's choice")
    DISEASE = "disease", pgettext_lazy("wish", "A disease")
    REGION = "region", pgettext_lazy("wish", "A region")
    ITEM = "item", pgettext_lazy("wish", "A budget line")


# The rule under which what a complaint found takes a project down.
HELD_RULE = "N09"
# What its own organisation alone may read.
UNSEEN_STATES = (ProjectState.DRAFT, ProjectState.REVIEW)
# What the public lists show. A suspended project has its page and its books, but no list.
PUBLIC_STATES = (ProjectState.OPEN, ProjectState.CLOSED, ProjectState.ARCHIVED)
# A closed project takes no gifts again: its account is given once, under its own plan number.
MOVES: Mapping[str, frozenset[str]] = {
    ProjectState.DRAFT: frozenset({ProjectState.REVIEW, ProjectState.OPEN}),
    ProjectState.REVIEW: frozenset({ProjectState.DRAFT, ProjectState.OPEN}),
    ProjectState.OPEN: frozenset({ProjectState.SUSPENDED, ProjectState.CLOSED}),
    ProjectState.SUSPENDED: frozenset({ProjectState.OPEN, ProjectState.CLOSED}),
    ProjectState.CLOSED: frozenset({ProjectState.ARCHIVED}),
    ProjectState.ARCHIVED: frozenset(),
}
PLAN_MOVES: Mapping[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.REVIEW, PlanState.FILED, PlanState.DROPPED}),
    PlanState.REVIEW: frozenset({PlanState.AGREED, PlanState.DRAFT, PlanState.DROPPED}),
    PlanState.AGREED: frozenset({PlanState.FILED, PlanState.DRAFT, PlanState.DROPPED}),
    PlanState.FILED: frozenset(),
    PlanState.DROPPED: frozenset(),
}
# Of these a project has one at a time.
UNFILED = (PlanState.DRAFT, PlanState.REVIEW, PlanState.AGREED)
COMPLAINT_MOVES: Mapping[str, frozenset[str]] = {
    ComplaintState.RECEIVED: frozenset({ComplaintState.ANSWERED}),
    ComplaintState.ANSWERED: frozenset(),
}
SURPLUS_MOVES: Mapping[str, frozenset[str]] = {
    SurplusState.PROPOSED: frozenset({SurplusState.MOVED, SurplusState.REFUSED}),
    SurplusState.MOVED: frozenset(),
    SurplusState.REFUSED: frozenset(),
}
