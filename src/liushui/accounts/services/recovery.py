"""Codes on paper, for the day on which the phone with the key is lost."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.accounts.models import RecoveryCode
from liushui.accounts.notices import PAPER_USED, tell_of
from liushui.accounts.services.trying import Share, count_guess, forgive
from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.parties.models import Account

COUNT = 10
# No letter or digit that a hand-written other one resembles: 31 to the 8th, 850 thousand million.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 8
LIMITS = ((timedelta(minutes=15), 5), (timedelta(days=1), 20))


class RecoveryCodeWrong(DomainError):
    """Not one of the codes on paper, or used before."""

    code = "recovery_code_wrong"
    message = gettext_noop("This is none of your unused recovery codes.")
    remedy = gettext_noop("Each works once. Take the next one from your list.")


@transaction.atomic
def make_recovery_codes(actor: Actor, *, at: datetime) -> list[str]:
    """Ten new codes, shown this once; those of before are worthless from now on."""
    account = account_of(actor.person_id or 0)
    assert account is not None, "who is signed in has an account"
    RecoveryCode.objects.filter(account=account).delete()
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=_hash(account.pk, code), made_at=at)
        for code in codes
    )
    record(actor, "account.recovery_codes_made", account, at=at, count=COUNT)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def void_early_codes(account: "Account", *, has_factors: bool) -> None:
    """At the first factor codes from before are worthless: only the phone stood behind them."""
    if not has_factors:
        RecoveryCode.objects.filter(account=account).delete()


def use_recovery_code(actor: Actor, *, code: str, at: datetime) -> int:
    """Spend one code; how many are left. Raises ``RecoveryCodeWrong`` and ``TooManyGuesses``."""
    share = Share("recovery-code", actor.name, LIMITS)
    count_guess([share], at=at)
    account = account_of(actor.person_id or 0)
    assert account is not None, "who is signed in has an account"
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).lower()
    with transaction.atomic():
        unused = RecoveryCode.objects.filter(account=account, used_at=None)
        if not unused.filter(code_hash=_hash(account.pk, plain)).update(used_at=at):
            raise RecoveryCodeWrong
        forgive([share])
        left = unused.count()
        record(actor, "account.recovery_code_used", account, at=at, left=left)
        tell_of(PAPER_USED, actor.person_id, at=at, left=left)
    return left


def _hash(account_id: int, code: str) -> bytes:
    return vault.lookup_hash("recovery-code", f"{account_id}:{code}")
