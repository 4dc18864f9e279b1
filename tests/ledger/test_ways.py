"""Every way by which units of each kind may go, and the refusal of every other, by raw SQL.

Each kind is tried between every two funds of two holders, as a faulty program might write it: the
row and its slice by hand. What is not in the tables below must be refused, whatever refuses it.
"""

import json
from collections.abc import Iterator

import pytest
from django.db import connection

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Movement
from liushui.ledger.services import Links, define_resource, move, open_fund, receive_goods, sink
from liushui.ledger.states import GENERAL, FundKind, Kind, Purpose, SinkUse
from tests.ledger.builders import AT, a_holder
from tests.ledger.goods_builders import MASKS
from tests.ledger.test_bad_rows import refused

pytestmark = pytest.mark.django_db

# Writes the movement and its slice as asked, and takes both back: null if the database took them.
_TRY = """
create function pg_temp.tried(kind text, resource text, source bigint, target bigint,
  reverses bigint, covers bigint, lot bigint) returns text language plpgsql as $$
#variable_conflict use_variable
declare
  made bigint;
  named text;
begin
  insert into ledger_movement (kind, resource_id, amount, source_id, target_id, lo, happened_at,
      booked, key, digest, reverses_id, covers_gift_id, covers_lo, covers_hi, lot_id)
    select kind, resource, 1, source, id, tip, now(), ledger_month(now()), 'tried', sha256('k'),
      reverses, covers, case when covers > 0 then 0 end, case when covers > 0 then 1 end,
      case when source > 0 then lot end
    from ledger_fund where id = target returning id into made;
  insert into ledger_slice (movement_id, place, fund_id, lo, hi, at)
    select made, 0, fund_id, hi - 1, hi, 0 from ledger_freerun where fund_id = source
    order by lo desc limit 1;
  if source > 0 and not found then
    raise exception 'empty' using errcode = 'check_violation';
  end if;
  raise exception 'taken' using errcode = 'P0001';
exception
  when raise_exception then return null;
  when integrity_constraint_violation then
    get stacked diagnostics named = constraint_name;
    return named;
end $$"""
_ALL = """
select kind, s.name, t.name from unnest(%(kinds)s::text[]) kind
cross join unnest(%(names)s::text[], %(ids)s::bigint[]) s (name, id)
cross join unnest(%(names)s::text[], %(ids)s::bigint[]) t (name, id)
where t.id > 0 and s.name = any(%(sources)s) and t.name = any(%(targets)s)
  and pg_temp.tried(kind, %(resource)s, nullif(s.id, 0), t.id,
  (%(reverses)s::jsonb ->> (s.id || '>' || t.id))::bigint,
  (%(covers)s::jsonb ->> kind)::bigint, %(lot)s) is null"""

HERE = "general case5 case6 pool other"
THERE = "B.general B.case5 B.pool B.other"

# Money of holder A and where it may go; B is another holder.
MONEY = {
    "gift": [("outside", f"{HERE} {THERE}")],
    "receipt": [("outside", f"{HERE} {THERE}")],
    "opening": [("outside", f"{HERE} {THERE}")],
    "advance": [("outside", "shortfall B.shortfall")],
    "hours": [],
    "earned": [],
    "rebasing": [],
    "match": [],  # asks for terms and a gift besides: tests/ledger/test_matching.py
    "transfer": [("general other", HERE)],  # case and pool: by the decision of two people
    "grant": [("general other", THERE)],
    "use": [("general other", "used used5 used6")],
    "provider_payment": [("general other", "used5 used6"), ("case5", "used5"), ("case6", "used6")],
    "spent": [],
    "return": [("used written_off", "general case5 case6 other"),
               ("fee", "general case5 case6 other")],
    "refund": [(HERE, "refunded")],
    "charge_back": [(HERE, "charged_back")],
    "fee": [("general shortfall", "fee")],
    "write_off": [("general other", "written_off")],
    "cover": [("general shortfall", "charged_back refunded")],
    "advance_repayment": [("general shortfall", "advance_repaid")],
    "freeze": [("other", "frozen")],
    "thaw": [],
    "correction": [("general case5 case6 other", HERE)],
    "conversion": [],
    "reversal": [],
}  # fmt: skip

