"""An account that was given up: shown no more, compared to its last day, never forgotten."""

from datetime import date, timedelta

import pytest

from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.models import AuditRecord
from liushui.parties.services import open_account as account_of
from liushui.reconciling.models import Line
from liushui.reconciling.queries.accounts import (
    account_for_transfers,
    bank_accounts_of,
    provider_accounts,
)
from liushui.reconciling.queries.days import days_of_month
from liushui.reconciling.services.absent import _is_told
from liushui.reconciling.services.accounts import (
    NewAccount,
    close_account,
    hide_from_donors,
    open_account,
    reopen_account,
    show_to_donors,
)
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.reconciling.builders import (
    DAY,
    TODAY,
    a_charity,
    at_bank,
    at_wechat,
    bank_list,
    read,
)

pytestmark = pytest.mark.django_db
LONG_AGO = date(2026, 1, 1)


def refusal(code: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.raises(DomainError, match=f"^{code}:")


def test_a_closed_account_is_shown_no_more_and_keeps_what_it_told() -> None:
    staff = a_charity()
    account = at_bank(staff)
    read(staff, account, bank_list(("7.00", "", "某人", "随便"), on=DAY))
    with pytest.raises(NotAllowed):
        close_account(staff.wang, account.pk, on=DAY, at=giving.now())
    for wrong in (DAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with refusal("account_closing_day_wrong"):
            close_account(staff.zhao, account.pk, on=wrong, at=giving.now())
    assert account_for_transfers(staff.body.pk, TODAY) == account
    for _twice in range(2):
        closed = close_account(staff.zhao, account.pk, on=DAY, at=giving.now())
    assert (closed.until, closed.takes_transfers) == (DAY, False)
    assert account_for_transfers(staff.body.pk, DAY) is None
    with refusal("account_closed"):
        show_to_donors(staff.wang, account.pk, at=giving.now())
    hide_from_donors(staff.zhao, account.pk, at=giving.now())
    assert Line.objects.filter(account=account).count() == 1
    assert days_of_month(closed, DAY.replace(day=1), TODAY)[-1].day == DAY
    late = read(staff, account, bank_list(("8.00", "", "某人", "随便"), on=DAY))
    assert late.fresh_count == 1, "its last days may still be read"
    assert AuditRecord.objects.filter(verb="account.closed").count() == 2


def test_a_closed_merchant_account_is_compared_to_its_last_day_and_on_once_opened_again() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    close_account(staff.zhao, account.pk, on=DAY, at=giving.now())
    assert list(provider_accounts(DAY, TODAY)) == [account], "its last bill is made today"
    assert list(provider_accounts(TODAY, TODAY)) == []
    reopen_account(staff.zhao, account.pk, at=giving.now())
    assert list(provider_accounts(TODAY, TODAY)) == [account]


def test_an_account_is_closed_and_opened_again_on_its_page() -> None:
    staff = a_charity()
    account = at_bank(staff)
    people = (staff.wang, staff.zhao)
    wang, zhao = (signed_in_client(account_of(one.person_id or 0)) for one in people)
    place, everything = f"/console/accounts/{account.pk}/", "/console/accounts/"
    english = {"Accept-Language": "en"}
    assert "Close this account" not in wang.get(place, headers=english).content.decode()
    assert "Close this account" in zhao.get(place, headers=english).content.decode()
    said = {"closed": "yes", "day": TODAY.isoformat()}
    assert wang.post(f"{place}closed/", said).status_code == 403
    assert zhao.post(f"{place}closed/", said | {"day": "2020-01-01"}).status_code == 422
    assert zhao.post(f"{place}closed/", said).status_code == 302
    assert "Closed accounts" in zhao.get(everything, headers=english).content.decode()
    shown = zhao.get(place, headers=english).content.decode()
    assert "Closed on" in shown
    assert "Show it to donors" not in shown
    assert zhao.post(f"{place}closed/", {"closed": "no"}).status_code == 302
    assert "Closed accounts" not in zhao.get(everything, headers=english).content.decode()


def test_a_closed_bank_account_keeps_no_payment_out_from_being_missed() -> None:
    """Else nobody would be told again that money left by none of the accounts that are in use."""
    staff = a_charity()
    old, other = at_bank(staff), NewAccount("bank", "4410010040005678", "第1基金会", since=LONG_AGO)
    new = open_account(staff.zhao, staff.body.pk, other, at=giving.now())
    paid_on = TODAY - timedelta(days=5)
    read(staff, new, bank_list(("7.00", "", "某人", "随便"), on=paid_on), (paid_on, DAY))
    assert not _is_told(bank_accounts_of(staff.body.pk), paid_on)
    close_account(staff.zhao, old.pk, on=paid_on - timedelta(days=1), at=giving.now())
    assert _is_told(bank_accounts_of(staff.body.pk), paid_on)
    close_account(staff.zhao, old.pk, on=paid_on, at=giving.now())
    assert not _is_told(bank_accounts_of(staff.body.pk), paid_on), "its last day is still to come"
