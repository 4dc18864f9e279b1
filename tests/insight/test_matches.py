"""A gift's page says what was added to it, and what became of that when the gift went back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money
from liushui.ledger import queries
from liushui.ledger.services import (
    accept_gift,
    holder_of_organisation,
    move,
    return_owed,
    sequence_all,
    sink,
)
from liushui.ledger.services.clawing_back import claw_back_matches
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import Kind, Purpose, SinkUse
from tests.ledger.builders import give
from tests.projects.builders import SETUP, an_open_project, charity

pytestmark = pytest.mark.django_db


def test_a_kept_match_of_a_returned_gift_is_said() -> None:
    body = charity()
    project, now, day = an_open_project(body), timezone.now(), timedelta(days=1)
    holder = holder_of_organisation(body.pk)
    pool = open_pool(SETUP, holder, title="市级配捐", title_en="City match", at=now)
    scope = frozenset({project.fund_id})
    set_terms(SETUP, pool, Terms((1, 1), now - day, now + day, scope), at=now)
    give(pool.fund, 100_00)
    ref = new_reference(day_of(now))
    accept_gift(
        fund_id=project.fund_id, amount_minor=10_00, key=f"gift:{ref}", ref=ref, happened_at=now
    )
    sequence_all()
    page = f"/gifts/{ref}/where"
    told = Client().get(page, {"lang": "en"}).content.decode()
    assert "10.00 yuan were added to it by a matching pool." in told
    used = sink(holder, SinkUse.USED, purpose=Purpose("project", 1))
    spent = Money(14_00)
    move(spent, source=project.fund, target=used, kind=Kind.USE, key="use", happened_at=now)
    return_owed(ref, Money(10_00), key="refund", happened_at=now)
    told = " ".join(Client().get(page, {"lang": "en"}).content.decode().split())
    assert "4.00 yuan of the match are kept" in told
    assert queries.balance(pool.fund_id).free == 96_00


def test_a_match_that_was_clawed_back_is_said() -> None:
    body = charity()
    project, now, day = an_open_project(body), timezone.now(), timedelta(days=1)
    pool = open_pool(SETUP, holder_of_organisation(body.pk), title="市级配捐", at=now)
    scope = frozenset({project.fund_id})
    set_terms(SETUP, pool, Terms((1, 1), now - day, now + day, scope), at=now)
    give(pool.fund, 100_00)
    ref = new_reference(day_of(now))
    accept_gift(
        fund_id=project.fund_id, amount_minor=10_00, key=f"gift:{ref}", ref=ref, happened_at=now
    )
    sequence_all()
    claw_back_matches(ref, key="claw", happened_at=now)
    told = Client().get(f"/gifts/{ref}/where", {"lang": "en"}).content.decode()
    assert "taken back, since the gift did not keep to the rules" in told
