"""What leads money or sign-in codes is changed by two people: one session in wrong hands is one."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now

from liushui.desk.needs import needs_of
from liushui.installation.declared import SettingWrong, group_of, groups
from liushui.installation.models import SettingChange
from liushui.installation.queries import value_of
from liushui.installation.services import (
    SETTING_UP,
    SecondPersonNeeded,
    change_settings,
    propose_settings,
)
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, PostHolding, Proposal
from liushui.parties.queries import actor_for
from liushui.parties.services import open_account
from liushui.parties.services.handing_over import delegate
from liushui.parties.services.two_people import (
    Decision,
    ProposalOver,
    ProposedByYou,
    SameHands,
    decide_proposal,
    withdraw_proposal,
)
from tests.accounts.builders import sign_in
from tests.parties.builders import AT, TODAY, chen, holder, organisation, wang, zhao

pytestmark = pytest.mark.django_db
ELSEWHERE = {"wechat_pay.merchant_id": "1999999999", "wechat_pay.api": "https://pay.example.org"}
API_V3 = "0123456789abcdef0123456789abcdef"
PAGE = "/console/installation/wechat-pay/"
YES, NO = Decision(agrees=True), Decision(agrees=False, why="not ours")


def propose(actor: Any, values: dict[str, str], key: str = "wechat-pay", at: Any = AT) -> Any:
    group = group_of(key)
    assert group
    return propose_settings(actor, group, values, why="a new account", at=at)


def test_what_leads_money_or_codes_needs_two_people() -> None:
    weighty = {one.key for one in groups() if one.is_weighty}
    assert weighty >= {"wechat-pay", "alipay", "sms", "site"}


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("wechat-pay", ELSEWHERE),
        ("wechat-pay", {"wechat_pay.api_v3_key": API_V3}),
        ("sms", {"sms.aliyun.api": "https://sms.example.org"}),
        ("site", {"site.origin": "https://phish.example.org"}),
    ],
)
def test_one_person_alone_changes_none_of_it(key: str, values: dict[str, str]) -> None:
    actor = holder(wang(), organisation(), Right.INSTALLATION_MANAGE)
    group = group_of(key)
    assert group
    with pytest.raises(SecondPersonNeeded):
        change_settings(actor, group, values, why="mine", at=AT)
    assert not SettingChange.objects.exists()


def test_nothing_is_in_force_before_another_agrees_and_then_exactly_what_was_proposed() -> None:
    body = organisation()
    first = holder(wang(), body, Right.INSTALLATION_MANAGE)
    second = holder(zhao(), body, Right.INSTALLATION_MANAGE)
    proposal = propose(first, {**ELSEWHERE, "wechat_pay.api_v3_key": API_V3})
    assert propose(first, {**ELSEWHERE, "wechat_pay.api_v3_key": API_V3}) == proposal, "twice"
    assert value_of("wechat_pay.merchant_id") == ""
    assert API_V3 not in str(Proposal.objects.get().facts), "a secret waits sealed"
    with pytest.raises(ProposedByYou):
        decide_proposal(first, proposal.pk, YES, at=AT)
    assert not SettingChange.objects.exists()
    decide_proposal(second, proposal.pk, YES, at=AT)
    assert value_of("wechat_pay.merchant_id") == "1999999999"
    assert value_of("wechat_pay.api") == ELSEWHERE["wechat_pay.api"]
    assert value_of("wechat_pay.api_v3_key") == API_V3
    row = SettingChange.objects.get(key="wechat_pay.merchant_id")
    assert (row.by, row.why) == (f"{first.name}, {second.name}", "a new account")
    assert AuditRecord.objects.filter(verb="setting.changed", actor=second.name).count() == 3


def test_what_was_refused_taken_back_or_lapsed_never_comes_into_force() -> None:
    body = organisation()
    first = holder(wang(), body, Right.INSTALLATION_MANAGE)
    second = holder(zhao(), body, Right.INSTALLATION_MANAGE)
    decide_proposal(second, propose(first, ELSEWHERE).pk, NO, at=AT)
    withdraw_proposal(first, propose(first, ELSEWHERE).pk, at=AT)
    late = propose(first, ELSEWHERE)
    with pytest.raises(ProposalOver):
        decide_proposal(second, late.pk, YES, at=AT + timedelta(days=15))
    assert not SettingChange.objects.exists()


def test_what_moved_meanwhile_is_proposed_anew() -> None:
    body = organisation()
    first = holder(wang(), body, Right.INSTALLATION_MANAGE)
    second = holder(zhao(), body, Right.INSTALLATION_MANAGE)
    one = propose(first, ELSEWHERE)
    other = propose(first, {"wechat_pay.merchant_id": "1888888888"})
    decide_proposal(second, one.pk, YES, at=AT)
    with pytest.raises(ProposalOver):
        decide_proposal(second, other.pk, YES, at=AT)
    assert value_of("wechat_pay.merchant_id") == "1999999999"


def test_whoever_only_gives_out_posts_may_neither_know_nor_agree() -> None:
    body = organisation()
    proposal = propose(holder(wang(), body, Right.INSTALLATION_MANAGE), ELSEWHERE)
    manager = holder(zhao(), body, Right.POSTS_MANAGE)
    for word in (YES, NO):
        with pytest.raises(NotFound):
            decide_proposal(manager, proposal.pk, word, at=AT)
    with pytest.raises(NotAllowed):
        propose(manager, ELSEWHERE)


def test_who_holds_only_what_the_first_lent_is_no_second_person() -> None:
    body, lender, friend = organisation(), wang(), zhao()
    first = holder(lender, body, Right.INSTALLATION_MANAGE)
    holder(friend, body, Right.POSTS_MANAGE)
    lent = PostHolding.objects.get(person=lender)
    delegate(first, lent.pk, to_person_id=friend.pk, until=TODAY + timedelta(days=9), at=AT)
    proposal = propose(first, ELSEWHERE)
    with pytest.raises(SameHands):
        decide_proposal(actor_for(friend.pk, TODAY), proposal.pk, YES, at=AT)


def test_what_cannot_be_or_changes_nothing_is_not_proposed() -> None:
    actor = holder(wang(), organisation(), Right.INSTALLATION_MANAGE)
    with pytest.raises(SettingWrong):
        propose(actor, {"wechat_pay.api": "http://pay.example.org"})
    assert propose(actor, {"wechat_pay.merchant_id": ""}) is None
    assert not Proposal.objects.exists()


def test_the_first_set_up_is_one_persons() -> None:
    group = group_of("wechat-pay")
    assert group
    change_settings(SETTING_UP, group, ELSEWHERE, why="first set-up", at=AT)
    assert value_of("wechat_pay.merchant_id") == "1999999999"


def test_one_holder_alone_agrees_with_a_hand_on_the_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = organisation()
    first = holder(wang(), body, Right.INSTALLATION_MANAGE, Right.POSTS_MANAGE)
    holder(chen(), body, Right.POSTS_MANAGE)
    values = {**ELSEWHERE, "wechat_pay.api_v3_key": API_V3}
    propose(first, values, at=now())
    answers = iter(["n", "y"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    call_command("agree_to_settings")
    assert not SettingChange.objects.exists()
    call_command("agree_to_posts")
    assert not SettingChange.objects.exists(), "that command is about posts"
    call_command("agree_to_settings")
    assert value_of("wechat_pay.merchant_id") == "1999999999"
    said = capsys.readouterr().out
    assert "https://pay.example.org" in said
    assert API_V3 not in said
    holder(zhao(), body, Right.INSTALLATION_MANAGE)
    propose(first, {"wechat_pay.merchant_id": "1888888888"}, at=now())
    call_command("agree_to_settings")
    assert "Nothing waits" in capsys.readouterr().out, "another person can decide it by page"


def test_the_pages_propose_show_and_decide() -> None:
    body, one, other = organisation(), wang(), zhao()
    holder(one, body, Right.INSTALLATION_MANAGE)
    holder(other, body, Right.INSTALLATION_MANAGE)
    first, second = Client(), Client()
    sign_in(first, open_account(one.pk))
    sign_in(second, open_account(other.pk))
    form = {"wechat_pay-merchant_id": "1999999999", "wechat_pay-api_v3_key": API_V3, "why": "moved"}
    assert "another person" in first.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert first.post(PAGE, form).status_code == 302
    assert not SettingChange.objects.exists()
    key = Proposal.objects.get().pk
    decide = f"/console/installation/proposals/{key}/"
    for client in (first, second):
        shown = client.get(PAGE).content.decode()
        assert decide in shown
        assert "1999999999" in shown
        assert API_V3 not in shown
        assert PAGE + "#waiting" in client.get("/console/installation/").content.decode()
    today = day_of(now())
    waits = [need for room in needs_of(actor_for(other.pk, today), now()) for need in room.items]
    assert PAGE + "#waiting" in [need.href for need in waits]
    own = [need for room in needs_of(actor_for(one.pk, today), now()) for need in room.items]
    assert PAGE + "#waiting" not in [need.href for need in own]
    assert first.post(decide, {"do": "agree"}).status_code == 403
    assert second.post(decide, {"do": "nothing"}).status_code == 422
    assert second.post(decide, {"do": "agree"}).status_code == 302
    assert value_of("wechat_pay.api_v3_key") == API_V3
    assert second.post("/console/installation/proposals/0/", {"do": "agree"}).status_code == 404
    assert second.get(f"/console/people/proposals/{key}/").status_code == 404, "no post's page"
