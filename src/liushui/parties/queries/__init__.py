"""Questions about people, organisations, posts and certificates."""

from liushui.parties.queries.organisations import (
    certificates_of,
    has_anybody,
    organisation_for,
    organisation_kinds,
    organisations_of,
)
from liushui.parties.queries.own import (
    KeptPerson,
    Reading,
    consents_of,
    grounds_of_colleagues,
    holdings_of,
    is_restricted,
    kept_person,
    last_consents,
    organisations_by_id,
    person_by_id,
    readings_of,
)
from liushui.parties.queries.people import (
    account_of,
    has_agreed,
    masked_name,
    masked_names,
    person_by_phone,
    person_name,
)
from liushui.parties.queries.posts import actor_for
from liushui.parties.queries.signing_in import (
    demo_role,
    demo_roles,
    masked_phone_of_code,
    phone_of_code,
)

__all__ = [
    "KeptPerson",
    "Reading",
    "account_of",
    "actor_for",
    "certificates_of",
    "consents_of",
    "demo_role",
    "demo_roles",
    "grounds_of_colleagues",
    "has_agreed",
    "has_anybody",
    "holdings_of",
    "is_restricted",
    "kept_person",
    "last_consents",
    "masked_name",
    "masked_names",
    "masked_phone_of_code",
    "organisation_for",
    "organisation_kinds",
    "organisations_by_id",
    "organisations_of",
    "person_by_id",
    "person_by_phone",
    "person_name",
    "phone_of_code",
    "readings_of",
]
