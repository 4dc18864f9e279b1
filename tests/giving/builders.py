"""A project that takes gifts, orders to it, and call-backs about them; all through services."""

import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from liushui.config.simulators.wechat_pay import Order, Provider
from liushui.config.simulators.wechat_pay.firing import paid
from liushui.giving.services import Answer, Showing, accept_notice, place_order
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.parties.services import add_certificate
from liushui.projects.services import (
    BudgetItem,
    ProjectPlan,
    ProjectText,
    create_project,
    open_project,
)
from tests.parties import builders as parties
from tests.projects.builders import filed
from tests.worlds import told_before

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.models import Organisation
    from liushui.projects.models import Project

SETUP = parties.SETUP
STRANGER = Actor.stranger()
A_DONOR = Showing()


def now() -> datetime:
    """Call-backs are judged by the clock, so these tests live now."""
    return datetime.fromtimestamp(int(time.time()), UTC)


@told_before
def charity(number: int = 1, *, until: date | None = None) -> "Organisation":
    """An organisation with both certificates; the second ends after ``until``."""
    body = parties.organisation(number)
    for kind, ends in (("registration", None), ("public_fundraising", until)):
        add_certificate(
            SETUP,
            body,
            kind=kind,
            number=f"{kind}-{number}",
            valid_from=date(2020, 1, 1),
            valid_until=ends,
            at=parties.AT,
        )
    return body


def project(body: "Organisation | None" = None, title: str = "山路校车") -> "Project":
    """An open project whose days cover today."""
    return _project_of(body or charity(), title)


@told_before
def _project_of(body: "Organisation", title: str) -> "Project":
    plan = ProjectPlan(
        goal_minor=100_000_00,
        starts_on=date(2026, 1, 1),
        ends_on=date(2100, 1, 1),
        budget=(
            BudgetItem("校车租赁", 60_000_00, "School bus"),
            BudgetItem("午餐食材", 40_000_00, "Lunches"),
        ),
        plan_number=f"{body.credit_code}A26001",
    )
    text = ProjectText(
        title=title,
        summary="6 所村小的接送与午餐",
        leftover="转用于同类助学项目",
        title_en="The mountain school bus",
        summary_en="Rides and lunches for 6 village schools",
    )
    drafted = create_project(SETUP, organisation_id=body.pk, text=text, plan=plan, at=now())
    return open_project(SETUP, filed(drafted).number, at=now())


def order(
    wanted: "Project | None" = None,
    *,
    actor: Actor = STRANGER,
    minor: int = 100_00,
    showing: Showing = A_DONOR,
) -> "GiftOrder":
    wanted = wanted or project()
    return place_order(actor, project=wanted.number, amount=Money(minor), showing=showing, at=now())


def settled(provider: Provider, placed: "GiftOrder", minor: int | None = None) -> Answer:
    """The provider calls back that the order was paid, in the account that it was told of."""
    from liushui.giving.models import GiftOrder

    theirs = GiftOrder.objects.filter(pk=placed.pk, merchant_id="")
    theirs.update(merchant_id=provider.keys.merchant_id)
    return notified(provider, paid_order(placed, minor))


def paid_order(placed: "GiftOrder", minor: int | None = None) -> Order:
    return paid(placed.reference, minor or placed.amount_minor, now().timestamp())


def notified(provider: Provider, told: Order, *, at: datetime | None = None) -> Answer:
    notice = provider.sign_notice(told, at=(at or now()).timestamp())
    return accept_notice(notice.headers, notice.body, at=at or now())
