"""A log whose bytes are as signed and whose books do not add up: a fault for each rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liushui.transparency.format.tree import leaf_hash
from liushui_verify.outcomes import Exit
from tests.transparency.leaves import org
from tests.verify.asking import ask
from tests.verify.logs import Log

PARTNER = org("53110000MJ0190719")
FACILITY = "DEPOT-1"
GOODS = {"item": "MASK", "unit": "piece", "batch": "B1"}


def refers(log: Log, index: int) -> dict[str, Any]:
    return {"ref": index, "ref_hash": leaf_hash(log.leaves[index]).hex(), "reason": "asked"}


def sound() -> Log:
    """Something of each rule, all of it well."""
    log = Log()
    log.add(amt=1_000)  # 0
    log.add(amt=500)  # 1
    log.add(k="disburse", amt=900)  # 2
    log.add(k="refund", delta=-100, **refers(log, 1))  # 3
    log.add(k="summary", cnt=2, first=0, last=3, **{"in": 1_500, "out": 1_000})  # 4
    log.add(k="goods_in", qty=100, to=FACILITY, **GOODS)  # 5
    log.add(k="goods_out", qty=60, **{"from": FACILITY}, to=PARTNER, **GOODS)  # 6
    ack = {**GOODS, "qty": 60, "from": FACILITY, "to": PARTNER, **refers(log, 6)}
    log.add(k="goods_ack", no=1, org=PARTNER, d="2026-03-10", **ack)  # 7
    log.add(k="hours", no=8, min=90, d="2026-03-10")  # 8
    log.add(k="correction", no=9, **refers(log, 0))  # 9: nine days behind its neighbour
    return log


Fault = Callable[[Log], None]


def overdrawn(log: Log) -> None:
    log.add(k="disburse", no=10, amt=501)


def gap(log: Log) -> None:
    log.add(no=11, amt=1)


def repeated(log: Log) -> None:
    log.add(no=9, amt=1)


def forward(log: Log) -> None:
    log.add(k="refund", no=10, delta=-1, ref=10, ref_hash="00" * 32)


def other_leaf(log: Log) -> None:
    log.add(k="refund", no=10, delta=-1, **{**refers(log, 0), "ref": 1})


def corrected_twice(log: Log) -> None:
    log.add(k="correction", no=10, **refers(log, 0))


def more_than_in_stock(log: Log) -> None:
    out = {**GOODS, "from": FACILITY, "to": PARTNER}
    log.add(k="goods_out", no=10, qty=41, d="2026-03-30", **out)


def never_acknowledged(log: Log) -> None:
    log.add(k="goods_out", no=10, qty=1, **{"from": FACILITY}, to=PARTNER, **GOODS)


def acknowledged_otherwise(log: Log) -> None:
    never_acknowledged(log)
    ack = {**GOODS, "qty": 2, "from": FACILITY, "to": PARTNER, **refers(log, 10)}
    log.add(k="goods_ack", no=2, org=PARTNER, **ack)


def long_day(log: Log) -> None:
    log.add(k="hours", no=10, min=1_441)


def summary_of_more(log: Log) -> None:
    log.add(k="summary", no=10, cnt=1, first=4, last=9, **{"in": 0, "out": 0})


def summary_of_less(log: Log) -> None:
    log.add(no=10, amt=7)
    log.add(k="summary", no=11, cnt=1, first=4, last=10, **{"in": 6, "out": 0})


def inserted_late(log: Log) -> None:
    log.add(k="summary", no=10, cnt=0, first=5, last=9, **{"in": 0, "out": 0})


def tomorrow(log: Log) -> None:
    log.add(no=10, amt=1, d="2026-04-02")


@pytest.mark.parametrize(
    ("rule", "fault"),
    [("R1", overdrawn), ("R2", gap), ("R2", repeated), ("R3", forward), ("R3", other_leaf),
     ("R3", corrected_twice), ("R4", more_than_in_stock), ("R4", never_acknowledged),
     ("R4", acknowledged_otherwise), ("R5", long_day), ("R6", summary_of_more),
     ("R6", summary_of_less), ("R6", inserted_late), ("R7", tomorrow)],
)  # fmt: skip
def test_each_rule_names_its_fault_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str, fault: Fault
) -> None:
    log = sound()
    fault(log)
    folder = log.publish(tmp_path / "log")
    assert ask(tmp_path, "log", folder, "--lang", "en") == Exit.INVALID
    said = capsys.readouterr().out.splitlines()
    assert {line[:2] for line in said if line[:1] == "R" and line[1:2].isdigit()} == {rule}


def test_sound_books_hold_and_what_came_late_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound().publish(tmp_path / "log")
    assert ask(tmp_path, "log", folder, "--lang", "en") == Exit.OK
    assert "1 records are of a day more than three days before" in capsys.readouterr().out


def test_a_project_that_hides_sums_is_not_judged_by_them(tmp_path: Path) -> None:
    log = Log()
    log.add(amt=None, amt_hidden=True)
    log.add(k="disburse", amt=900)
    log.add(k="summary", cnt=1, first=0, last=1, **{"in": 0, "out": 900})  # as it stands in clear
    assert ask(tmp_path, "log", log.publish(tmp_path / "log")) == Exit.OK


def test_what_one_project_passes_on_is_the_others(tmp_path: Path) -> None:
    log = Log()
    log.add(k="income", prj="GENERAL", cur="CNY", amt=100, why="opening")
    log.add(k="transfer", prj="GENERAL", cur="CNY", amt=60, to_org=PARTNER, to_prj="P2026002",
            why="grant", no=2)  # fmt: skip
    log.add(k="expense", org=PARTNER, no=1, prj="P2026002", cur="CNY", amt=60, cat="use")
    log.add(k="summary", no=3, prj="GENERAL", cnt=0, first=0, last=2, **{"in": 100, "out": 60})
    log.add(k="summary", org=PARTNER, no=2, prj="P2026002", cnt=0, first=0, last=3,
            **{"in": 60, "out": 60})  # fmt: skip
    assert ask(tmp_path, "log", log.publish(tmp_path / "log")) == Exit.OK
    log.add(k="expense", org=PARTNER, no=3, prj="P2026002", cur="CNY", amt=1, cat="use")
    assert ask(tmp_path, "log", log.publish(tmp_path / "more")) == Exit.INVALID


def test_a_sum_that_is_no_number_is_refused(tmp_path: Path) -> None:
    log = Log()
    log.add(amt=7)
    log.leaves[0] = log.leaves[0].replace(b'"amt":7', b'"amt":"7"')
    assert ask(tmp_path, "log", log.publish(tmp_path / "log")) == Exit.INVALID
