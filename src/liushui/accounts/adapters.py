"""What allauth may do here: lead people through other houses' doors, and end at our own.

allauth keeps no e-mail address, sends nothing and opens no account of its own (decision 0015).
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's core, held to this house's rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with a phone, never on a form of allauth."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is sent from here: no address is kept."""
        del template_prefix, email, context

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our own pages say what happened."""
