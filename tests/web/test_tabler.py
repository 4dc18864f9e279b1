"""The served part of the vendored sheet: whatever a page can meet is in it, and little else."""

import gzip
import re
from pathlib import Path

import pytest

from liushui.web import statics, tabler

STATIC = Path(statics.__file__).parent / "static"
FULL = (STATIC / tabler.SHEET).read_text(encoding="utf-8")
OURS = "".join(path.read_text() for path in (STATIC / "web/css").rglob("*.css"))
MOST_BYTES = 16_000


@pytest.fixture(scope="module")
def part() -> str:
    return tabler.subset(FULL, tabler.words_in_use(), OURS)


def _classes(sheet: str) -> set[str]:
    return set(re.findall(r"\.([A-Za-z][\w-]*)", sheet))


def test_every_class_that_pages_write_and_the_sheet_knows_is_in_its_part(part: str) -> None:
    assert _classes(FULL) & tabler.words_in_use() <= _classes(part) | {"h1", "page"}
    assert {"btn", "btn-primary", "form-control", "form-select", "visually-hidden"} <= _classes(
        part
    )


def test_the_part_is_a_sheet_and_small(part: str) -> None:
    assert part.count("{") == part.count("}")
    assert len(gzip.compress(part.encode())) < MOST_BYTES
    assert not {"carousel", "modal-dialog", "navbar"} & _classes(part)


def test_every_property_that_is_read_is_still_declared_if_it_ever_was(part: str) -> None:
    declared = set(re.findall(r"(--tblr-[\w-]+)\s*:", FULL))
    still = set(re.findall(r"(--tblr-[\w-]+)\s*:", part + OURS))
    read = set(re.findall(r"var\((--tblr-[\w-]+)\)", part + OURS))
    assert read & declared <= still


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a .b,.a{x:1}", ".a{x:1}"),
        (".a:not(.b){x:1}", ".a:not(.b){x:1}"),
        (":is(.a,.b) p{x:1}", ":is(.a,.b) p{x:1}"),
        (":is(.b,.c) p{x:1}", ""),
        ("[dir=rtl] .a{x:1}", ""),
        ("@media print{.b{x:1}}", ""),
        ("@media print{.a{x:';}'}}", "@media print{.a{x:';}'}}"),
        (
            ":root{--u:1;--v:var(--w);--w:2}.a{x:var(--v)}",
            ":root{--v:var(--w);--w:2}.a{x:var(--v)}",
        ),
        ("@keyframes spin{to{x:1}}.a{x:1}", ".a{x:1}"),
        ("@keyframes spin{to{x:1}}.a{animation:spin 1s}", None),
    ],
)
def test_a_rule_stays_if_a_page_can_meet_it(sheet: str, left: str | None) -> None:
    assert tabler.subset(sheet, frozenset({"a"}), "") == (sheet if left is None else left)
