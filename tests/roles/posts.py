"""Those whom the story does not have: a peer, a delegate, whoever rests and whoever has left."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import holdings_of_person
from liushui.parties.services import (
    appoint,
    create_post,
    open_account,
    register_organisation,
    register_person,
)
from liushui.parties.services.handing_over import delegate
from liushui.parties.services.inviting import invite
from liushui.parties.services.managing import appoint_to_post, end_at_once, suspend_holding

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

SETUP = Actor.system("test")
EVERYTHING = [right for right in Right if right != Right.INSTALLATION_MANAGE]


def add_posted(stage: "Stage", at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The accounts by role, and what the addresses of people and posts need."""
    day = day_of(at)
    people = {
        role: register_person(SETUP, name=name, at=at)
        for role, name in (
            ("peer", "邻一"), ("suspended", "歇二"), ("ended", "离三"), ("delegate", "代四"),
        )
    }  # fmt: skip
    county = stage.bodies["county"]
    appoint(SETUP, _everything(_peer(at), at), people["peer"], since=day, at=at)
    all_rights = _everything(county, at)
    rests, left = (
        appoint(SETUP, all_rights, people[role], since=day, at=at)
        for role in ("suspended", "ended")
    )
    suspend_holding(SETUP, rests.pk, at=at)
    end_at_once(SETUP, left, at=at)
    helper = create_post(SETUP, county, title="助理", rights=[Right.GIFT_READ], at=at)
    cashier = create_post(SETUP, county, title="第二出纳", rights=[Right.MONEY_PAY], at=at)
    first = appoint(SETUP, cashier, people["delegate"], since=day, at=at)
    approver = stage.actor("county", Right.MONEY_APPROVE, day)
    [own] = holdings_of_person(approver.person_id or 0, day)
    until = day + timedelta(days=9)
    delegate(approver, own.pk, to_person_id=people["delegate"].pk, until=until, at=at)
    end_at_once(SETUP, first, at=at)
    officer = stage.actor("county", Right.PROJECT_EDIT, day)
    proposed = appoint_to_post(officer, cashier.pk, people["ended"], since=day, at=at).proposal
    assert proposed is not None
    made = invite(officer, helper.pk, at=at)
    things = {
        "post": helper.pk,
        "held": own.pk,
        "resting": rests.pk,
        "colleague": people["delegate"].pk,
        "approver": approver.person_id,
        "proposal": proposed.pk,
        "invitation": made.token,
        "invitation_key": made.invitation.pk,
    }
    return {role: open_account(person.pk) for role, person in people.items()}, things


def _peer(at: datetime) -> Any:
    first_17 = "53110000900000001"
    return register_organisation(
        SETUP, credit_code=first_17 + credit_code_check(first_17), kind="foundation",
        name="邻市基金会", at=at,
    )  # fmt: skip


def _everything(body: Any, at: datetime) -> Any:
    return create_post(SETUP, body, title="全权", rights=EVERYTHING, at=at)
