"""People and organisations, the posts that people hold there, and the record of what they did."""

from liushui.parties.models.audit import AuditRecord
from liushui.parties.models.organisations import (
    SOON_DAYS,
    Certificate,
    CertificateKind,
    ContactLine,
    Organisation,
    OrganisationKind,
    Standing,
)
from liushui.parties.models.partners import Partner
from liushui.parties.models.people import Account, Consent, NameCorrection, Person
from liushui.parties.models.posts import Invitation, Post, PostHolding
from liushui.parties.models.proposals import Proposal
from liushui.parties.models.signing_in import DemoRole, SignInCode

__all__ = [
    "SOON_DAYS",
    "Account",
    "AuditRecord",
    "Certificate",
    "CertificateKind",
    "Consent",
    "ContactLine",
    "DemoRole",
    "Invitation",
    "NameCorrection",
    "Organisation",
    "OrganisationKind",
    "Partner",
    "Person",
    "Post",
    "PostHolding",
    "Proposal",
    "SignInCode",
    "Standing",
]
