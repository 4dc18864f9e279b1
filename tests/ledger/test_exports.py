"""Others' double-entry programs accept the books and find the same balances."""

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries import balances, trial_balance
from liushui.ledger.queries.exports import FORMATS
from liushui.ledger.queries.exports.accounts import commodities
from liushui.ledger.queries.exports.rows import Commodity, entries, held
from liushui.ledger.services import (
    define_resource,
    holder_of_organisation,
    move,
    open_fund,
    receive_goods,
    reverse,
    seal_month,
    sequence_all,
    sink,
)
from liushui.ledger.states import FundKind, Kind, Purpose, SinkUse
from tests.ledger.builders import AT, a_fund, a_holder, a_used_sink, fen, give
from tests.parties.builders import organisation

pytestmark = pytest.mark.django_db

hledger = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(hledger is None, reason="hledger is not installed")
BEAN_CHECK = (sys.executable, "-m", "beancount.scripts.check")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


@pytest.fixture
def books():
    """Money across two holders with a late use, something taken back, and masks in boxes."""
    body = organisation(name="流水\n“演练”基金会; 第一")
    fund, other = a_fund(holder_of_organisation(body.pk)), a_fund()
    give(fund, 12_34, 100_00, 7)
    paid = move(fen(100_00), source=fund, target=other, kind=Kind.GRANT, key="p", happened_at=AT)
    seal_month(other.holder, AT.date(), by="person:1", at=AT + timedelta(days=40))
    move(
        fen(20_01), source=other, target=a_used_sink(other), kind=Kind.USE, key="u",
        happened_at=AT, ref='U"1; a | b',
    )  # fmt: skip
    reverse(paid, fen(5), key="b", happened_at=AT + timedelta(days=14))
    give_goods()
    return fund


def give_goods():
    """A good whose code is in no script that a program outside would take."""
    define_resource("口罩 N95", unit="piece")
    store = open_fund(a_holder(), purpose=Purpose("general"), resource="口罩 N95")
    receive_goods(
        Money(500, "口罩 N95"), target=store, lot=("批次 1", None), key="masks", happened_at=AT
    )


def written(tmp_path, form):
    place = tmp_path / f"journal.{form}"
    place.write_text("".join(FORMATS[form]()), "utf-8")
    return place


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def hledger_balances(place, *more):
    told = run(hledger, "-f", str(place), "balance", "--flat", "-N", "-E", "-O", "csv", *more)
    rows = list(csv.reader(StringIO(told)))[1:]
    return {account: shown.split()[0] for account, shown in rows if " " in shown}


def ours():
    """What each fund holds that holds anything, from the ledger's own answers, as it is shown."""
    now = balances(Fund.objects.values_list("pk", flat=True))
    return {
        one.account: Commodity("", 2 if one.resource == "CNY" else 0).shown(now[one.fund_id].held)
        for one in held()
        if now[one.fund_id].held
    }


def of_funds(found):
    """The accounts that are funds, not what lies outside."""
    return {account: shown for account, shown in found.items() if re.search(r":F\d+$", account)}


@needs_hledger
@pytest.mark.usefixtures("books")
def test_hledger_accepts_the_books_strictly_and_finds_our_balances(tmp_path):
    place = written(tmp_path, "hledger")
    run(hledger, "-f", str(place), "check", "--strict")
    assert of_funds(hledger_balances(place)) == ours()


@needs_hledger
def test_months_add_up_outside_as_in_our_reports(books, tmp_path):
    place = written(tmp_path, "hledger")
    august = trial_balance(books.holder_id, date(2026, 8, 1))
    shown = hledger_balances(place, "-b", "2026-08-01", "-e", "2026-09-01")
    names = {one.fund_id: one.account for one in held()}
    moved = {
        names[line.account.id]: Commodity("", 2).shown(line.moved_in - line.moved_out)
        for line in august.lines
        if line.account.of == "fund" and line.moved_in != line.moved_out
    }
    assert moved
    assert {name: shown[name] for name in moved} == moved


@pytest.mark.usefixtures("books")
def test_beancount_accepts_the_books_and_finds_our_balances(tmp_path):
    place = written(tmp_path, "beancount")
    run(*BEAN_CHECK, str(place))
    assert of_funds(beancount_balances(place)) == ours()


def beancount_balances(place):
    from beancount import loader
    from beancount.core import realization

    loaded, faults, _options = loader.load_file(str(place))
    assert not faults
    root = realization.realize(loaded)
    return {
        leaf.account: f"{next(iter(leaf.balance)).units.number}"
        for leaf in realization.iter_children(root, leaf_only=True)
        if not leaf.balance.is_empty()
    }


