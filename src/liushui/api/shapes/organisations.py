"""Organisations and their certificates, as everyone may know them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from liushui.api.shapes.values import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.parties.models import Certificate, ContactLine, Organisation


class OrganisationLine(Told):
    credit_code: str
    kind: str
    name: str
    name_en: str
    short_name: str
    place: str | None


class CertificateTold(Told):
    kind: str
    number: str
    issued_by: str
    valid_from: date
    valid_until: date | None
    standing: str


class CertificateHandedIn(Told):
    id: int
    kind: str
    number: str
    issued_by: str
    valid_from: date
    valid_until: date | None


class ContactTold(Told):
    label: str
    label_en: str
    phone: str
    email: str


class OrganisationTold(OrganisationLine):
    about: str
    about_en: str
    website: str
    contacts: list[ContactTold]
    certificates: list[CertificateTold]


class OrganisationsPage(Told):
    organisations: list[OrganisationLine]
    next: int | None


def line_of(one: "Organisation") -> OrganisationLine:
    return OrganisationLine(**_plain(one))


def told_organisation(
    one: "Organisation",
    contacts: "Sequence[ContactLine]",
    certificates: "Sequence[Certificate]",
    on: date,
) -> OrganisationTold:
    """All that its public page says of it."""
    return OrganisationTold(
        **_plain(one),
        about=one.about,
        about_en=one.about_en,
        website=one.website,
        contacts=[
            ContactTold(label=c.label, label_en=c.label_en, phone=c.phone, email=c.email)
            for c in contacts
        ],
        certificates=[
            CertificateTold(
                kind=c.kind,
                number=c.number,
                issued_by=c.issued_by,
                valid_from=c.valid_from,
                valid_until=c.valid_until,
                standing=c.standing_on(on).value,
            )
            for c in certificates
        ],
    )


def _plain(one: "Organisation") -> dict[str, Any]:
    return {
        "credit_code": one.credit_code,
        "kind": one.kind,
        "name": one.name,
        "name_en": one.name_en,
        "short_name": one.short_name,
        "place": one.place_id,
    }


def told_handed_in(one: "Certificate") -> CertificateHandedIn:
    """A certificate that waits, for those who may check it."""
    return CertificateHandedIn(
        id=one.pk,
        kind=one.kind,
        number=one.number,
        issued_by=one.issued_by,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
    )
