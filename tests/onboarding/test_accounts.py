"""Nobody changes alone where an organisation is paid, and all who look after it can stop it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.messaging.models import Notice
from liushui.onboarding.models import BankAccount
from liushui.onboarding.queries import account_in_force, payee_of
from liushui.onboarding.services.accounts import (
    AccountAsked,
    agree_to_account,
    propose_account,
    put_accounts_in_force,
    stop_account,
)
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, PostHolding
from tests.parties import builders as b

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOLD = 3 * DAY


@dataclass
class Charity:
    """Lin drafts, Zhao approves, Chen gives out posts; Wang runs the installation."""

    body: Organisation = field(default_factory=b.organisation)

    def __post_init__(self) -> None:
        self.lin = b.holder(b.lin(), self.body, Right.MONEY_DRAFT)
        self.zhao = b.holder(b.zhao(), self.body, Right.MONEY_APPROVE)
        self.chen = b.holder(b.chen(), self.body, Right.POSTS_MANAGE)
        self.wang = b.holder(b.wang(), b.organisation(9), Right.INSTALLATION_MANAGE)

    def proposed(self, actor: Actor | None = None, tail: str = "5678", **said: str) -> BankAccount:
        asked = {
            "holder_name": self.body.name, "bank": "农业银行", "number": f"62220000{tail}",
            "why": "换了开户行",
        }  # fmt: skip
        account = AccountAsked(**(asked | said))
        return propose_account(actor or self.lin, self.body.credit_code, account, at=b.AT)

    def in_force(self, tail: str = "5678") -> BankAccount:
        account = self.proposed(tail=tail)
        agree_to_account(self.zhao, account.pk, at=b.AT)
        put_accounts_in_force(at=b.AT + HOLD)
        return BankAccount.objects.get(pk=account.pk)


@pytest.fixture
def charity() -> Charity:
    return Charity()


def _tail(charity: Charity) -> str:
    return Organisation.objects.get(pk=charity.body.pk).bank_account_tail


def test_an_account_comes_into_force_by_two_people_and_after_its_days(charity: Charity) -> None:
    account = charity.proposed()
    assert payee_of(charity.body.pk, b.AT) is None
    agree_to_account(charity.zhao, account.pk, at=b.AT)
    assert put_accounts_in_force(at=b.AT + HOLD - timedelta(seconds=1)) == 0
    assert _tail(charity) == ""
    # From that moment it counts, even before the clock has come by.
    late = payee_of(charity.body.pk, b.AT + HOLD)
    assert late is not None
    assert late.tail == "5678"
    assert put_accounts_in_force(at=b.AT + HOLD) == 1
    assert put_accounts_in_force(at=b.AT + HOLD) == 0
    assert _tail(charity) == "5678"


def test_the_old_account_stands_until_the_new_one_is_in_force(charity: Charity) -> None:
    charity.in_force("1111")
    fresh = charity.proposed(tail="2222")
    agree_to_account(charity.chen, fresh.pk, at=b.AT + HOLD)
    old = account_in_force(charity.body.pk, b.AT + HOLD)
    assert old is not None
    assert old.tail == "1111"
    put_accounts_in_force(at=b.AT + 2 * HOLD)
    states = dict(BankAccount.objects.values_list("tail", "state"))
    assert states == {"1111": "replaced", "2222": "in_force"}


def test_each_of_them_can_stop_it_while_it_waits(charity: Charity) -> None:
    account = charity.proposed()
    agree_to_account(charity.zhao, account.pk, at=b.AT)
    stop_account(charity.chen, account.pk, at=b.AT + HOLD - timedelta(seconds=1))
    assert put_accounts_in_force(at=b.AT + HOLD) == 0
    assert payee_of(charity.body.pk, b.AT + HOLD) is None


def test_all_who_look_after_the_account_are_told_at_once(charity: Charity) -> None:
    charity.proposed()
    told = set(Notice.objects.filter(kind="account-proposed").values_list("person_id", flat=True))
    assert told == {charity.lin.person_id, charity.zhao.person_id, charity.chen.person_id}


def _own(c: Charity) -> None:
    agree_to_account(c.chen, c.proposed(c.chen).pk, at=b.AT)


def _lent(c: Charity) -> None:
    """Zhao's post, lent to a phone of her own making, is no second person."""
    account = c.proposed(c.zhao)
    other = b.person("代理人", "13800000009")
    _lend(c, other)
    agree_to_account(b.as_donor(other), account.pk, at=b.AT)


def _lent_to_who_drafts(c: Charity) -> None:
    """Lin drafts in her own right, but may agree by Zhao's loan alone."""
    account = c.proposed(c.zhao)
    lin = Person.objects.get(pk=c.lin.person_id)
    _lend(c, lin)
    agree_to_account(b.as_donor(lin), account.pk, at=b.AT)


def _lend(c: Charity, other: Person) -> None:
    origin = PostHolding.objects.get(person_id=c.zhao.person_id)
    PostHolding.objects.create(
        post=origin.post, person=other, since=origin.since, until=b.TODAY + DAY,
        delegated_from=origin,
    )  # fmt: skip


def _after_its_days(c: Charity) -> None:
    account = c.proposed()
    agree_to_account(c.zhao, account.pk, at=b.AT)
    stop_account(c.lin, account.pk, at=b.AT + HOLD)


def _twice(c: Charity) -> None:
    c.proposed()
    c.proposed(tail="9999")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_own, "account_proposed_by_you"),
        (_lent, "same_hands"),
        (_lent_to_who_drafts, "same_hands"),
        (_twice, "account_change_open"),
        (_after_its_days, "account_over"),
        (lambda c: c.proposed(number="12ab"), "account_number_wrong"),
        (lambda c: c.proposed(holder_name="林晓雨"), "account_holder_wrong"),
    ],
)
def test_what_must_not_happen_is_refused(
    charity: Charity, act: Callable[[Charity], Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        act(charity)
    assert refused.value.code == code
    assert put_accounts_in_force(at=b.AT + HOLD) <= 1


def test_neither_who_drafts_nor_the_operator_is_the_second_person(charity: Charity) -> None:
    account = charity.proposed(charity.chen)
    with pytest.raises(NotAllowed):
        agree_to_account(charity.lin, account.pk, at=b.AT)
    with pytest.raises(NotFound):
        agree_to_account(charity.wang, account.pk, at=b.AT)


def test_the_database_refuses_one_hand_and_two_accounts(charity: Charity) -> None:
    account = charity.proposed()
    with pytest.raises(IntegrityError, match="bank_account_two_people"), transaction.atomic():
        BankAccount.objects.filter(pk=account.pk).update(agreed_by=account.proposed_by)
    with pytest.raises(IntegrityError, match="agreed_before_force"), transaction.atomic():
        BankAccount.objects.filter(pk=account.pk).update(state="in_force")
