"""Who may see and do what to a project, and when a project may take gifts."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.kernel.ids import is_filing_number
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import certificates_of, contact_lines_of, organisations_certified
from liushui.parties.queries.judging import judges_for, judges_own
from liushui.parties.queries.posts import within_reach
from liushui.projects.errors import ContactMissing, PlanNotFiled
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.states import UNSEEN_STATES, Lane, PlanState, ProjectState, Side

# 慈善法 (2023) art 22, 24 and 27; MZ/T 087-2017 (A01): the platform checks both certificates.
NEEDED_CERTIFICATES = ("registration", "public_fundraising")


class ProjectNotOpen(DomainError):
    """The project is still a draft: nothing may be given to it yet."""

    code = "project_not_open"
    status = 409
    message = gettext_noop("This project is not open yet.")
    remedy = gettext_noop("Choose another project; nothing was taken from you.")


class ProjectClosed(DomainError):
    """The project has closed, or its fundraising days are over or have not begun."""

    code = "project_closed"
    status = 409
    message = gettext_noop("This project takes no gifts on %(day)s.")
    remedy = gettext_noop("Its books stay open to read. Choose another project to give to.")


class ProjectSuspended(DomainError):
    """Somebody, or a clock of the law, stopped the asking until something is mended."""

    code = "project_suspended"
    status = 409
    message = gettext_noop("This project is suspended and takes no gifts now.")
    remedy = gettext_noop("Its books stay open to read. Giving resumes when the reason is mended.")


class CertificateMissing(DomainError):
    """The organisation never showed one of the two certificates."""

    code = "certificate_missing"
    status = 409
    message = gettext_noop("The organisation has not shown a certificate that the law asks for.")
    remedy = gettext_noop("It must add the certificate before it can raise money here.")


class CertificateExpired(DomainError):
    """A certificate was shown but is not valid on the day."""

    code = "certificate_expired"
    status = 409
    message = gettext_noop("A certificate of the organisation is not valid on %(day)s.")
    remedy = gettext_noop("Giving resumes when the organisation shows a renewed certificate.")


class PlanNumberWrong(DomainError):
    """The plan number does not have the form of 慈善中国."""

    code = "plan_number_wrong"
    message = gettext_noop("The plan number does not have the form of a filed plan.")
    remedy = gettext_noop("It is the credit code, A or P, two digits of the year, three digits.")


class BudgetNotGoal(DomainError):
    """The budget lines do not sum to the goal."""

    code = "budget_not_goal"
    message = gettext_noop("The budget sums to %(budget)s yuan, the goal is %(goal)s yuan.")
    remedy = gettext_noop("Change the lines or the goal so that both are equal.")


def campaigns() -> QuerySet[Project]:
    """Every project that asks the public: what lists, searches and feeds begin with.

    A personal appeal is never among them (MZ/T 088-2017; N05). Whoever needs its account by an id
    or a number that it holds already asks ``project_by_id`` or ``account_for``.
    """
    return Project.objects.filter(lane=Lane.CHARITY)


def can_see(actor: Actor, project: Project) -> bool:
    """Everyone sees what was opened to the public; a draft is its organisation's own affair.

    A personal appeal is seen on its own page alone: as a project nobody knows it.
    """
    return project.lane == Lane.CHARITY and (
        project.state not in UNSEEN_STATES
        or actor.is_system
        or actor.serves(project.organisation_id)
    )


def projects_visible_to(actor: Actor) -> QuerySet[Project]:
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return campaigns()
    return campaigns().filter(
        ~Q(state__in=UNSEEN_STATES) | within_reach(actor, None, organisation="organisation_id")
    )


def can_edit(actor: Actor, project: Project) -> bool:
    """Whoever holds ``project.edit`` in the organisation that raises the money."""
    return project.lane == Lane.CHARITY and (
        actor.is_system or actor.holds(Right.PROJECT_EDIT, project.organisation_id)
    )


def projects_editable_by(actor: Actor) -> QuerySet[Project]:
    """The many-faced form of ``can_edit``: the console's list."""
    if actor.is_system:
        return campaigns()
    return campaigns().filter(organisation_id__in=actor.organisations_with(Right.PROJECT_EDIT))


