"""What is refused of merchant accounts, each with what to do about it. No key is repeated."""

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments.provider import Unrecognised


class MerchantNumbersWrong(DomainError):
    """Not the numbers of a merchant account."""

    code = "merchant_numbers_wrong"
    message = gettext_noop("This is not the number of a merchant account and an app id.")
    remedy = gettext_noop("Copy both from the provider's merchant platform.")


class MerchantTemplateWrong(DomainError):
    """Not a template for regular gifts."""

    code = "merchant_template_wrong"
    message = gettext_noop("This is not the provider's template for regular gifts.")
    remedy = gettext_noop(
        "At WeChat Pay it is a number, at Alipay a scene such as INDUSTRY|CHARITY. Leave it empty"
        " to take no regular gifts."
    )


class MerchantKeysWrong(DomainError):
    """A key is missing or cannot be read."""

    code = "merchant_keys_wrong"
    message = gettext_noop("The keys of this merchant account cannot be used: %(what)s.")
    remedy = gettext_noop("Copy each of them whole from the provider's merchant platform.")


class MerchantTaken(DomainError):
    """A number is one organisation's for good: gifts are told apart by it."""

    code = "merchant_taken"
    status = 409
    message = gettext_noop("This merchant account is another organisation's here.")
    remedy = gettext_noop("Enter the account that the provider keeps in your own name.")


class MerchantOfSettings(DomainError):
    """The settings' account is nobody's to enter before the settings say whose it is."""

    code = "merchant_of_settings"
    status = 409
    message = gettext_noop(
        "This merchant account stands in the settings of this site, which do not say whose it is."
    )
    remedy = gettext_noop(
        "Whoever runs this site must name its organisation there. Then its people enter it."
    )


class MerchantUntried(DomainError):
    """Nobody agrees to keys that the provider was never asked about."""

    code = "merchant_untried"
    status = 409
    message = gettext_noop("The provider has not confirmed this merchant account and its keys.")
    remedy = gettext_noop("Ask the provider first. If it refuses, stop this and enter it anew.")


class MerchantChangeOpen(DomainError):
    """One change at a time."""

    code = "merchant_change_open"
    status = 409
    message = gettext_noop("Another change of this merchant account is under way.")
    remedy = gettext_noop("Let it come into force, or stop it first.")


class MerchantProposedByYou(DomainError):
    """A second person of the organisation must agree to a merchant account."""

    code = "merchant_proposed_by_you"
    status = 403
    message = gettext_noop("You entered this merchant account, so another person must agree.")
    remedy = gettext_noop("Ask a colleague who approves payments or gives out posts.")


class MerchantUnusable(Unrecognised):
    """Keys that cannot be read speak for nobody: of this merchant alone, and nothing is decided."""

    code = "merchant_unusable"
    message = gettext_noop("The keys of this merchant account cannot be read.")
    remedy = gettext_noop(
        "No money was taken. Whoever looks after the merchant account enters its keys anew."
    )


class MerchantOver(DomainError):
    """It is in force already, was stopped, or has ended."""

    code = "merchant_over"
    status = 409
    message = gettext_noop("This can no longer be done with the merchant account.")
    remedy = gettext_noop("Reload the page to see where things stand.")
