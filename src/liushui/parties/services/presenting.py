"""What a body says of itself: profile, logo, contacts. Its people do this, on the record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.files import PDF, store_file
from liushui.base.models import StoredFile
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.models import ContactLine, Organisation
from liushui.parties.queries.bodies import body_for_update
from liushui.parties.services.recording import record

MOST_LINES = 4
_PHONE = re.compile(r"[0-9+ ()-]{3,20}")
_WEBSITE = re.compile(r"https?://[^\s<>\"']{3,190}", re.IGNORECASE)


class WebsiteUnreadable(DomainError):
    """Not an address of the web. It would become a link, so nothing else is taken."""

    code = "website_unreadable"
    message = gettext_noop("This is not the address of a website.")
    remedy = gettext_noop("Copy it from your browser; it begins with https://.")


class ContactLineWrong(DomainError):
    """A line without a name, or one that leads nowhere."""

    code = "contact_line_wrong"
    message = gettext_noop("Each contact needs a name, and a telephone or a mail address.")
    remedy = gettext_noop("Name the office, not a person: donations, press, volunteers.")


class PictureExpected(DomainError):
    """A PDF where everyone is to see a picture."""

    code = "picture_expected"
    message = gettext_noop("A picture is needed here.")
    remedy = gettext_noop("Choose a JPEG, PNG or WebP picture, or a photograph of the paper.")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a body says of itself; ``place_code`` down to the village if it likes."""

    about: str = ""
    about_en: str = ""
    website: str = ""
    contact_phone: str = ""
    place_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One public way to reach a body."""

    label: str
    label_en: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def present_organisation(
    actor: Actor,
    credit_code: str,
    profile: Profile,
    lines: Sequence[Line] = (),
    *,
    at: datetime,
) -> Organisation:
    """Write profile and contact lines as they shall stand; the same again changes nothing.

    Raises ``NotAllowed``, ``WebsiteUnreadable``, ``ContactLineWrong``.
    """
    body = body_for_update(credit_code)
    policies.require_present(actor, body.pk)
    website = profile.website.strip()
    if website and not _WEBSITE.fullmatch(website):
        raise WebsiteUnreadable
    wanted = [line for line in lines if any((line.label, line.phone, line.email))]
    for line in wanted:
        if not line.label or not (line.phone or line.email) or not _is_phone(line.phone):
            raise ContactLineWrong
    fresh = {
        "about": profile.about.strip(),
        "about_en": profile.about_en.strip(),
        "website": website,
        "contact_phone": profile.contact_phone.strip(),
        "place_id": profile.place_code or None,
    }
    changed = sorted(name for name, value in fresh.items() if getattr(body, name) != value)
    for name in changed:
        setattr(body, name, fresh[name])
    if changed:
        body.save(update_fields=changed)
    if _set_lines(body, wanted[:MOST_LINES]):
        changed.append("contacts")
    if changed:
        record(actor, "organisation.presented", body, at=at, changed=" ".join(changed))
    return body


@transaction.atomic
def set_logo(actor: Actor, credit_code: str, content: bytes, *, at: datetime) -> Organisation:
    """Show this picture as the body's logo; drawn anew, without what was hidden in the file.

    No content takes the logo away. Raises ``NotAllowed``, ``PictureExpected``, a ``FileRefused``.
    """
    body = body_for_update(credit_code)
    policies.require_present(actor, body.pk)
    logo = stored_picture(content, at=at) if content else None
    if body.logo_id != (logo.pk if logo else None):
        body.logo = logo
        body.save(update_fields=["logo"])
        record(actor, "organisation.logo_set", body, at=at, sha256=logo.sha256 if logo else "")
    return body


@transaction.atomic
def show_account_tail(actor: Actor, organisation_id: int, tail: str, *, at: datetime) -> None:
    """The last four places of the account in force, as colleagues see them beside a payment.

    For the module that keeps bank accounts. Raises ``NotAllowed``.
    """
    policies.require_set_up(actor)
    shown = Organisation.objects.filter(pk=organisation_id).exclude(bank_account_tail=tail)
    if shown.update(bank_account_tail=tail):
        record(actor, "organisation.account_shown", at=at, organisation=organisation_id)


def stored_picture(content: bytes, *, at: datetime) -> StoredFile:
    """The picture as it is kept. Raises ``PictureExpected`` for a PDF, else a ``FileRefused``."""
    stored = store_file(content, at=at)
    if stored.media_type == PDF:
        raise PictureExpected
    return stored


def _is_phone(text: str) -> bool:
    return not text or _PHONE.fullmatch(text) is not None


def _set_lines(body: Organisation, lines: Sequence[Line]) -> bool:
    """Put these in place of those that stand; whether anything changed."""
    standing = [
        Line(one.label, one.label_en, one.phone, one.email)
        for one in body.contact_lines.order_by("position")
    ]
    if standing == list(lines):
        return False
    body.contact_lines.all().delete()
    ContactLine.objects.bulk_create(
        ContactLine(
            organisation=body,
            position=position,
            label=line.label,
            label_en=line.label_en,
            phone=line.phone,
            email=line.email,
        )
        for position, line in enumerate(lines)
    )
    return True
