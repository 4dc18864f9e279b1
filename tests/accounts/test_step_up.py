"""Before money moves a second factor is asked for; before the ways in change, a fresh proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.models import CodeApp, RecoveryCode
from liushui.accounts.policies import STRONG_RIGHTS, needs_second_factor
from liushui.accounts.proven import Proven, Way, proven_in, second_proof
from liushui.accounts.services import (
    RecoveryCodeWrong,
    add_code_app,
    make_recovery_codes,
    new_secret,
    use_recovery_code,
)
from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from liushui.messaging.queries import screen_messages
from liushui.parties.access import Right
from liushui.parties.models import Account
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, as_donor, chen, holder, lin, organisation, wang

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_contexts")]
CONFIRM, DESK = "/me/security/confirm/", "/console/money-out/"
ASKED = f"{CONFIRM}?next=%2Fconsole%2Fmoney-out%2F"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    settings.DEMO = True


def approver() -> Account:
    someone = wang()
    holder(someone, organisation(), Right.MONEY_APPROVE)
    return open_account(someone.pk)


def with_app(account: Account) -> str:
    secret = new_secret()
    at = now() - timedelta(hours=1)
    code = code_at(secret, int(at.timestamp()) // STEP_SECONDS)
    add_code_app(as_donor(account.person), secret=secret, code=code, at=at)
    return secret


def app_code(secret: str) -> str:
    return code_at(secret, int(now().timestamp()) // STEP_SECONDS)


def older(client: Client, **spans: timedelta) -> None:
    """Make the session's proofs older than they are."""
    session = client.session
    kept = session["proven"]
    for field, span in spans.items():
        kept[field] -= int(span.total_seconds())
    session["proven"] = kept
    session.save()


def test_who_approves_money_is_asked_and_who_drafts_it_is_not() -> None:
    browser = signed_in_client(approver(), second_factor=False)
    assert browser.get(DESK)["Location"] == ASKED
    drafter = lin()
    holder(drafter, organisation(), Right.MONEY_DRAFT)
    clerk = signed_in_client(open_account(drafter.pk), second_factor=False)
    assert clerk.get(DESK).status_code == 200


@pytest.mark.parametrize("right", sorted(STRONG_RIGHTS))
def test_each_strong_right_asks(right: Right) -> None:
    strong = holder(wang(), organisation(), right)
    weak = holder(chen(), organisation(), Right.PROJECT_EDIT)
    assert needs_second_factor(strong, frozenset({right, Right.PROJECT_EDIT}))
    assert not needs_second_factor(weak, frozenset({right, Right.PROJECT_EDIT}))
    assert not needs_second_factor(strong, frozenset({Right.PROJECT_EDIT}))


def test_a_post_without_the_factor_changes_nothing_and_leads_back_to_its_form() -> None:
    browser = signed_in_client(approver(), second_factor=False)
    path = f"{DESK}LS-20260718-00000001-0/decide/"
    form = {"referer": f"http://testserver{DESK}"}
    assert browser.post(path, {"do": "approve"}, headers=form)["Location"] == ASKED
    evil = {"referer": "https://evil.example//evil.example/x"}
    answer = browser.post(path, {"do": "approve"}, headers=evil)
    assert answer["Location"] == f"{CONFIRM}?next=%2F"


def test_the_app_opens_the_desk_for_a_working_day() -> None:
    account = approver()
    secret = with_app(account)
    browser = signed_in_client(account, second_factor=False)
    page = browser.get(ASKED).content.decode()
    assert "app_code" in page
    wrong = browser.post(CONFIRM, {"app_code": "000000", "next": DESK})
    assert wrong.status_code == 422
    assert "id_app_code_error" in wrong.content.decode()
    right = browser.post(CONFIRM, {"app_code": app_code(secret), "next": DESK})
    assert right["Location"] == DESK
    assert browser.get(DESK).status_code == 200
    older(browser, second_at=timedelta(hours=11, minutes=59))
    assert browser.get(DESK).status_code == 200
    older(browser, second_at=timedelta(minutes=2))
    assert browser.get(DESK)["Location"] == ASKED


def test_a_code_on_paper_opens_it_too() -> None:
    account = approver()
    with_app(account)
    codes = make_recovery_codes(as_donor(account.person), at=AT)
    browser = signed_in_client(account, second_factor=False)
    assert browser.post(CONFIRM, {"recovery_code": "x"}).status_code == 422
    answer = browser.post(CONFIRM, {"recovery_code": codes[3], "next": DESK})
    assert answer["Location"] == DESK
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def test_who_has_no_factor_adds_one_first_and_goes_on() -> None:
    browser = signed_in_client(approver(), second_factor=False)
    page = browser.get(ASKED).content.decode()
    assert "/me/security/app/?next=%2Fconsole%2Fmoney-out%2F" in page
    shown = browser.get("/me/security/app/?next=/console/money-out/")
    secret = "".join(shown.context["groups"])
    assert "otpauth" not in str(browser.session.items()), "the session keeps the secret sealed"
    assert secret not in str(browser.session.items())
    assert browser.post("/me/security/app/", {"app_code": "000000"}).status_code == 422
    answer = browser.post("/me/security/app/", {"app_code": app_code(secret), "next": DESK})
    assert answer["Location"] == "/me/security/recovery-codes/?next=%2Fconsole%2Fmoney-out%2F"
    made = browser.post("/me/security/recovery-codes/", {"next": DESK})
    assert len(made.context["codes"]) == 10
    assert browser.get(DESK).status_code == 200


