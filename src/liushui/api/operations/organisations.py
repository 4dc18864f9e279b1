"""The public register of organisations."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.organisations import (
    OrganisationsPage,
    OrganisationTold,
    line_of,
    told_organisation,
)
from liushui.api.shapes.values import After, Code, Sought
from liushui.kernel.clock import day_of
from liushui.parties import queries
from liushui.parties.access import PUBLIC
from liushui.places.picking import known_code

room = Room("organisations", _("Organisations"))


@room.reads(
    "organisations", "organisations", access=PUBLIC, answers=OrganisationsPage,
    summary=_("The register of organisations"),
    about=_(
        "Newest first, by a part of the name or the code, by kind, and by place or below "
        "it."
    ),
)  # fmt: skip
def organisations(
    request: HttpRequest,
    q: Query[Sought] = "",
    kind: Query[Sought] = "",
    place: Query[Sought] = "",
    after: Query[After] = None,
) -> OrganisationsPage:
    del request
    page = queries.register_page(q, kind, known_code(place), after or 0)
    return OrganisationsPage(organisations=[line_of(one) for one in page.bodies], next=page.after)


@room.reads(
    "organisations/{code}", "organisation", access=PUBLIC, answers=OrganisationTold,
    summary=_("One organisation with its certificates"),
    about=_("Certificates that a second person checked, each with how it stands today."),
)  # fmt: skip
def organisation(request: HttpRequest, code: Code) -> OrganisationTold:
    found = queries.organisation_for(actor_of(request), code)
    today = day_of(timezone.now())
    return told_organisation(
        found, queries.contact_lines_of(found), queries.certificates_of(found), today
    )
