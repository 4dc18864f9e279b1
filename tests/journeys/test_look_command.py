"""``liushui look`` in its small form: three pages of the demo, narrow and wide, and their index."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from liushui.config.look.gallery import write_gallery
from liushui.config.look.pages import NOBODY, Found, Page
from liushui.config.look.studio import Looks, Studio
from tests.journeys.site import Site

PAGES = [
    Page("web:home", "/", NOBODY),
    Page("web:console", "/console/", "officer"),
    Page("projects:list", "/projects/", NOBODY),
]


def test_pages_are_photographed_and_nothing_is_wrong_with_them(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    studio = Studio(browser, site.address)
    looks = Looks(lights=("light",), widths=(375, 1440))
    shots = [shot for page in PAGES for shot in studio.photograph(page, looks, tmp_path)]
    index = write_gallery(Found(PAGES, ["x:y"]), shots, tmp_path)
    assert [f"{shot.file}: {fault}" for shot in shots for fault in shot.faults] == []
    assert len(shots) == len(PAGES) * 2 * 2
    assert all((tmp_path / shot.file).stat().st_size > 5_000 for shot in shots)
    assert shots[0].file in index.read_text()
    assert json.loads((tmp_path / "faults.json").read_text()) == {
        "faults": [],
        "unreached": ["x:y"],
    }
