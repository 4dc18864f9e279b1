"""Questions about codes that were sent and the demo's one-click people."""

from uuid import UUID

from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.kernel.masks import mask_phone
from liushui.parties.models import (
    DemoRole,
    SignInCode,
)


def demo_roles() -> list[DemoRole]:
    """The demo's people in the order in which the story offered them."""
    return list(DemoRole.objects.select_related("person").order_by("pk"))


def demo_role(key: str) -> DemoRole:
    """One of them. Raises ``NotFound``."""
    role = DemoRole.objects.select_related("person").filter(key=key).first()
    if role is None:
        raise NotFound
    return role


def phone_of_code(handle: UUID) -> str | None:
    """The phone that a sign-in code went to, for sending another; ``None`` if forgotten."""
    sent = SignInCode.objects.filter(handle=handle).first()
    return None if sent is None else vault.open_passing("sign-in", sent.phone_sealed)


def masked_phone_of_code(handle: UUID) -> str | None:
    """``138****5678``: where a sign-in code went; ``None`` if forgotten."""
    phone = phone_of_code(handle)
    return None if phone is None else mask_phone(phone)
