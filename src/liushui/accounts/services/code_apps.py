"""Apps that show six digits for half a minute (RFC 6238, HMAC-SHA-1, as all such apps speak it)."""

import base64
import hmac
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.db import transaction

from liushui.accounts.models import CodeApp
from liushui.accounts.notices import FACTOR_ADDED, FACTOR_GONE, tell_of
from liushui.accounts.queries.factors import has_factors
from liushui.accounts.services.recovery import void_early_codes
from liushui.accounts.services.trying import Share, count_guess, forgive
from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import record

STEP_SECONDS = 30
DIGITS = 6
SECRET = "code-app"  # noqa: S105 - the name of the sealed field
_SECRET_BYTES = 20
# Twenty guesses a day at three valid codes in a million: sixty years for an even chance.
LIMITS = ((timedelta(minutes=15), 5), (timedelta(days=1), 20))


class SecondCodeWrong(DomainError):
    """Not the digits of now, or digits that were used already."""

    code = "second_code_wrong"
    message = gettext_noop("This is not the code that is valid now.")
    remedy = gettext_noop(
        "Wait for the next one and type it in. Does your phone show the right time?"
    )


def new_secret() -> str:
    """What app and house share: base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def app_address(secret: str) -> str:
    """What the QR code holds. No name, no phone: the site alone."""
    label = quote("Liushui 流水")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': 'Liushui'})}"


def code_at(secret: str, step: int) -> str:
    """The six digits of one half minute."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def add_code_app(actor: Actor, *, secret: str, code: str, at: datetime) -> CodeApp:
    """Keep the secret once the app showed a right code; it replaces an earlier app.

    The caller has asked for a fresh proof. Raises ``SecondCodeWrong``, ``TooManyGuesses``.
    """
    count_guess([_share(actor)], at=at)
    step = _step_of(secret, code, after=-1, at=at)
    if step is None:
        raise SecondCodeWrong
    with transaction.atomic():
        account = account_of(actor.person_id or 0)
        assert account is not None, "who is signed in has an account"
        void_early_codes(account, has_factors=has_factors(actor))
        app, _ = CodeApp.objects.update_or_create(
            account=account,
            defaults={
                "secret_sealed": vault.seal(account.person.vault_id, SECRET, secret),
                "last_step": step,
                "added_at": at,
                "used_at": None,
            },
        )
        forgive([_share(actor)])
        record(actor, "account.code_app_added", account, at=at)
        tell_of(FACTOR_ADDED, actor.person_id, at=at)
    return app


def use_code_app(actor: Actor, *, code: str, at: datetime) -> None:
    """The digits that the app shows now, each only once, also for two who type at once.

    Raises ``SecondCodeWrong`` and ``TooManyGuesses``.
    """
    count_guess([_share(actor)], at=at)
    app = (
        CodeApp.objects.filter(account__person_id=actor.person_id or 0)
        .select_related("account__person")
        .first()
    )
    if app is None:
        raise SecondCodeWrong
    secret = vault.open_sealed(app.account.person.vault_id, SECRET, app.secret_sealed)
    step = _step_of(secret, code, after=app.last_step, at=at)
    if step is None:
        raise SecondCodeWrong
    with transaction.atomic():
        fresh = CodeApp.objects.filter(pk=app.pk, last_step__lt=step)
        if not fresh.update(last_step=step, used_at=at):
            raise SecondCodeWrong
        forgive([_share(actor)])
        record(actor, "account.code_app_used", app.account, at=at)


@transaction.atomic
def remove_code_app(actor: Actor, *, at: datetime) -> None:
    """The account has no code app any more. Safe to call twice."""
    gone, _ = CodeApp.objects.filter(account__person_id=actor.person_id or 0).delete()
    if gone:
        record(actor, "account.code_app_removed", account_of(actor.person_id or 0), at=at)
        tell_of(FACTOR_GONE, actor.person_id, at=at)


def typed_digits(code: str) -> str:
    """Blanks and full-width digits of a Chinese keyboard do not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", code))


def _step_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """The half minute whose code this is: of now, the one before, the one to come."""
    now_step = int(at.timestamp()) // STEP_SECONDS
    typed = typed_digits(code).encode()
    for step in (now_step, now_step - 1, now_step + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed):
            return step if step > after else None
    return None


def _share(actor: Actor) -> Share:
    return Share("code-app", actor.name, LIMITS)
