"""The month's self-check (A05): every rule in force, judged, kept, and printed in two languages."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from liushui.compliance import policies
from liushui.compliance.checks import Found, findings
from liushui.compliance.models import ClockDay, Finding, SelfCheck, YearFigures
from liushui.compliance.queries.looking import RuleFound, look_on, rule_findings
from liushui.compliance.rulebook import rules_on
from liushui.compliance.states import Result
from liushui.compliance.wording import why_words
from liushui.documents.services import ReportFacts, ReportTable, issue_report
from liushui.kernel.clock import day_of, month_after
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.documents.models import Document

LANGUAGES = (("zh", "zh-hans"), ("en", "en"))


class MonthNotOver(DomainError):
    """A self-check stands for a whole month."""

    code = "month_not_over"
    status = 409
    message = gettext_noop("The month is not over yet.")
    remedy = gettext_noop("The check is made by itself on the first day of the next month.")


class FiguresUneven(DomainError):
    """Figures that cannot be those of one year."""

    code = "figures_uneven"
    message = gettext_noop("These figures do not fit each other.")
    remedy = gettext_noop("Administration is part of all spending, and nothing is below zero.")


@transaction.atomic
def make_self_check(actor: Actor, month: date, *, at: datetime) -> SelfCheck:
    """Judge every rule as of the month's end; the same month again is the check that was kept.

    Raises ``NotAllowed``, ``MonthNotOver``.
    """
    policies.require_operate(actor)
    month = month.replace(day=1)
    last = month_after(month) - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"check:{month}"])
    made = SelfCheck.objects.filter(month=month).first()
    if made is not None:
        return made
    if last >= day_of(at):
        raise MonthNotOver
    found = list(findings(rules_on(last), look_on(last)))
    digest = _digest(month, found)
    papers = [_paper(month, found, digest, language, at) for language in LANGUAGES]
    check = SelfCheck.objects.create(
        month=month, day=last, digest=digest, paper_zh=papers[0], paper_en=papers[1],
        by=actor.name, at=at,
    )  # fmt: skip
    Finding.objects.bulk_create([_row(check, one) for one in found], batch_size=2000)
    failed = sum(one.verdict.result == Result.FAIL for one in found)
    record(actor, "self_check.made", check, at=at, month=f"{month:%Y-%m}", failed=failed)
    return check


def make_due_self_check(actor: Actor, *, at: datetime) -> SelfCheck | None:
    """The check of the month before, if the clock ran in it and nobody made it yet."""
    month = (day_of(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    if SelfCheck.objects.filter(month=month).exists():
        return None
    if not ClockDay.objects.filter(day__gte=month, day__lt=month_after(month)).exists():
        return None
    return make_self_check(actor, month, at=at)


@transaction.atomic
def enter_figures(
    actor: Actor, organisation_id: int, year: int, *, figures: dict[str, int | None], at: datetime
) -> YearFigures:
    """A charity's own figures of a year, from its audited report. The newest count.

    Raises ``NotAllowed``, ``FiguresUneven``.
    """
    policies.require_state(actor, organisation_id)
    negative = [v for name, v in figures.items() if not name.startswith("assets") and (v or 0) < 0]
    if negative or (figures["administration_minor"] or 0) > (figures["outlay_minor"] or 0):
        raise FiguresUneven
    kept = YearFigures.objects.create(
        organisation_id=organisation_id, year=year, by=actor.name, at=at, **figures
    )
    record(actor, "year_figures.entered", kept, at=at, year=year)
    return kept


def _digest(month: date, found: Sequence[Found]) -> bytes:
    rows = [
        [
            one.rule.id, one.rule.first.isoformat(), one.rule.region, one.organisation_id,
            str(one.verdict.result), one.verdict.looked_at, one.verdict.wrong,
        ]
        for one in found
    ]  # fmt: skip
    return content_digest({"month": month.isoformat(), "findings": json.dumps(rows)})


def _row(check: SelfCheck, one: Found) -> Finding:
    return Finding(
        check_of=check,
        rule=one.rule.id,
        rule_from=one.rule.first,
        region=one.rule.region,
        organisation_id=one.organisation_id,
        result=one.verdict.result,
        looked_at=one.verdict.looked_at,
        wrong=one.verdict.wrong,
        why=one.verdict.why,
    )


def _paper(
    month: date, found: Sequence[Found], digest: bytes, language: tuple[str, str], at: datetime
) -> "Document":
    name, code = language
    with translation.override(code):
        by_rule = rule_findings(found)
        facts = ReportFacts(
            language=name,
            title=_("Self-check of %(month)s") % {"month": f"{month:%Y-%m}"},
            publisher=_("Liushui"),
            lead=_lead(by_rule),
            tables=[_rules_table(by_rule), *_failing_table(by_rule, name)],
            digest=digest.hex(),
            page_url=settings.ORIGIN + reverse("compliance:self-check", args=[f"{month:%Y-%m}"]),
            note=_(
                "Made by the software from its own tables on the day above. A rule that is marked"
                " as unconfirmed was not read at its source; a result that is unconfirmed was"
                " neither seen by the software nor answered for by a person."
            ),
        )
        return issue_report(f"self-check:{month:%Y-%m}:{name}", facts, at)


def _lead(by_rule: Sequence[RuleFound]) -> list[str]:
    results = [one.result for one in by_rule]
    return [
        _("%(number)s rules: %(kept)s kept, %(failed)s not kept, %(none)s do not apply,"
          " %(open)s unconfirmed.") % {
            "number": len(results),
            "kept": results.count(Result.PASS),
            "failed": results.count(Result.FAIL),
            "none": results.count(Result.NONE),
            "open": results.count(Result.UNCONFIRMED),
        },
        _("%(number)s of them were not read at their source.") % {
            "number": sum(not one.rule.is_confirmed for one in by_rule)
        },
    ]  # fmt: skip


def _rules_table(by_rule: Sequence[RuleFound]) -> ReportTable:
    rows = [
        [
            one.rule.id,
            one.rule.words,
            str(one.rule.status.label),
            str(one.result.label),
            " / ".join(str(one.counts.get(result, 0)) for result in Result.values)
            if one.of_site is None
            else why_words(one.of_site.why),
        ]
        for one in by_rule
    ]
    heads = [
        _("Rule"), _("What it asks"), _("Source"), _("Result"),
        _("kept / not / none / open"),
    ]  # fmt: skip
    return ReportTable(_("Every rule"), heads, rows)


def _failing_table(by_rule: Sequence[RuleFound], language: str) -> list[ReportTable]:
    ids = {key for one in by_rule for key, _found in one.failing}
    names = {
        body.pk: (body.name_en or body.name) if language == "en" else body.name
        for body in organisations_by_id(ids)
    }
    rows = [
        [one.rule.id, names[key], why_words(finding.why), f"{finding.wrong} / {finding.looked_at}"]
        for one in by_rule
        for key, finding in one.failing
    ]
    if not rows:
        return []
    heads = [_("Rule"), _("Organisation"), _("What was found"), _("of")]
    return [ReportTable(_("Not kept"), heads, rows, figures=(3,))]
