"""What other modules may have done to people and organisations."""

from liushui.parties.services.agreeing import agree, withdraw
from liushui.parties.services.appointing import (
    HoldingEndsTooEarly,
    PostHeldOtherwise,
    RightUnknown,
    appoint,
    create_post,
    end_holding,
)
from liushui.parties.services.demo_roles import DemoOnly, offer_demo_role, sign_in_as_role
from liushui.parties.services.recording import record
from liushui.parties.services.registering import (
    CertificateDaysWrong,
    CreditCodeWrong,
    PhoneUnreadable,
    add_certificate,
    register_organisation,
    register_people,
    register_person,
    rename_person,
)
from liushui.parties.services.signing_in import (
    CodeExpired,
    CodeSender,
    CodeWrong,
    TooManyTries,
    TooSoon,
    forget_codes,
    open_account,
    send_code,
    send_code_again,
    sign_in_with_code,
    use_code_sender,
)

__all__ = [
    "CertificateDaysWrong",
    "CodeExpired",
    "CodeSender",
    "CodeWrong",
    "CreditCodeWrong",
    "DemoOnly",
    "HoldingEndsTooEarly",
    "PhoneUnreadable",
    "PostHeldOtherwise",
    "RightUnknown",
    "TooManyTries",
    "TooSoon",
    "add_certificate",
    "agree",
    "appoint",
    "create_post",
    "end_holding",
    "forget_codes",
    "offer_demo_role",
    "open_account",
    "record",
    "register_organisation",
    "register_people",
    "register_person",
    "rename_person",
    "send_code",
    "send_code_again",
    "sign_in_as_role",
    "sign_in_with_code",
    "use_code_sender",
    "withdraw",
]
