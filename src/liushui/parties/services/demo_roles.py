"""The demo's people, each a click away. Outside the demo none of this exists."""

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from liushui.kernel.errors import NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.models import Account, DemoRole, Person
from liushui.parties.queries import demo_role
from liushui.parties.services.recording import record
from liushui.parties.services.signing_in import open_account


class DemoOnly(NotFound):
    """What the demo offers is not there: the installation is no demo."""

    code = "demo_only"
    remedy = gettext_noop("Start a demo of your own with “./liushui demo”.")


@transaction.atomic
def offer_demo_role(
    key: str,
    title: str,
    title_en: str,
    person: Person,
    landing: str,
    about: tuple[str, str] = ("", ""),
) -> DemoRole:
    """Let visitors of the demo be this person; ``landing`` is the path where they arrive.

    ``about`` says what the role can do, in Chinese and English. Safe to call twice: the newest
    words stay. Raises ``DemoOnly`` outside the demo.
    """
    _require_demo()
    open_account(person.pk)
    words = {"title": title, "title_en": title_en, "about": about[0], "about_en": about[1]}
    role, _ = DemoRole.objects.update_or_create(
        key=key, defaults={**words, "person": person, "landing": landing}
    )
    return role


@transaction.atomic
def sign_in_as_role(actor: Actor, *, key: str) -> tuple[Account, str]:
    """The role's account and landing. Raises ``DemoOnly`` or ``NotFound``."""
    _require_demo()
    role = demo_role(key)
    record(actor, "demo.signed_in", role.person, at=now(), role=key)
    return open_account(role.person_id), role.landing


def _require_demo() -> None:
    if not settings.DEMO:
        raise DemoOnly
