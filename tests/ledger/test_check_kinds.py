"""The check names what went by no way, and goods whose lot is not so."""

import pytest
from django.db import connection

from liushui.ledger.models import RuleBegin
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import define_resource, grant, issue_goods, move, rebase_goods
from liushui.ledger.states import Kind, Purpose
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give
from tests.ledger.goods_builders import EARLY, LATE, a_lot, a_store, handed_out, pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids():
    """Money granted and used, and two lots of boxes of which some were opened and handed out."""
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    granted = grant(fen(60), source=fund, target=other, key="g", happened_at=AT)
    spent = a_used_sink(other, purpose=Purpose("project", other.purpose_id))
    used = move(fen(10), source=other, target=spent, kind=Kind.USE, key="u", happened_at=AT)
    back = move(
        fen(3), source=spent, target=a_fund(other.holder), kind=Kind.RETURN, key="b",
        happened_at=AT,
    )  # fmt: skip
    boxes = a_store(resource="mask_box")
    early, late = a_lot(boxes, 10, EARLY), a_lot(boxes, 10, LATE)
    issued = issue_goods(
        pieces(4, "mask_box"), source=boxes, target=handed_out(boxes), key="i", happened_at=AT
    )
    made = rebase_goods(
        pieces(2, "mask_box"), source=boxes, into=define_resource("mask", unit="piece"),
        factor=50, key="r", happened_at=AT,
    )  # fmt: skip
    return {
        "fund": fund.pk, "other": other.pk, "granted": granted.pk, "used": used.pk,
        "back": back.pk,
        "early": early.pk, "late": late.pk, "issued": issued[0].pk, "converted": made[0].pk,
        "rebased": made[1].pk, "made_fund": made[1].target_id, "boxes": boxes.pk,
    }  # fmt: skip


def broken():
    return {(rule.name, fault.row) for rule in RULES for fault in faults(rule)}


@pytest.mark.usefixtures("ids")
def test_whole_books_have_no_fault():
    assert broken() == set()


FAULTS = {
    "a grant within one holder": (
        """update ledger_fund set holder_id = (select holder_id from ledger_fund
             where id = %(fund)s) where id = %(other)s""", "L1", "movement %(granted)s"),
    "a use of somebody's own money": (
        "update ledger_fund set purpose_kind = 'case' where id = %(other)s",
        "L1", "movement %(used)s"),
    "a grant out of a pool": (
        "update ledger_fund set purpose_kind = 'pool' where id = %(fund)s",
        "L1", "movement %(granted)s"),
    "a grant called a transfer": (
        "update ledger_movement set kind = 'transfer' where id = %(granted)s",
        "L1", "movement %(granted)s"),
    "what is left moved without a decision": (
        """with f as (update ledger_fund set purpose_kind = 'case', holder_id =
             (select holder_id from ledger_fund where id = %(other)s) where id = %(fund)s)
           update ledger_movement set kind = 'transfer' where id = %(granted)s""",
        "L29", "movement %(granted)s"),
    "what came back went elsewhere": (
        "update ledger_fund set purpose_kind = 'pool' where id = %(other)s",
        "L29", "movement %(back)s"),
    "a fund below another holder's": (
        "update ledger_fund set parent_id = %(fund)s where id = %(other)s",
        "L12", "fund %(other)s"),
    "a lot forgotten": (
        "delete from ledger_lot where movement_id = %(late)s", "L30", "movement %(late)s"),
    "goods of no lot": (
        "update ledger_movement set lot_id = null where id = %(issued)s",
        "L30", "movement %(issued)s"),
    "goods of another lot": (
        "update ledger_movement set lot_id = %(late)s where id = %(issued)s",
        "L30", "movement %(issued)s"),
    "an expired lot handed out": (
        "update ledger_lot set expires_on = '2026-01-01' where movement_id = %(early)s",
        "L30", "movement %(issued)s"),
    "money of a lot": (
        "update ledger_movement set lot_id = %(early)s where id = %(granted)s",
        "L30", "movement %(granted)s"),
    "a piece and a bit": (
        "update ledger_movement set amount = amount + 1 where id = %(rebased)s",
        "L32", "movement %(converted)s"),
    "pieces in other hands": (
        """update ledger_fund set holder_id = (select holder_id from ledger_fund
             where id = %(other)s) where id = %(made_fund)s""", "L32", "movement %(converted)s"),
    "pieces made of a gift": (
        "update ledger_movement set made_from_id = %(early)s where id = %(rebased)s",
        "L32", "movement %(rebased)s"),
    "boxes that became nothing": (
        "delete from ledger_movement where id = %(rebased)s", "L32", "movement %(converted)s"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_the_check_names(ids, what):
    statement, rule, row = FAULTS[what]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, ids)
        assert cursor.rowcount > 0
        cursor.execute("set local session_replication_role = origin")
    assert (rule, row % ids) in broken()


def test_what_was_booked_before_the_rule_stays_as_it_was(ids):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update ledger_movement set kind = 'transfer' where id = %(granted)s", ids)
        cursor.execute("update ledger_rulebegin set after_id = %(granted)s", ids)
        cursor.execute(  # whoever emptied the tables before took these rows along
            """insert into ledger_rulebegin (rule, after_id)
            select rule, %(granted)s from unnest('{ways,lots}'::text[]) rule
            on conflict do nothing""",
            ids,
        )
        cursor.execute("set local session_replication_role = origin")
    assert RuleBegin.objects.count() == 2
    assert "units go by a way that is open to their kind" not in {
        fault.demands for rule in RULES for fault in faults(rule)
    }
