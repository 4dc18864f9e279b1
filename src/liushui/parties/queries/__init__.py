"""Questions about people, organisations, posts and certificates."""

from liushui.parties.queries.organisations import (
    certificates_of,
    has_anybody,
    organisation_for,
    organisations_of,
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
    "account_of",
    "actor_for",
    "certificates_of",
    "demo_role",
    "demo_roles",
    "has_agreed",
    "has_anybody",
    "masked_name",
    "masked_names",
    "masked_phone_of_code",
    "organisation_for",
    "organisations_of",
    "person_by_phone",
    "person_name",
    "phone_of_code",
]