def test_a_thief_of_a_session_cannot_add_a_factor_of_their_own() -> None:
    account = approver()
    browser = signed_in_client(account, second_factor=False)
    older(browser, at=timedelta(minutes=16))
    for page in ("/me/security/app/", "/me/security/passkeys/new/", "/me/security/password/",
                 "/me/security/number/", "/me/security/recovery-codes/"):  # fmt: skip
        assert browser.get(page)["Location"].startswith(CONFIRM), page
        assert browser.post(page, {"password": "long enough 123"})["Location"].startswith(CONFIRM)
    assert not account.has_usable_password()
    assert not RecoveryCode.objects.exists()


def test_a_code_to_ones_own_phone_is_a_fresh_proof() -> None:
    browser = signed_in_client(open_account(lin().pk), second_factor=False)
    older(browser, at=timedelta(hours=5))
    assert "138****0001" in browser.get(CONFIRM).content.decode()
    assert browser.post(CONFIRM, {"code": "123456"}).status_code == 422, "none was sent"
    assert browser.post(CONFIRM, {"send": "1"}).status_code == 200
    assert browser.post(CONFIRM, {"send": "1"}).status_code == 429
    code = "".join(filter(str.isdigit, screen_messages()[0].text))[:6]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert browser.post(CONFIRM, {"code": wrong}).status_code == 422
    landed = browser.post(CONFIRM, {"code": code, "next": "/me/security/password/"})
    assert landed["Location"] == "/me/security/password/"
    assert browser.get("/me/security/password/").status_code == 200


def test_the_phone_does_not_stand_in_for_a_factor_that_one_has() -> None:
    account = approver()
    with_app(account)
    browser = signed_in_client(account, second_factor=False)
    assert browser.post(CONFIRM, {"send": "1", "next": DESK}).status_code == 422
    assert not screen_messages()
    assert browser.get("/me/security/password/")["Location"].startswith(CONFIRM)
    assert browser.post("/me/security/app/remove/")["Location"].startswith(CONFIRM)
    assert CodeApp.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_confirming_never_leads_to_another_site(elsewhere: str) -> None:
    account = approver()
    secret = with_app(account)
    browser = signed_in_client(account, second_factor=False)
    assert elsewhere not in browser.get(CONFIRM, {"next": elsewhere}).content.decode()
    typed = {"app_code": app_code(secret), "next": elsewhere}
    assert browser.post(CONFIRM, typed)["Location"] == "/"


def test_a_demos_click_counts_in_a_demo_alone(settings: Any) -> None:
    at = now()
    clicked = Proven(Way.DEMO, int(at.timestamp()), Way.DEMO, int(at.timestamp()))
    assert clicked.has_second(at)
    assert clicked.is_fresh(at, has_factors=True)
    settings.DEMO = False
    assert not clicked.has_second(at)


def test_a_session_from_before_has_proven_nothing() -> None:
    browser = Client()
    browser.force_login(approver())
    assert proven_in(browser.session) == Proven()
    assert browser.get(DESK)["Location"] == ASKED


def test_a_second_proof_ends_with_the_session_of_its_person() -> None:
    account = approver()
    with_app(account)
    browser = signed_in_client(account)
    session = browser.session
    second_proof(session, Way.CODE_APP, at=now())
    session.save()
    browser.post("/sign-out/")
    browser.force_login(account)
    assert browser.get(DESK)["Location"] == ASKED


def test_codes_on_paper_from_before_the_first_factor_open_nothing() -> None:
    """Whoever held the phone for an hour would else have ten second factors in a drawer."""
    account = approver()
    actor = as_donor(account.person)
    early = make_recovery_codes(actor, at=now())
    with_app(account)
    with pytest.raises(RecoveryCodeWrong):
        use_recovery_code(actor, code=early[0], at=now())
    later = make_recovery_codes(actor, at=now())
    assert use_recovery_code(actor, code=later[0], at=now()) == 9


@pytest.mark.parametrize("address", ["/console/lists/money-out/export/"])
def test_a_list_behind_the_factor_is_exported_behind_it(address: str) -> None:
    browser = signed_in_client(approver(), second_factor=False)
    answer = browser.post(address, {"sheet": "csv"})
    assert answer.status_code == 302, "nothing is handed out"
    assert answer["Location"].startswith(CONFIRM)
