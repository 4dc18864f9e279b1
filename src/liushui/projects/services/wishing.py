"""Which wishes a project offers to its givers."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.places.queries import path_text, place_by_code
from liushui.projects import policies, queries
from liushui.projects.models import Project, WishOffer
from liushui.projects.states import OfferKind, ProjectState

_COUNTY_DIGITS = 6
_LONGEST_LABEL = 120
_DISEASE = re.compile(r"[A-Z][0-9][0-9A-Z]")


class DiseaseCodeWrong(DomainError):
    """A disease is named by its ICD-10 category and a word for it."""

    code = "disease_code_wrong"
    message = gettext_noop("A disease needs its ICD-10 category, such as Q21, and its name.")
    remedy = gettext_noop("Write the letter and two places, without a point, and the name.")


class RegionTooNear(DomainError):
    """A wish for a village could tell of one person."""

    code = "region_too_near"
    message = gettext_noop("A wish names a county or a larger region.")
    remedy = gettext_noop("Choose the county in which the place lies.")


class OffersAfterOpening(DomainError):
    """A draft's budget lines still change."""

    code = "offers_after_opening"
    status = 409
    message = gettext_noop("Wishes are offered once the project is open.")
    remedy = gettext_noop("Open the project first.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A wish to offer: its kind, its code, and for a disease its name in two languages."""

    kind: OfferKind
    code: str = ""
    label: str = ""
    label_en: str = ""


@transaction.atomic
def offer_wish(actor: Actor, number: str, offer: Offer, *, at: datetime) -> WishOffer:
    """Let givers name this wish from now on. What is offered already is the same offer.

    Raises ``OffersAfterOpening``, ``DiseaseCodeWrong``, ``RegionTooNear`` and ``NotFound``.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    if project.state != ProjectState.OPEN:
        raise OffersAfterOpening
    code, label, label_en = _worded(project, offer)
    found = WishOffer.objects.filter(
        project=project, kind=offer.kind, code=code, withdrawn_at=None
    ).first()
    if found is not None:
        return found
    made = WishOffer.objects.create(
        project=project,
        kind=offer.kind,
        code=code,
        label=label,
        label_en=label_en,
        offered_by=actor.name,
        offered_at=at,
    )
    record(actor, "wish.offered", made, at=at, kind=offer.kind, code=code)
    return made


@transaction.atomic
def withdraw_offer(actor: Actor, number: str, offer_id: int, *, at: datetime) -> WishOffer:
    """Offer it no more; what was given with it keeps its fund. A second call changes nothing."""
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    offer = queries.offer_of(project, offer_id)
    if offer is None:
        raise NotFound
    if offer.withdrawn_at is None:
        offer.withdrawn_at, offer.withdrawn_by = at, actor.name
        offer.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(actor, "wish.withdrawn", offer, at=at)
    return offer


def _worded(project: Project, offer: Offer) -> tuple[str, str, str]:
    """Code and words, the words from where they are kept: only a disease's are written here."""
    if offer.kind == OfferKind.CASE:
        return "", "", ""
    if offer.kind == OfferKind.DISEASE:
        code, label = offer.code.strip().upper(), offer.label.strip()
        if not _DISEASE.fullmatch(code) or not 0 < len(label) <= _LONGEST_LABEL:
            raise DiseaseCodeWrong
        return code, label, offer.label_en.strip()[:_LONGEST_LABEL]
    if offer.kind == OfferKind.REGION:
        if len(offer.code) > _COUNTY_DIGITS:
            raise RegionTooNear
        place = place_by_code(offer.code)
        return place.code, path_text(place)[:_LONGEST_LABEL], ""
    line_id = int(offer.code) if offer.code.isascii() and offer.code.isdigit() else None
    line = queries.budget_line_of(project.pk, line_id)
    if line is None:
        raise NotFound
    return str(line.pk), line.label, line.label_en
