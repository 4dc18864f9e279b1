"""Organisations that come in, for the role walk: one that waits, an account that does, a board."""

from datetime import date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from liushui.config.demo.papers import photo
from liushui.config.demo.stage import Stage
from liushui.config.simulators.wechat_pay.keys import fresh_key
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from liushui.onboarding.services import applying
from liushui.onboarding.services.accounts import AccountAsked, propose_account
from liushui.onboarding.services.applying import Body
from liushui.onboarding.services.boards import Member, add_to_application, add_to_organisation
from liushui.onboarding.services.welcoming import welcome_organisation
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.services import Paper
from liushui.parties.services.federating import ask_to_stand_under
from liushui.parties.services.partnering import PartnerAsked, enter_partner
from liushui.payments.services import KEYS_OF, MerchantAsked, propose_merchant
from tests.payments.merchants import known_there


def joining_things(stage: Stage, at: datetime) -> dict[str, Any]:
    """The first donor applies for a charity; the county changes its account and asks above."""
    day = day_of(at)
    donor = actor_for(stage.donors[0].pk, day)
    first_17 = "53110000900000077"
    body = Body(first_17 + credit_code_check(first_17), "foundation", "流水下游慈善会")
    application = applying.begin_application(donor, body, at=at)
    key = application.key
    paper = Paper("registration", "登-1", date(2020, 1, 1), None, "民政局", photo(9))
    shown = applying.keep_certificate(donor, key, paper, at=at)
    member = add_to_application(donor, key, Member("名一", ["chair"]), at=at)
    county, partner = stage.bodies["county"], stage.bodies["partner"]
    code = county.credit_code
    drafter = stage.actor("county", Right.MONEY_DRAFT, day)
    editor = stage.actor("county", Right.BODY_EDIT, day)
    account = propose_account(
        drafter, code, AccountAsked(county.name, "农行", "6222000011112222", "核"), at=at
    )
    agreed = PartnerAsked(
        "同行服务队",
        partner.credit_code,
        day,
        "看过账目",
        "合-1",
        day,
        day + timedelta(9),
        photo(9),
    )
    manager = stage.actor("county", Right.POSTS_MANAGE, day)
    placing = ask_to_stand_under(manager, code, stage.bodies["city"].credit_code, at=at)
    return {
        "application": key,
        "handed": shown.pk,
        "applied_member": member.pk,
        "welcome": welcome_organisation(_operator(stage, day), "某会", at=at).token,
        "bank_account": account.pk,
        "merchant_account": _entered(drafter, code, at),
        "board_member": add_to_organisation(editor, code, Member("名二", ["chair"]), at=at).pk,
        "partner_under": enter_partner(editor, code, agreed, at=at).pk,
        "placing": placing.pk,
    }


def _entered(drafter: Actor, code: str, at: datetime) -> int:
    """Known at its provider: only then a second person agrees."""
    fresh = propose_merchant(drafter, code, _merchant(), at=at)
    known_there(fresh, at=at)
    return fresh.pk


def _merchant() -> MerchantAsked:
    pem = fresh_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    keys = dict.fromkeys(KEYS_OF["wechat"], "")
    keys |= {"merchant_serial": "6E", "merchant_key": pem, "api_v3_key": "k" * 32}
    return MerchantAsked("wechat", "1900000125", "wx0000000000000001", keys)


def _operator(stage: Stage, day: date) -> Any:
    from liushui.parties.queries import demo_roles

    role = next(one for one in demo_roles() if one.key == "operator")
    del stage
    return actor_for(role.person_id, day)
