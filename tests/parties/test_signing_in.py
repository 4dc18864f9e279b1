"""A phone and a code are enough; guessing, flooding and prying are not."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from liushui.messaging.channels import ChannelMissing
from liushui.messaging.queries import screen_messages
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.models import Account, AuditRecord, Consent, Person, SignInCode
from liushui.parties.queries import has_agreed, masked_phone_of_code, person_by_phone
from liushui.parties.services import (
    CodeExpired,
    CodeWrong,
    PhoneUnreadable,
    TooManyTries,
    TooSoon,
    forget_codes,
    send_code,
    send_code_again,
    sign_in_with_code,
    withdraw,
)
from tests.parties.builders import AT, SETUP, lin

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
WORDS = agreement_in("zh-hans")


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def ask(phone: str = PHONE, *, address: str = "192.0.2.1", at: datetime = AT) -> UUID:
    return send_code(Actor.stranger(), phone=phone, address=address, at=at)


def last_code() -> str:
    found = re.search(r"\d{6}", screen_messages()[0].text)
    assert found
    return found[0]


def enter(handle: UUID, code: str, *, at: datetime = AT) -> Account:
    return sign_in_with_code(Actor.stranger(), handle=handle, code=code, agreement=WORDS, at=at)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_new_phone_becomes_a_person_with_an_account_who_agreed() -> None:
    account = enter(ask("+86 138 0000 0001"), last_code())
    assert person_by_phone(PHONE) == account.person
    assert not account.has_usable_password()
    consent = Consent.objects.get()
    assert (consent.person, consent.version, consent.language) == (
        account.person,
        WORDS.version,
        "zh-Hans",
    )
    assert consent.text_sha256 == WORDS.sha256
    assert AuditRecord.objects.filter(verb="account.signed_in").count() == 1


def test_a_known_phone_is_the_same_account_and_agrees_once() -> None:
    known = lin()
    first = enter(ask(), last_code())
    later = AT + timedelta(days=1)
    second = enter(ask(at=later), last_code(), at=later)
    assert first == second
    assert first.person == known
    assert Consent.objects.count() == 1


def test_who_withdrew_agrees_anew_at_the_next_sign_in() -> None:
    account = enter(ask(), last_code())
    withdraw(SETUP, account.person, WORDS, at=AT)
    assert not has_agreed(account.person_id, WORDS.purpose, WORDS.version)
    later = AT + timedelta(hours=1)
    enter(ask(at=later), last_code(), at=later)
    assert has_agreed(account.person_id, WORDS.purpose, WORDS.version)
    assert Consent.objects.count() == 3


@pytest.mark.parametrize("typed", [" {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_blanks_in_a_code_do_not_matter(typed: str) -> None:
    handle = ask()
    assert enter(handle, typed.format(last_code()))


def test_the_full_width_digits_of_a_chinese_keyboard_are_read() -> None:
    handle = ask()
    wide = last_code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert enter(handle, wide)


def test_a_wrong_code_is_refused_and_counted() -> None:
    handle = ask()
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeWrong) as refused:
            enter(handle, wrong_for(last_code()))
        assert refused.value.code == "code_wrong"
        assert refused.value.facts == {"left": left}
    with pytest.raises(TooManyTries) as spent:
        enter(handle, last_code())
    assert spent.value.code == "too_many_tries"
    assert not Account.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeWrong):
        enter(ask(), typed)


def test_a_code_lasts_ten_minutes_and_one_use() -> None:
    handle = ask()
    code = last_code()
    with pytest.raises(CodeExpired) as refused:
        enter(handle, code, at=AT + timedelta(minutes=10))
    assert refused.value.code == "code_expired"
    enter(handle, code, at=AT + timedelta(minutes=9, seconds=59))
    with pytest.raises(CodeExpired):
        enter(handle, code)
    with pytest.raises(CodeExpired):
        enter(uuid4(), code)


def test_a_code_works_only_where_it_was_asked_for() -> None:
    ask()
    code = last_code()
    other = ask("13800000009")
    if last_code() != code:
        with pytest.raises(CodeWrong):
            enter(other, code)


def test_another_code_can_be_asked_for_after_a_minute() -> None:
    first = ask()
    with pytest.raises(TooSoon) as refused:
        send_code_again(
            Actor.stranger(), handle=first, address="192.0.2.9", at=AT + timedelta(seconds=59)
        )
    assert refused.value.code == "too_soon"
    assert refused.value.facts == {"wait_seconds": 1}
    later = AT + timedelta(seconds=60)
    second = send_code_again(Actor.stranger(), handle=first, address="192.0.2.1", at=later)
    assert enter(second, last_code(), at=later)
    with pytest.raises(CodeExpired):
        send_code_again(Actor.stranger(), handle=uuid4(), address="192.0.2.1", at=later)


def test_one_phone_gets_five_codes_an_hour_and_ten_a_day() -> None:
    for turn in range(5):
        ask(address=f"192.0.2.{turn}", at=AT + timedelta(minutes=turn))
    with pytest.raises(TooManyTries) as refused:
        ask(address="192.0.2.99", at=AT + timedelta(minutes=30))
    assert refused.value.facts == {"minutes": 30}
    assert ask("13800000009", at=AT + timedelta(minutes=30)), "others are not kept waiting"
    for turn in range(5):
        ask(at=AT + timedelta(hours=2 + turn))
    with pytest.raises(TooManyTries):
        ask(at=AT + timedelta(hours=12))
    assert ask(at=AT + timedelta(days=1, seconds=1))


def test_one_address_cannot_flood_many_phones() -> None:
    for turn in range(60):
        ask(f"138000001{turn:02d}")
    with pytest.raises(TooManyTries):
        ask("13800000999")
    assert ask("13800000999", address="198.51.100.1")


def test_an_unreadable_phone_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(PhoneUnreadable):
        ask("12345")
    assert not SignInCode.objects.exists()


def test_the_same_happens_for_a_known_and_an_unknown_phone() -> None:
    lin()
    known, unknown = ask(), ask("13800000009")
    assert [type(known), type(unknown)] == [UUID, UUID]
    said = {re.sub(r"\d{6}", "", message.text) for message in screen_messages()}
    assert len(said) == 1
    assert Person.objects.count() == 1, "asking for a code makes nobody"


def test_the_table_of_codes_holds_neither_code_nor_phone() -> None:
    handle = ask()
    kept = SignInCode.objects.get(handle=handle)
    whole = b"".join(
        bytes(part)
        for part in (kept.phone_sealed, kept.phone_lookup, kept.address_lookup, kept.code_hash)
    )
    assert PHONE.encode() not in whole
    assert last_code().encode() not in whole
    assert masked_phone_of_code(handle) == "138****0001"


def test_old_codes_are_forgotten() -> None:
    ask()
    fresh = ask(at=AT + timedelta(days=2))
    assert forget_codes(before=AT + timedelta(days=1)) == 1
    assert SignInCode.objects.get().handle == fresh


def test_without_a_channel_the_asker_is_told_and_nothing_is_kept(settings: Any) -> None:
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.NoChannel"
    with pytest.raises(ChannelMissing) as refused:
        ask()
    assert refused.value.code == "channel_missing"
    assert not SignInCode.objects.exists()


def test_the_words_exist_in_both_languages_under_one_version() -> None:
    english = agreement_in("en")
    assert (english.version, english.language) == (WORDS.version, "en")
    assert len(english.paragraphs) == len(WORDS.paragraphs)
    assert english.sha256 != WORDS.sha256
