"""What onboarding and parties know of an organisation, as files of its export."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from liushui.desk.tables import Cell
from liushui.onboarding.models import Application, HandedCertificate, OwedStep
from liushui.onboarding.own import Papers, Portion, bring_papers, bring_portion, facts
from liushui.onboarding.policies import KEEPING, PROPOSING
from liushui.onboarding.queries.accounts import accounts_of
from liushui.onboarding.queries.boards import board_of_organisation, shown_of
from liushui.onboarding.queries.parts import parts_of
from liushui.parties.actors import Actor
from liushui.parties.queries import (
    certificates_of,
    contact_lines_of,
    organisations_by_id,
    partners_of,
)
from liushui.parties.queries.exported import (
    contracts_with_partners,
    holdings_of_organisation,
    proposals_of_organisation,
)
from liushui.parties.queries.posts import posts_of
from liushui.payments.queries.accounts import accounts_entered

if TYPE_CHECKING:
    from liushui.base.models import StoredFile

_KEEPING, _PROPOSING = frozenset(KEEPING), frozenset(PROPOSING)
Row = Sequence[Cell]


def bring_portions() -> None:
    """At start-up."""
    for portion in (
        Portion("organisation", ("field", "value"), _KEEPING, _body),
        Portion(
            "certificates",
            ("kind", "number", "issued_by", "valid_from", "valid_until"),
            _KEEPING,
            _certificates,
        ),
        Portion("posts", ("title", "title_en", "rights", "region"), _KEEPING, _posts),
        Portion(
            "partners",
            ("name", "credit_code", "agreement_number", "assessed_on", "starts_on", "ends_on"),
            _KEEPING,
            _partners,
        ),
        Portion("board", ("name_masked", "offices", "mainland", "full_time"), _KEEPING, _board),
        Portion("parts", ("part", "in_use"), _KEEPING, _parts),
        Portion(
            "bank_accounts",
            ("holder_name", "bank", "tail", "state", "proposed_at", "in_force_from"),
            _PROPOSING,
            _accounts,
        ),
        Portion(
            "merchant_accounts",
            ("provider", "merchant_id", "app_id", "state", "proposed_at", "in_force_from"),
            _PROPOSING,
            _merchants,
        ),
    ):
        bring_portion(portion)
    _bring_facts()
    bring_papers(Papers("certificates_and_logo", _KEEPING, _images))
    bring_papers(Papers("agreements_with_partners", _KEEPING, contracts_with_partners))


def _bring_facts() -> None:
    """Rows that go along as they are kept: never a name, a whole account number or a link."""
    applications, steps = Application.objects.filter, OwedStep.objects.filter
    bring_portion(facts(
        "applications", _KEEPING, lambda body: applications(organisation_id=body),
        ("state", "lane", "occasion", "credit_code", "kind", "name", "registered_on",
         "charity_since", "began_at", "submitted_at", "decided_by", "decided_at", "reasons"),
    ))  # fmt: skip
    bring_portion(facts(
        "first_steps", _KEEPING, lambda body: steps(organisation_id=body),
        ("step", "due_on", "done_on", "done_by"),
    ))  # fmt: skip
    bring_portion(facts(
        "post_holdings", _KEEPING, holdings_of_organisation,
        ("post__title", "person_id", "since", "until", "ended_at", "suspended_at",
         "delegated_from_id"),
    ))  # fmt: skip
    bring_portion(facts(
        "proposals", _KEEPING, proposals_of_organisation,
        ("kind", "facts", "state", "proposed_by", "proposed_at", "decided_by", "decided_at"),
    ))  # fmt: skip


def _merchants(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for one in accounts_entered(organisation_id):  # their keys go nowhere
        said = _texts(one.provider, one.merchant_id, one.app_id, one.state)
        yield (*said, *_days(one.proposed_at, one.holds_until))


def _images(organisation_id: int) -> "Iterator[StoredFile]":
    body = organisations_by_id([organisation_id])[0]
    handed = HandedCertificate.objects.filter(application__organisation_id=organisation_id)
    found = [one.image for one in certificates_of(organisation_id)]
    for image in (body.logo, *found, *(one.image for one in handed.select_related("image"))):
        if image is not None:
            yield image


def _body(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    body = organisations_by_id([organisation_id])[0]
    for name in ("credit_code", "kind", "name", "name_en", "short_name", "short_name_en",
                 "place_id", "contact_phone", "website", "about", "about_en"):  # fmt: skip
        yield _texts(name, getattr(body, name) or "")
    for line in contact_lines_of(body):
        yield _texts("contact", f"{line.label} {line.phone} {line.email}")


def _certificates(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for one in certificates_of(organisation_id):
        yield (
            *_texts(one.kind, one.number, one.issued_by),
            *_days(one.valid_from, one.valid_until),
        )


def _posts(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for post in posts_of(organisation_id):
        yield _texts(post.title, post.title_en, " ".join(post.rights), post.region_id or "")


def _partners(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for one in partners_of(organisation_id):
        said = _texts(one.name, one.credit_code, one.agreement_number)
        yield (*said, *_days(one.assessed_on, one.starts_on, one.ends_on))


def _board(actor: Actor, organisation_id: int) -> Iterator[Row]:
    for one in shown_of(actor, board_of_organisation(organisation_id), in_full=False):
        member = one.member
        yield _texts(
            one.name, " ".join(member.offices), str(member.is_mainland), str(member.is_full_time)
        )


def _parts(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for part, is_on in parts_of(organisation_id):
        yield _texts(part.name, str(is_on))


def _accounts(actor: Actor, organisation_id: int) -> Iterator[Row]:
    del actor
    for one in accounts_of(organisation_id):
        said = _texts(one.holder_name, one.bank, one.tail, one.state)
        yield (*said, *_days(one.proposed_at, one.holds_until))


def _texts(*texts: str) -> Row:
    return tuple(Cell(text) for text in texts)


def _days(*days: date | datetime | None) -> Row:
    return tuple(Cell(at=day) for day in days)
