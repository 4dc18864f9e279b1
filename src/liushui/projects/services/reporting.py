"""Progress reports: published for good; a correction is a report that names the one it corrects."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import ProgressReport, Project
from liushui.projects.states import UNSEEN_STATES, ReportKind


class ReportEmpty(DomainError):
    """A report needs a title and words."""

    code = "report_empty"
    message = gettext_noop("A report needs a title and a text.")
    remedy = gettext_noop("Write what was done, what it cost and what comes next.")


class ReportTooEarly(DomainError):
    """A draft has nothing to report to the public."""

    code = "report_too_early"
    status = 409
    message = gettext_noop("A draft cannot report: nobody can see it yet.")
    remedy = gettext_noop("Open the project first.")


@dataclass(frozen=True, slots=True)
class ReportText:
    """The words of a report, 中文 first."""

    title: str
    body: str
    title_en: str = ""
    body_en: str = ""
    kind: ReportKind = ReportKind.PERIODIC


@transaction.atomic
def publish_report(
    actor: Actor,
    number: str,
    *,
    text: ReportText,
    at: datetime,
    corrects_id: int | None = None,
) -> ProgressReport:
    """Publish a progress report of a project; the same words twice are one report.

    慈善法 art 79 asks for one every three months (R-21, R-23) and a full account within three of
    the end (R-22), art 72 for one every five days in an emergency (R-24): ``text.kind``.
    信息公开办法 (令81) art 16 asks that a correction be published beside what it corrects (R-32),
    so a report is never edited: ``corrects_id`` names it.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    if project.state in UNSEEN_STATES:
        raise ReportTooEarly
    if not text.title.strip() or not text.body.strip():
        raise ReportEmpty
    corrects = _corrected(project, corrects_id)
    digest = content_digest(_said(text, corrects_id))
    report, fresh = ProgressReport.objects.get_or_create(
        project=project,
        digest=digest,
        defaults={**asdict(text), "corrects": corrects, "published_at": at, "by": actor.name},
    )
    if fresh:
        record(actor, "report.published", report, at=at, project=project.number)
    return report


def _said(text: ReportText, corrects_id: int | None) -> dict[str, str | int | None]:
    """What makes a report the same one: words that were digested before there were kinds too."""
    said = {**asdict(text), "corrects": corrects_id}
    if text.kind == ReportKind.PERIODIC:
        del said["kind"]
    return said


def _corrected(project: Project, report_id: int | None) -> ProgressReport | None:
    if report_id is None:
        return None
    report = project.reports.filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report
