"""What other modules may have done to people and organisations."""

from liushui.parties.policies import ProcessingStopped
from liushui.parties.purposes import admit_purpose
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
from liushui.parties.services.own import (
    NameEmpty,
    StillHoldsPost,
    correct_name,
    erase_person,
    lift_restriction,
    require_no_post,
    restrict_person,
)
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
from liushui.parties.services.renumbering import NumberTaken, change_phone
from liushui.parties.services.signing_in import (
    Asker,
    CodeExpired,
    CodeSender,
    CodeWrong,
    Purpose,
    TooManyTries,
    TooSoon,
    forget_codes,
    open_account,
    send_code,
    send_code_again,
    sign_in_with_code,
    spend_code,
    use_code_sender,
)

__all__ = [
    "Asker",
    "CertificateDaysWrong",
    "CodeExpired",
    "CodeSender",
    "CodeWrong",
    "CreditCodeWrong",
    "DemoOnly",
    "HoldingEndsTooEarly",
    "NameEmpty",
    "NumberTaken",
    "PhoneUnreadable",
    "PostHeldOtherwise",
    "ProcessingStopped",
    "Purpose",
    "RightUnknown",
    "StillHoldsPost",
    "TooManyTries",
    "TooSoon",
    "add_certificate",
    "admit_purpose",
    "agree",
    "change_phone",
    "appoint",
    "correct_name",
    "create_post",
    "end_holding",
    "erase_person",
    "forget_codes",
    "lift_restriction",
    "offer_demo_role",
    "open_account",
    "record",
    "register_organisation",
    "register_people",
    "register_person",
    "rename_person",
    "require_no_post",
    "restrict_person",
    "send_code",
    "send_code_again",
    "sign_in_as_role",
    "sign_in_with_code",
    "spend_code",
    "use_code_sender",
    "withdraw",
]
