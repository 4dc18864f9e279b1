"""The story of 2020: its parts sum to what the source prints, and its books say so by query."""

import hashlib
import json
from argparse import Namespace
from collections import Counter
from datetime import datetime

import pytest
from django.db import connection

from liushui.config.commands import ledger as commands
from liushui.config.story import giving
from liushui.config.story.figures import Figure, figures, months
from liushui.config.story.load import load_story
from liushui.config.story.plan import ONLINE, Story, fen
from liushui.kernel.ids import is_reference
from liushui.ledger.services.gifts import gift_digest

SMALL = 20_000


def test_at_full_size_every_half_year_has_the_gifts_and_the_money_that_the_source_prints():
    story = Story()
    for period in story.told["period"]:
        online = [p for p in story.parts if p.period == period["name"] and p.group == ONLINE]
        assert sum(part.gifts for part in online) == period["gifts"]
        assert sum(part.fen for part in online) == fen(period["wan"])


@pytest.mark.parametrize("gifts", [2_000, 20_000, 90_578, 1_000_000])
def test_a_smaller_story_is_the_same_share_of_each_half_year(gifts):
    story = Story(gifts)
    for period in story.told["period"]:
        online = [p for p in story.parts if p.period == period["name"] and p.group == ONLINE]
        assert sum(part.gifts for part in online) == period["gifts"] * gifts // story.full
        assert sum(part.fen for part in online) == fen(period["wan"]) * gifts // story.full
        assert all(part.gifts >= len(part.funds) for part in online)


def _lines(story):
    funds = {fund.purpose_id: number for number, fund in enumerate(story.funds, 1)}
    for block in giving.blocks(story, funds, 1_000):
        assert len(block.lines) <= 1_000
        for line in block.lines:
            yield line.rstrip("\n").split("\t")


def test_gifts_sum_to_their_parts_and_every_fund_has_one():
    story = Story(SMALL)
    rows = list(_lines(story))
    assert len(rows) == story.all_gifts
    assert sum(int(row[3]) for row in rows) == sum(part.fen for part in story.parts)
    assert min(int(row[3]) for row in rows) > 0
    assert {int(row[2]) for row in rows} == set(range(1, len(story.funds) + 1))


def test_references_are_sound_and_each_is_of_one_gift():
    refs = Counter(row[4] for row in _lines(Story(SMALL)))
    assert max(refs.values()) == 1
    assert all(is_reference(ref) for ref in refs)


def test_a_gift_has_the_digest_that_the_ledger_would_give_it():
    for row in list(_lines(Story(2_000)))[::97]:
        key, digest, fund, amount, ref, happened, giver = row
        at = datetime.fromisoformat(happened)
        assert digest == rf"\\x{gift_digest(int(fund), int(amount), ref, at, int(giver)).hex()}"
        assert key.endswith(ref)


def test_gifts_are_the_same_each_time():
    first, again = (
        hashlib.sha256(json.dumps(list(_lines(Story(2_000)))).encode()).hexdigest()
        for _ in range(2)
    )
    assert first == again


@pytest.mark.parametrize(
    ("said", "value", "unit", "printed"),
    [
        ("68142.07", 68_142_070_000, 1_000_000, "68142.07"),
        ("6.33", 63_300_0000_00, 10_000_0000_00, "6.33"),
        ("849", 8_494_999, 10_000, "849"),
        ("849", 8_495_000, 10_000, "850"),
        ("24.28", 100 * (813_800 - 654_800), 654_800, "24.28"),
    ],
)
def test_a_figure_is_rounded_as_the_source_prints_it(said, value, unit, printed):
    figure = Figure("A00", "", said, value, unit)
    assert figure.printed == printed
    assert figure.agrees(9_057_800, 9_057_800) == (said == printed)


def test_at_a_smaller_size_a_sum_is_held_to_its_share():
    half = Figure("A00", "", "10.00", 500_000_000, 100_000_000)
    assert half.agrees(1, 2)
    assert not half.agrees(1, 3)
    assert not Figure("A00", "", "10.00", 500_000_000, 100_000_000, scales=False).agrees(1, 2)


@pytest.mark.django_db
def test_a_second_load_adds_nothing():
    story = Story(2_000)
    last = list(load_story(story))[-1]
    assert last.gifts == story.all_gifts
    totals = [one for one in figures(story) if one.row in ("A08", "A09")]
    assert all(one.agrees(story.gifts, story.full) for one in totals)
    part = next(part for part in story.parts if part.programme == "pandemic")
    series = months(story, "pandemic", "2020H1")
    assert sum(fen for _, fen, _ in series) == part.fen
    assert [gifts for _, _, gifts in series] == [len(part.of_month(m)) for m in part.months]

    before = _movements()
    assert sum(step.fresh for step in load_story(story)) == 0
    assert _movements() == before


@pytest.mark.django_db
def test_a_figure_that_the_books_do_not_give_is_named(capsys):
    assert commands.figures(Namespace(story="2020", gifts=2_000)) == 1
    told = capsys.readouterr().out
    assert "DIFFERS" in told
    assert "116792.87" in told


def _movements():
    with connection.cursor() as cursor:
        cursor.execute("select count(*), sum(amount), max(id) from ledger_movement")
        return cursor.fetchone()
