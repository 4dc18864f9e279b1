"""What other modules may have done to people and organisations."""

from liushui.parties.services.appointing import (
    HoldingEndsTooEarly,
    PostHeldOtherwise,
    RightUnknown,
    appoint,
    create_post,
    end_holding,
)
from liushui.parties.services.recording import record
from liushui.parties.services.registering import (
    CertificateDaysWrong,
    CreditCodeWrong,
    PhoneUnreadable,
    add_certificate,
    register_organisation,
    register_person,
    rename_person,
)

__all__ = [
    "CertificateDaysWrong",
    "CreditCodeWrong",
    "HoldingEndsTooEarly",
    "PhoneUnreadable",
    "PostHeldOtherwise",
    "RightUnknown",
    "add_certificate",
    "appoint",
    "create_post",
    "end_holding",
    "record",
    "register_organisation",
    "register_person",
    "rename_person",
]