# Minutes, points and goods: they have no pools, and what lies there for one person is as any other.
_OTHERS = "general case5 other"
MINUTES = {
    "hours": [("outside", f"{_OTHERS} B.other")],
    "opening": [("outside", f"{_OTHERS} B.other")],
    "transfer": [(_OTHERS, _OTHERS)],
    "grant": [(_OTHERS, "B.other")],
    "use": [(_OTHERS, "used")],
    "return": [("used written_off", _OTHERS)],
    "write_off": [(_OTHERS, "written_off")],
    "freeze": [("other", "frozen")],
    "correction": [(_OTHERS, _OTHERS)],
}
POINTS = {
    "earned": [("outside", f"{_OTHERS} B.other")],
    "opening": [("outside", f"{_OTHERS} B.other")],
    "transfer": [(_OTHERS, _OTHERS)],
    "spent": [(_OTHERS, "used")],
    "return": [("used written_off", _OTHERS)],
    "write_off": [(_OTHERS, "written_off")],
    "freeze": [("other", "frozen")],
    "correction": [(_OTHERS, _OTHERS)],
}
GOODS = {
    "receipt": [("outside", f"{_OTHERS} B.other")],
    "opening": [("outside", f"{_OTHERS} B.other")],
    "transfer": [(_OTHERS, f"{_OTHERS} B.other")],
    "grant": [(_OTHERS, "B.other")],
    "use": [(_OTHERS, "used")],
    "return": [("used written_off", _OTHERS)],
    "refund": [(_OTHERS, "refunded")],
    "write_off": [(_OTHERS, "written_off")],
    "freeze": [("other", "frozen")],
    "correction": [(_OTHERS, _OTHERS)],
    "conversion": [(_OTHERS, "converted")],
}


