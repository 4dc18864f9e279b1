"""Donation certificates: numbered once for each gift, drawn once, kept by content."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from liushui.base.files import destroy_file, store_file
from liushui.base.models import StoredFile
from liushui.documents import queries
from liushui.documents.drawing import draw, qr_drawing
from liushui.documents.models import Document
from liushui.documents.services.numbers import next_number
from liushui.kernel.capitals import capital_yuan
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import format_yuan


class DocumentKeyReused(DomainError):
    """The key already stands for a paper with other facts."""

    code = "document_key_reused"
    status = 409
    message = gettext_noop("A paper with other facts was already issued under this number.")
    remedy = gettext_noop("A person of the organisation must look at it.")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says.

    ``donor`` is the name as the donor chose to be shown, since the paper is kept as it is; a name
    in full stays sealed with its person.
    """

    donor: str
    amount_minor: int
    given_on: date
    gift_reference: str
    organisation_name: str
    credit_code: str
    project_number: str
    project_title: str
    plan_number: str
    trace_url: str
    organisation_name_en: str = ""
    project_title_en: str = ""
    donor_en: str = ""
    wish: str = ""
    wish_en: str = ""


@transaction.atomic
def issue_certificate(key: str, facts: CertificateFacts, at: datetime) -> Document:
    """The certificate under this key; it is numbered and drawn when it is first asked for.

    It is a paper of thanks, not the 公益事业捐赠票据 (财综〔2024〕1号): it says so, and never shows
    a 监制章. Raises ``DocumentKeyReused`` when the key stands for other facts.
    """
    digest = _digest(facts)
    found = queries.document_for_key(key) or _first_issue(key, facts, digest, at)
    if bytes(found.digest) != digest:
        raise DocumentKeyReused(key=key)
    return found


@transaction.atomic
def redraw_certificate(key: str, facts: CertificateFacts, at: datetime) -> bool:
    """Draw an issued paper anew because whose it is shows otherwise now; whether there was one.

    The number stays, the day of issue too. The bytes before are destroyed: they told a name.
    """
    found = Document.objects.select_for_update().filter(key=key).select_related("file").first()
    digest = _digest(facts)
    if found is None or bytes(found.digest) == digest:
        return found is not None
    before = found.file
    found.facts = _printed(facts, found.number, found.issued_at)
    found.digest = digest
    found.redrawn_at = at
    found.file = _drawn(found.facts, at)
    found.save(update_fields=["facts", "digest", "redrawn_at", "file"])
    destroy_file(before, at=at)
    return True


def _digest(facts: CertificateFacts) -> bytes:
    said = {**asdict(facts), "given_on": facts.given_on.isoformat()}
    unsaid = () if facts.wish else ("wish", "wish_en")  # as papers were digested before wishes
    return content_digest({name: value for name, value in said.items() if name not in unsaid})


def _drawn(printed: dict[str, str], at: datetime) -> StoredFile:
    qr = qr_drawing(printed["trace_url"])
    return store_file(draw("certificate", {**printed, "qr": qr}), at=at)


def _first_issue(key: str, facts: CertificateFacts, digest: bytes, at: datetime) -> Document:
    """Numbered under a lock on the key: whoever was faster is found when it opens."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    found = queries.document_for_key(key)
    if found is not None:
        return found
    year = day_of(at).year
    serial = next_number(f"certificate-{year}")
    number = f"LS-ZS-{year}-{serial:06d}"
    printed = _printed(facts, number, at)
    return Document.objects.create(
        number=number,
        key=key,
        digest=digest,
        facts=printed,
        file=_drawn(printed, at),
        issued_at=at,
    )


def _printed(facts: CertificateFacts, number: str, at: datetime) -> dict[str, str]:
    day = facts.given_on
    figures = format_yuan(facts.amount_minor)
    body = facts.organisation_name_en or facts.organisation_name
    project = facts.project_title_en or facts.project_title
    return {
        "title": f"捐赠证书 {number}",
        "number": number,
        "donor": facts.donor,
        "amount_figures": figures,
        "amount_capitals": capital_yuan(facts.amount_minor),
        "given_on": day.isoformat(),
        "given_on_zh": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "gift_reference": facts.gift_reference,
        "organisation_name": facts.organisation_name,
        "credit_code": facts.credit_code,
        "project_number": facts.project_number,
        "project_title": facts.project_title,
        "plan_number": facts.plan_number,
        "wish": facts.wish,
        "wish_en": facts.wish_en,
        "trace_url": facts.trace_url,
        "issued_on": day_of(at).isoformat(),
        "english_line": (
            f"{body} has received {figures} yuan (CNY) from {facts.donor_en or facts.donor} "
            f"on {day.day} {day:%B} {day.year} for “{project}”. Thank you."
        ),
    }