def require_edit(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor may write projects of the organisation."""
    if not (actor.is_system or actor.holds(Right.PROJECT_EDIT, organisation_id)):
        raise NotAllowed


def sides_of(actor: Actor, organisation_id: int) -> Sequence[Side]:
    """On whose side the actor suspends (the first) and lifts (all); ``NotAllowed`` on none."""
    if actor.is_system:
        return (Side.CLOCK,)
    sides = []
    if actor.holds(Right.PROJECT_EDIT, organisation_id):
        sides.append(Side.BODY)
    runs = actor.holds_any([Right.INSTALLATION_MANAGE])
    if runs or judges_for(actor, organisation_id, localdate()):
        sides.append(Side.OPERATOR)
    if not sides:
        raise NotAllowed
    return sides


def sides_lifted_by(actor: Actor, organisation_id: int) -> Sequence[Side]:
    """Of these the actor lifts reasons: nobody lifts for the site what stops one's own body."""
    sides = sides_of(actor, organisation_id)
    if actor.is_of(organisation_id):
        return tuple(side for side in sides if side != Side.OPERATOR)
    return sides


def may_look_into(actor: Actor, organisation_id: int) -> bool:
    """Whether one reads and answers complaints about the organisation: for the site, unbiased.

    The form promises that the organisation reads neither the words nor who wrote them (N08). Where
    all who run the site serve it, an organisation above it looks into them (decision 0089).
    """
    return judges_for(actor, organisation_id, localdate())


def may_judge_own(actor: Actor, organisation_id: int) -> bool:
    """Whether one is of the organisation's own who decide for want of others (decision 0095)."""
    return judges_own(actor, organisation_id, localdate())


def require_certificates(organisation_id: int, on: date) -> None:
    """Demand both certificates valid on the day.

    慈善法 art 22 asks that whoever raises money in public be registered as a charity and qualified
    to do so; MZ/T 087 asks that a platform check both certificates (A01).
    """
    held = certificates_of(organisation_id)
    for kind in NEEDED_CERTIFICATES:
        shown = [c for c in held if c.kind == kind]
        if not shown:
            raise CertificateMissing(kind=kind)
        if not any(c.valid_from <= on and (c.valid_until or on) >= on for c in shown):
            raise CertificateExpired(kind=kind, day=on)


def require_budget_is_goal(goal_minor: int, budget_minor: int) -> None:
    """Demand that the uses sum to what is asked for. Raises ``BudgetNotGoal``."""
    if budget_minor != goal_minor:
        raise BudgetNotGoal(budget=format_yuan(budget_minor), goal=format_yuan(goal_minor))


def require_ready_to_open(
    project: Project, plan: FundraisingPlan | None, budget_minor: int, on: date
) -> None:
    """Demand what a public campaign must have before it starts.

    慈善法 art 24 asks for a filed plan and art 25 for showing it, with how the organisation is
    reached (R-13): its number has the form of 慈善中国. In an emergency an agreed plan opens before
    it is filed (art 73; R-07). The budget is the goal. Certificates as in
    ``require_certificates`` (art 22).
    """
    may_file_later = plan is not None and plan.emergency and plan.state == PlanState.AGREED
    if not may_file_later and not is_filing_number(project.plan_number):
        raise PlanNumberWrong
    require_budget_is_goal(project.goal_minor, budget_minor)
    body = project.organisation
    if not (body.contact_phone or contact_lines_of(body)):
        raise ContactMissing
    if plan is None or (plan.state != PlanState.FILED and not may_file_later):
        raise PlanNotFiled
    require_certificates(project.organisation_id, on)


def require_open_for_gifts(project: Project, on: date) -> None:
    """Demand that the project may take a gift on this day.

    It must be open, within its fundraising days, and both certificates valid. This is asked at the
    moment of giving, so a certificate that expires stops gifts by itself.

    Raises ``ProjectNotOpen``, ``ProjectSuspended``, ``ProjectClosed``, ``CertificateMissing``,
    ``CertificateExpired``.
    """
    if project.state in UNSEEN_STATES:
        raise ProjectNotOpen
    if project.state == ProjectState.SUSPENDED:
        raise ProjectSuspended
    if project.state != ProjectState.OPEN or not project.starts_on <= on <= project.ends_on:
        raise ProjectClosed(day=on)
    require_certificates(project.organisation_id, on)


def projects_open_for_gifts(on: date) -> QuerySet[Project]:
    """The many-faced form of ``require_open_for_gifts``."""
    open_then = Project.objects.filter(state=ProjectState.OPEN, starts_on__lte=on, ends_on__gte=on)
    for kind in NEEDED_CERTIFICATES:
        open_then = open_then.filter(organisation_id__in=organisations_certified(kind, on))
    return open_then
