"""The pictures of docs/use/ledger.md say what the ledger does; LIUSHUI_DRAW=1 draws them anew."""

import os

import pytest

from liushui.config.pictures.cases import Case
from liushui.config.pictures.drawing import draw
from liushui.config.pictures.stories import CASES
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.django_db
FOLDER = ROOT / "docs" / "pictures"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_picture_is_what_the_ledger_does_today(case: Case) -> None:
    for picture in draw(case):
        place = FOLDER / picture.name
        if os.environ.get("LIUSHUI_DRAW"):
            place.write_text(picture.svg, encoding="utf-8")
        assert place.read_text(encoding="utf-8") == picture.svg, "draw it anew and look at it"
        assert picture.svg.startswith("<svg")


def test_each_picture_is_shown_and_told() -> None:
    for ending, page in (("", "ledger.md"), (".zh", "ledger.zh-CN.md")):
        text = (ROOT / "docs" / "use" / page).read_text(encoding="utf-8")
        missing = [case.name for case in CASES if f"ledger-{case.name}{ending}.svg" not in text]
        assert not missing
