"""The half-year report: the site's own money line by line, then all of it published (N14)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from liushui.compliance import policies
from liushui.compliance.models import OperationsReport, PlatformEntry
from liushui.compliance.queries.operations import half_after, half_of, half_year, half_year_facts
from liushui.compliance.services.checking import LANGUAGES
from liushui.compliance.services.stating import ReasonMissing
from liushui.documents.services import ReportFacts, ReportTable, issue_report
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import format_yuan
from liushui.parties.actors import Actor
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.documents.models import Document


class HalfYearNotOver(DomainError):
    """A half year is published when it is over."""

    code = "half_year_not_over"
    status = 409
    message = gettext_noop("The half year is not over yet.")
    remedy = gettext_noop("Publish it after its last day.")


class EntryEmpty(DomainError):
    """A line says what it was for, in both languages, and how much."""

    code = "platform_entry_empty"
    message = gettext_noop("A line needs its words in both languages and an amount.")
    remedy = gettext_noop("To correct a line, enter one with the opposite sign.")


class EntryKeyTaken(DomainError):
    """One form enters one line: what it says then is another line, and asks for another form."""

    code = "platform_entry_key_taken"
    status = 409
    message = gettext_noop("This form has entered a line already, with other words or another sum.")
    remedy = gettext_noop("Open the page anew and enter the further line there.")


@transaction.atomic
def enter_platform_line(  # noqa: PLR0913 - the parts of one line
    actor: Actor,
    half: date,
    *,
    key: UUID,
    label: str,
    label_en: str,
    is_income: bool,
    amount_minor: int,
    at: datetime,
) -> PlatformEntry:
    """One line of the site's own income or spending; the same ``key`` again is the one that stands.

    Equal lines under keys of their own are as many lines: six months' fees are six. Raises
    ``NotAllowed``, ``EntryEmpty``, ``EntryKeyTaken``.
    """
    policies.require_operate(actor)
    if not (label.strip() and label_en.strip() and amount_minor):
        raise EntryEmpty
    said: dict[str, Any] = {
        "half": half_of(half), "is_income": is_income, "amount_minor": amount_minor,
        "label": label.strip()[:80], "label_en": label_en.strip()[:120],
    }  # fmt: skip
    entry, is_new = PlatformEntry.objects.get_or_create(
        key=key, defaults={**said, "by": actor.name, "at": at}
    )
    if any(getattr(entry, name) != value for name, value in said.items()):
        raise EntryKeyTaken
    if not is_new:
        return entry
    record(actor, "operations.entered", entry, at=at, half=entry.half.isoformat())
    return entry


@transaction.atomic
def publish_half_year(actor: Actor, half: date, *, at: datetime, why: str = "") -> OperationsReport:
    """Publish a half year; unchanged figures are the edition that stands.

    A correction is a further edition and says what it corrects (R-32). Raises ``NotAllowed``,
    ``HalfYearNotOver``, ``ReasonMissing``. Source: MZ/T 088-2017; N14, R-39.
    """
    policies.require_operate(actor)
    half = half_of(half)
    if half_after(half) > day_of(at):
        raise HalfYearNotOver
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"half:{half}"])
    facts = half_year_facts(half_year(half))
    digest = content_digest({"facts": json.dumps(facts, sort_keys=True, ensure_ascii=False)})
    last = OperationsReport.objects.filter(half=half).order_by("-edition").first()
    if last is not None and bytes(last.digest) == digest:
        return last
    if last is not None and not why.strip():
        raise ReasonMissing
    edition = last.edition + 1 if last else 1
    papers = [_paper(facts, edition, why, digest, language, at) for language in LANGUAGES]
    report = OperationsReport.objects.create(
        half=half, edition=edition, facts=facts, digest=digest, why=why.strip()[:300],
        paper_zh=papers[0], paper_en=papers[1], published_on=day_of(at), by=actor.name, at=at,
    )  # fmt: skip
    record(actor, "operations.published", report, at=at, half=half.isoformat(), edition=edition)
    return report


def _paper(
    facts: Mapping[str, Any],
    edition: int,
    why: str,
    digest: bytes,
    language: tuple[str, str],
    at: datetime,
) -> "Document":
    name, code = language
    with translation.override(code):
        half = facts["half"]
        lead = [
            _("%(charities)s charities ran %(campaigns)s campaigns.")
            % {"charities": len(facts["partners"]), "campaigns": facts["campaigns"]},
            _("%(gifts)s gifts came to %(amount)s yuan, as the books have them, before refunds.")
            % {"gifts": facts["gifts"], "amount": format_yuan(facts["amount_minor"])},
        ]
        if edition > 1:
            lead.append(
                _("Edition %(edition)s. It corrects: %(why)s") % {"edition": edition, "why": why}
            )
        report = ReportFacts(
            language=name,
            title=_("How the site ran: half year from %(day)s") % {"day": half},
            publisher=_("Liushui"),
            lead=lead,
            tables=[_partners(facts, name), _own(facts, name)],
            digest=digest.hex(),
            page_url=f"{settings.ORIGIN}{reverse('compliance:operations', args=[half])}",
            note=_(
                "Money goes straight to each charity's account; the site holds none of it. Amounts"
                " are sums over the ledger's entries."
            ),
        )
        return issue_report(f"operations:{half}:{edition}:{name}", report, at)


def _partners(facts: Mapping[str, Any], language: str) -> ReportTable:
    rows = [
        [
            line["credit_code"], _named(line, language), str(line["campaigns"]),
            str(line["gifts"]), format_yuan(line["amount_minor"]),
        ]
        for line in facts["partners"]
    ]  # fmt: skip
    heads = [
        _("Credit code"), _("Charity"), _("Campaigns"), _("Gifts"), _("Amount (yuan)"),
    ]  # fmt: skip
    return ReportTable(_("Partner charities"), heads, rows, figures=(2, 3, 4))


def _own(facts: Mapping[str, Any], language: str) -> ReportTable:
    rows = []
    for kind, words in (("income", _("Income")), ("spending", _("Spending"))):
        rows += [
            [words, line["label_en"] if language == "en" else line["label"],
             format_yuan(line["amount_minor"])]
            for line in facts[kind]
        ]  # fmt: skip
        rows.append([words, _("Sum"), format_yuan(facts[f"{kind}_minor"])])
    heads = [_("Kind"), _("Line of the account"), _("Amount (yuan)")]
    return ReportTable(_("The site's own income and spending"), heads, rows, figures=(2,))


def _named(line: Mapping[str, Any], language: str) -> str:
    return str(line["name_en"] or line["name"]) if language == "en" else str(line["name"])
