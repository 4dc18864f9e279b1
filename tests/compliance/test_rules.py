"""The rules as data: whole, dated, sourced; and what they say on a day."""

import json
from datetime import date

import pytest
from django.test import Client

from liushui.compliance.rulebook import RuleMisread, _require_no_overlap, _rule, rule_on, rules

ALL = {f"R-{n:02}" for n in range(1, 105)} | {"R-06a"} | {f"N{n:02}" for n in range(1, 19)}
ENTRY = {
    "id": "R-21", "zh": "文", "en": "Text", "source": "慈善法 79", "status": "verified",
    "from": date(2016, 9, 1), "kind": "clock", "check": "campaign_reports", "months": 3,
    "warn": [14, 3],
}  # fmt: skip


def test_every_rule_of_the_catalogue_is_there():
    assert {rule.id for rule in rules() if rule.group != "house"} == ALL


def test_who_registered_under_the_old_law_waited_two_years():
    assert rule_on("R-01", date(2024, 9, 4)).number("years") == 2
    assert rule_on("R-01", date(2024, 9, 5)).number("years") == 1
    assert rule_on("R-01", date(2016, 8, 31)) is None


def test_a_local_rule_binds_its_region_alone():
    local = rule_on("R-36", date(2026, 1, 1), "31")
    assert local.binds("310101")
    assert not local.binds("330101")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "X-1"}, "its id"),
        ({"zh": " "}, "its words"),
        ({"until": date(2016, 8, 31)}, "its days"),
        ({"check": ""}, "what checks it"),
        ({"warn": [3, 14]}, "its warnings"),
        ({"act": "delete"}, "its act"),
        ({"status": "sure"}, "sure"),
        ({"kind": "guess"}, "guess"),
    ],
)
def test_a_rule_that_is_not_whole_stops_the_site_from_starting(change, fault):
    with pytest.raises(RuleMisread, match=fault):
        _rule("disclosure", {**ENTRY, **change})


def test_a_rule_without_source_or_span_is_refused():
    with pytest.raises(RuleMisread, match="source"):
        _rule("disclosure", {k: v for k, v in ENTRY.items() if k != "source"})
    with pytest.raises(RuleMisread, match="its span"):
        _rule("disclosure", {k: v for k, v in ENTRY.items() if k != "months"})


def test_two_versions_never_hold_on_one_day():
    old = _rule("disclosure", {**ENTRY, "until": date(2024, 9, 5)})
    new = _rule("disclosure", {**ENTRY, "from": date(2024, 9, 5)})
    with pytest.raises(RuleMisread, match="two versions"):
        _require_no_overlap([old, new])


@pytest.mark.django_db
def test_anyone_reads_the_rules_with_source_and_certainty():
    page = Client().get("/rules/", {"text": "R-48"}).content.decode()
    assert "募捐成本" in page
    assert "待确认" in page
    everything = json.loads(Client().get("/rules.json").content)["rules"]
    assert {one["id"] for one in everything} > ALL
    assert all(one["source"] and one["status"] for one in everything)
    nothing = Client().get("/rules/", {"text": "没有这样的规则", "kind": "x"})
    assert nothing.status_code == 200
