"""Who an appeal is about, who asks and who vouches: what is sealed of them, opened by name."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from liushui.appeals.models import Appeal, Witness
from liushui.appeals.queries.appeals import loaded
from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.parties.queries import person_by_id

IDENTITY, PHONE, ACCOUNT = "appeal-identity", "appeal-phone", "appeal-account"
WITNESS_NAME, WITNESS_PHONE = "witness-name", "witness-phone"
WITNESSES = 3


def witnesses_of(appeal: Appeal) -> Sequence[Witness]:
    """Who vouches, in the order of entering."""
    return list(appeal.witnesses.order_by("pk"))


def confirmed_witnesses(appeal: Appeal) -> int:
    """How many vouched by their own phone."""
    found = appeal.witnesses.filter(confirmed_at__isnull=False).aggregate(count=Count("pk"))
    return int(found["count"])


def witness_by_hash(token_hash: bytes) -> Witness:
    """Whose link it is. Raises ``NotFound``."""
    found = Witness.objects.select_related("appeal__organisation").filter(token_hash=token_hash)
    one = found.first()
    if one is None:
        raise NotFound
    return one


def vouched_by(person_id: int) -> Sequence[Witness]:
    """Where somebody with the person's own phone was named as vouching: two queries."""
    lookup = person_by_id(person_id).phone_lookup
    if lookup is None:
        return []
    found = Witness.objects.filter(phone_lookup=lookup).select_related("appeal__organisation")
    return list(found.order_by("pk"))


def phone_of(witness: Witness) -> str:
    """The number to which a code is sent; "" once it was erased."""
    if witness.phone_sealed is None:
        return ""
    return vault.open_sealed(witness.vault_id, WITNESS_PHONE, witness.phone_sealed)


def own_phone_of(appeal: Appeal) -> str:
    """The number of whom it is about, as written; "" for none."""
    sealed = appeal.phone_sealed
    return vault.open_sealed(appeal.vault_id, PHONE, sealed) if sealed else ""


def appeals_about(person_id: int) -> Sequence[Appeal]:
    """What the person asked for, or what was asked for them, whoever asks: one query."""
    found = Appeal.objects.filter(Q(applicant_id=person_id) | Q(person_id=person_id))
    return list(loaded(found).order_by("-pk"))


def opened_of(appeal: Appeal) -> Sequence[tuple[str, str, str]]:
    """What is sealed of an appeal, for its own people: key, words, value; "" for what is not."""
    sealed = (
        ("identity", _("Number of the identity card"), IDENTITY, appeal.identity_sealed),
        ("phone", _("Telephone"), PHONE, appeal.phone_sealed),
        ("account", _("Account of the provider"), ACCOUNT, appeal.account_sealed),
    )
    return [
        (key, words, vault.open_sealed(appeal.vault_id, field, value) if value else "")
        for key, words, field, value in sealed
    ]