class Town:
    """Two holders with every sort of fund, each with units in it, and what brought them there."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.funds: dict[str, Fund] = {}
        self.came: dict[tuple[str, str], Movement] = {}
        self.lot: int | None = None
        self.one, self.other = a_holder(), a_holder()
        purposes = {"general": GENERAL, "case5": Purpose("case", 5), "other": Purpose("project", 1)}
        if resource == "CNY":
            purposes |= {"case6": Purpose("case", 6), "pool": Purpose("pool", 1)}
        for name, purpose in purposes.items():
            self.funds[name] = open_fund(self.one, purpose=purpose, resource=resource)
            if name != "case6":
                self.funds[f"B.{name}"] = open_fund(self.other, purpose=purpose, resource=resource)
        self.funds["frozen"] = open_fund(
            self.one, purpose=purposes["other"], resource=resource, kind=FundKind.FROZEN,
            parent=self.funds["other"],
        )  # fmt: skip
        for use in SinkUse:
            self.funds[use.value] = sink(
                self.one, use, purpose=purposes["other"], resource=resource
            )

    def fill(self, source: str | None, target: str, kind: Kind, amount: int = 1) -> Movement:
        """Units come to a fund, by a way that is open to them."""
        moved = move(
            Money(amount, self.resource),
            source=self.funds[source] if source else None,
            target=self.funds[target], kind=kind, key=f"{source}>{target}", happened_at=AT,
            links=Links(lot_id=self.lot if source else None),
        )  # fmt: skip
        if source:
            self.came[target, source] = moved
        return moved

    def taken(self, kinds: list[str], covers: dict[str, int] | None = None, *, back: bool = False):
        """Every (kind, source, target) that the database took: out of one holder, or back to it."""
        named = {"outside": 0} | {name: fund.pk for name, fund in self.funds.items()}
        ours = [name for name in named if not name.startswith("B.")]
        theirs = named if self.resource == "CNY" else [*ours, "B.other"]
        back_ways = {
            f"{named[source]}>{named[target]}": movement.pk
            for (source, target), movement in self.came.items()
        }
        with connection.cursor() as cursor:
            cursor.execute(_TRY)
            cursor.execute(
                _ALL,
                {"kinds": kinds, "resource": self.resource, "lot": self.lot,
                 "sources": list(named) if back else ours, "targets": list(theirs),
                 "names": list(named), "ids": list(named.values()),
                 "covers": json.dumps(covers or {}),
                 "reverses": json.dumps(back_ways if back else {})},
            )  # fmt: skip
            return set(cursor.fetchall())


def ways(table: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str, str]]:
    for kind, rows in table.items():
        for sources, targets in rows:
            for source in sources.split():
                yield from ((kind, source, target) for target in targets.split()
                            if target != source)  # fmt: skip


def with_money() -> Town:
    town = Town("CNY")
    for name in ("case5", "case6"):
        purpose = Purpose("case", int(name[-1]))
        town.funds[f"used{name[-1]}"] = sink(town.one, SinkUse.USED, purpose=purpose)
    for holder, name in ((town.one, "shortfall"), (town.other, "B.shortfall")):
        town.funds[name] = open_fund(holder, purpose=GENERAL, kind=FundKind.SHORTFALL)
    for name in f"{HERE} {THERE}".split():
        town.fill(None, name, Kind.GIFT, 20)
    town.fill(None, "shortfall", Kind.ADVANCE, 5)
    for source, target, kind in (
        ("other", "frozen", Kind.FREEZE), ("other", "used", Kind.USE),
        ("other", "used5", Kind.PROVIDER_PAYMENT), ("case6", "used6", Kind.PROVIDER_PAYMENT),
        ("case5", "refunded", Kind.REFUND), ("pool", "charged_back", Kind.CHARGE_BACK),
        ("general", "fee", Kind.FEE), ("other", "written_off", Kind.WRITE_OFF),
        ("other", "B.other", Kind.GRANT), ("general", "case5", Kind.TRANSFER),
        ("used", "general", Kind.RETURN),
    ):  # fmt: skip
        town.fill(source, target, kind, 2 if target == "used" else 1)
    return town


def with_others(resource: str, arrives: Kind) -> Town:
    town = Town(resource)
    for name in ("general", "case5", "other", "B.general", "B.case5", "B.other"):
        if resource != MASKS:
            town.fill(None, name, arrives, 20)
    if resource == MASKS:
        lot = receive_goods(
            Money(100, MASKS), target=town.funds["other"], lot=("A", None), key="lot",
            happened_at=AT,
        )  # fmt: skip
        town.lot = lot.pk
        for name in ("general", "case5"):
            town.fill("other", name, Kind.TRANSFER, 20)
    spent = Kind.SPENT if resource == "points" else Kind.USE
    for target, kind in (("frozen", Kind.FREEZE), ("used", spent), ("written_off", Kind.WRITE_OFF)):
        town.fill("other", target, kind)
    return town


ALL_KINDS = [kind.value for kind in Kind]


def test_money_goes_by_these_ways_and_no_other():
    town = with_money()
    gift = Movement.objects.get(target=town.funds["other"], kind="gift")
    advance = Movement.objects.get(kind="advance")
    covers = {"cover": gift.pk, "advance_repayment": advance.pk}
    assert set(MONEY) == set(ALL_KINDS)
    assert town.taken(ALL_KINDS, covers) == set(ways(MONEY))


def test_what_comes_back_goes_the_way_it_came_and_no_other():
    town = with_money()
    back = town.taken(["reversal", "thaw", "return"], back=True)
    came = {(source, target) for source, target in town.came}
    thawed = {("frozen", "other")}
    # A return of something named goes back as a reversal does; others name nothing.
    used = {("used", "other"), ("used5", "other"), ("used6", "case6"),
            ("fee", "general"), ("written_off", "other")}  # fmt: skip
    free = {(s, t) for _, s, t in ways({"return": MONEY["return"]})} - used
    assert back == (
        {("reversal", *way) for way in came - thawed}
        | {("thaw", *way) for way in thawed}
        | {("return", *way) for way in used | free}
    )


@pytest.mark.parametrize(
    ("resource", "arrives", "table"),
    [
        ("minutes", Kind.HOURS, MINUTES),
        ("points", Kind.EARNED, POINTS),
        (MASKS, Kind.RECEIPT, GOODS),
    ],
)
def test_time_points_and_goods_go_by_these_ways_and_no_other(resource, arrives, table):
    if resource == MASKS:
        define_resource(MASKS, unit="piece")
    town = with_others(resource, arrives)
    assert town.taken(ALL_KINDS) == set(ways(table))


def test_units_of_different_resources_never_become_one_another():
    town = with_others("points", Kind.EARNED)
    purse = open_fund(town.one, purpose=GENERAL)
    with refused("ledger_movement_"):
        move(
            Money(1, "points"), source=town.funds["other"], target=purse, kind=Kind.TRANSFER,
            key="x", happened_at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("%(holder)s, 'CNY', 'frozen', 'project', 1, null", "below what it froze"),
        ("%(holder)s, 'CNY', 'frozen', 'project', 2, %(fund)s", "below what it froze"),
        ("%(other)s, 'CNY', 'ordinary', 'case', 9, %(fund)s", "of its holder"),
        ("%(holder)s, 'minutes', 'ordinary', 'case', 9, %(fund)s", "holds the same"),
        ("%(holder)s, 'CNY', 'shortfall', 'general', 0, %(fund)s", "lies below an ordinary one"),
        ("%(holder)s, 'CNY', 'ordinary', 'case', 9, %(frozen)s", "lies below an ordinary one"),
        ("%(holder)s, 'minutes', 'shortfall', 'general', 0, null", "lies below an ordinary one"),
    ],
)
def test_a_fund_lies_where_it_belongs(columns, words):
    town = Town("CNY")
    define_minutes = open_fund(town.one, purpose=GENERAL, resource="minutes")
    assert define_minutes.resource_id == "minutes"
    with refused(words) as cursor:
        cursor.execute(
            f"""insert into ledger_fund
                (holder_id, resource_id, kind, purpose_kind, purpose_id, parent_id)
                values ({columns})""",
            {"holder": town.one.pk, "other": town.other.pk, "fund": town.funds["other"].pk,
             "frozen": town.funds["frozen"].pk},
        )  # fmt: skip