CHECKS = {
    "hledger": pytest.param("hledger", (hledger, "check", "-f"), marks=needs_hledger),
    "beancount": pytest.param("beancount", BEAN_CHECK),
}


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("form", "check"), CHECKS.values(), ids=CHECKS)
def test_a_balance_that_is_not_ours_is_refused_outside(form, check, tmp_path):
    place = written(tmp_path, form)
    text = place.read_text("utf-8")
    for_one_more = text.replace("= 20.01 CNY", "= 20.02 CNY").replace("20.01 ~", "20.02 ~")
    assert for_one_more != text
    place.write_text(for_one_more, "utf-8")
    done = subprocess.run(
        [*check, str(place)], capture_output=True, check=False, env=ENVIRONMENT, text=True
    )
    assert done.returncode != 0
    assert "20.02" in done.stdout + done.stderr


@pytest.mark.usefixtures("books")
def test_rows_as_commas_say_the_same_as_rows_as_json():
    lines = [json.loads(line) for line in "".join(FORMATS["jsonl"]()).splitlines()]
    rows = list(csv.DictReader(StringIO("".join(FORMATS["csv"]()))))
    for line, row in zip(lines, rows, strict=True):
        assert [row[name] for name in ("kind", "resource")] == [line["kind"], line["resource"]]
        assert int(row["amount"]) == line["amount"]
        assert row["booked"][:7] == line["booked"]
        assert row["source_id"] == str(line["source"] or "")


def test_an_account_is_ascii_and_unique_whatever_the_fund_is():
    holder = a_holder()
    plain = open_fund(holder, purpose=Purpose("专项_fund", 3))
    open_fund(holder, purpose=Purpose("专项_fund", 3), kind=FundKind.FROZEN, parent=plain)
    open_fund(holder, purpose=Purpose("general"), kind=FundKind.SHORTFALL)
    for use in SinkUse:
        sink(holder, use, purpose=Purpose("general"))
    names = [one.account for one in held()]
    assert len(set(names)) == len(names)
    for name in names:
        assert name.isascii()
        assert all(part[0].isupper() for part in name.split(":"))


def test_goods_are_named_apart_whatever_their_codes_are():
    codes = ["CNY", "masks", "MASKS", "口罩", "n95-mask", "x", "a" * 40]
    named = commodities(codes)
    assert len(set(named.values())) == len(codes)
    assert named["CNY"] == "CNY"
    assert named["n95-mask"] == "N95-MASK"
    assert all(name.isascii() and len(name) <= 24 for name in named.values())


def test_an_empty_book_is_a_book(tmp_path):
    assert Movement.objects.count() == 0
    for form in FORMATS:
        assert written(tmp_path, form).exists()
    assert list(entries()) == []


@pytest.mark.slow
@needs_hledger
def test_a_hundred_thousand_movements_are_accepted_outside(tmp_path):
    fill(100_000)
    assert Movement.objects.count() >= 100_000
    told = {form: written(tmp_path, form) for form in ("hledger", "beancount")}
    assert told["hledger"].read_text("utf-8").count(" = ") == Fund.objects.count()
    assert told["beancount"].read_text("utf-8").count(" ~ 0 ") == Fund.objects.count()
    run(hledger, "-f", str(told["hledger"]), "check", "--strict")
    run(*BEAN_CHECK, str(told["beancount"]))


def fill(movements):
    """Gifts into fifty funds, offered in one statement, then payments and uses of some of them."""
    funds = [a_fund() for _ in range(50)]
    gifts, onward = movements - 160, 40
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
               select 'gift:' || n, sha256(n::text::bytea), (%s::bigint[])[1 + n %% 50],
                 1 + n * 7919 %% 50000, 'G' || n, %s + n * interval '40 seconds'
               from generate_series(1, %s) n""",
            [[fund.pk for fund in funds], datetime(2026, 1, 1, tzinfo=UTC), gifts],
        )
    sequence_all()
    for number in range(onward):
        source = funds[number % 50]
        target = a_fund(source.holder)
        amount = fen(1_000 + number)
        move(
            amount,
            source=source,
            target=target,
            kind=Kind.TRANSFER,
            key=f"t{number}",
            happened_at=AT,
        )
        used = a_used_sink(target)
        move(amount, source=target, target=used, kind=Kind.USE, key=f"u{number}", happened_at=AT)
        for part in range(2):
            back = Movement.objects.get(key=f"u{number}")
            reverse(back, fen(1 + part), key=f"r{number}.{part}", happened_at=AT)
