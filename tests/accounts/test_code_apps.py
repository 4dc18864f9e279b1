"""Code apps and codes on paper: each code once, few guesses, nothing readable in a table."""

from datetime import datetime, timedelta

import pytest

from liushui.accounts.models import CodeApp, RecoveryCode
from liushui.accounts.queries import factors_of, has_factors
from liushui.accounts.services import (
    RecoveryCodeWrong,
    SecondCodeWrong,
    TooManyGuesses,
    add_code_app,
    app_address,
    make_recovery_codes,
    new_secret,
    remove_code_app,
    use_code_app,
    use_recovery_code,
)
from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from tests.parties.builders import AT, as_donor, chen, lin

pytestmark = pytest.mark.django_db
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: 12345678901234567890


def now_code(secret: str, at: datetime = AT, later: int = 0) -> str:
    return code_at(secret, int(at.timestamp()) // STEP_SECONDS + later)


def lin_with_app(secret: str) -> Actor:
    actor = as_donor(lin())
    open_account(actor.person_id)
    add_code_app(actor, secret=secret, code=now_code(secret), at=AT)
    return actor


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // STEP_SECONDS) == code


def test_an_app_is_added_by_its_first_code_and_confirms_by_the_next() -> None:
    secret = new_secret()
    actor = lin_with_app(secret)
    later = AT + timedelta(seconds=STEP_SECONDS)
    typed = now_code(secret, later)
    use_code_app(actor, code=f"{typed[:3]} {typed[3:]}", at=later)
    assert factors_of(actor).app_since == AT
    kept = CodeApp.objects.get()
    assert secret.encode() not in bytes(kept.secret_sealed)


def test_a_code_works_once_and_none_before_it() -> None:
    secret = new_secret()
    actor = lin_with_app(secret)
    for later in (0, -1):
        with pytest.raises(SecondCodeWrong) as refused:
            use_code_app(actor, code=now_code(secret, later=later), at=AT)
        assert refused.value.code == "second_code_wrong"
    use_code_app(actor, code=now_code(secret, later=1), at=AT)
    with pytest.raises(SecondCodeWrong):
        use_code_app(actor, code=now_code(secret, later=1), at=AT)


@pytest.mark.parametrize("later", [-3, -2, 2, 3])
def test_a_code_of_another_time_is_refused(later: int) -> None:
    secret = new_secret()
    actor = lin_with_app(secret)
    at = AT + timedelta(hours=1)
    with pytest.raises(SecondCodeWrong):
        use_code_app(actor, code=now_code(secret, at, later), at=at)


def test_five_wrong_codes_close_the_app_for_a_while_and_twenty_for_the_day() -> None:
    secret = new_secret()
    actor = lin_with_app(secret)
    for _ in range(5):
        with pytest.raises(SecondCodeWrong):
            use_code_app(actor, code="000000x", at=AT)
    with pytest.raises(TooManyGuesses) as refused:
        use_code_app(actor, code=now_code(secret, later=1), at=AT)
    assert refused.value.facts == {"minutes": 15}
    later = AT + timedelta(minutes=16)
    use_code_app(actor, code=now_code(secret, later), at=later)


def test_another_persons_app_confirms_nobody_else() -> None:
    secret = new_secret()
    lin_with_app(secret)
    other = as_donor(chen())
    open_account(other.person_id)
    with pytest.raises(SecondCodeWrong):
        use_code_app(other, code=now_code(secret, later=1), at=AT)
    assert not has_factors(other)


def test_a_removed_app_is_gone() -> None:
    secret = new_secret()
    actor = lin_with_app(secret)
    remove_code_app(actor, at=AT)
    remove_code_app(actor, at=AT)
    with pytest.raises(SecondCodeWrong):
        use_code_app(actor, code=now_code(secret, later=1), at=AT)


def test_the_app_is_told_the_site_and_no_name() -> None:
    assert app_address("ABC").startswith("otpauth://totp/Liushui%20%E6%B5%81%E6%B0%B4?secret=ABC")


def test_each_code_on_paper_works_once_however_it_is_written() -> None:
    actor = lin_with_app(new_secret())
    codes = make_recovery_codes(actor, at=AT)
    assert len(set(codes)) == 10
    assert use_recovery_code(actor, code=f" {codes[0].upper()} ", at=AT) == 9
    with pytest.raises(RecoveryCodeWrong) as refused:
        use_recovery_code(actor, code=codes[0], at=AT)
    assert refused.value.code == "recovery_code_wrong"
    assert use_recovery_code(actor, code=codes[1].replace("-", ""), at=AT) == 8
    kept = b"".join(bytes(one.code_hash) for one in RecoveryCode.objects.all())
    assert not any(code.replace("-", "").encode() in kept for code in codes)


def test_new_codes_on_paper_make_the_old_ones_worthless() -> None:
    actor = lin_with_app(new_secret())
    old = make_recovery_codes(actor, at=AT)
    make_recovery_codes(actor, at=AT)
    with pytest.raises(RecoveryCodeWrong):
        use_recovery_code(actor, code=old[0], at=AT)


def test_codes_on_paper_are_the_owners_alone_and_guessing_them_is_counted() -> None:
    actor = lin_with_app(new_secret())
    codes = make_recovery_codes(actor, at=AT)
    other = as_donor(chen())
    open_account(other.person_id)
    for _ in range(5):
        with pytest.raises(RecoveryCodeWrong):
            use_recovery_code(other, code=codes[0], at=AT)
    with pytest.raises(TooManyGuesses):
        use_recovery_code(other, code=codes[0], at=AT)
    assert use_recovery_code(actor, code=codes[0], at=AT) == 9


def test_codes_on_paper_alone_are_no_second_factor() -> None:
    actor = as_donor(lin())
    open_account(actor.person_id)
    make_recovery_codes(actor, at=AT)
    assert not has_factors(actor)
    assert not factors_of(actor).any
