"""A region is found by what people know of it: its code, its name, the names above it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liushui.kernel.errors import NotFound
from liushui.places.models import FormerCode, Place
from liushui.places.queries import (
    children_of,
    path_of,
    path_text,
    place_by_code,
    places_meant,
    search_places,
)
from tests.places.builders import CORNER, load_corner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _corner() -> None:
    load_corner()
    FormerCode.objects.create(code="442527", name="东莞县", place_id="4419", since="1985-12")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("44", "44"),
        ("440000", "44"),
        ("440100", "4401"),
        ("440100000000", "4401"),
        ("110105", "110105"),
        ("110105001", "110105001"),
        ("１１０１０５００１００１", "110105001001"),
        ("441900", "441900"),
        ("441900000000", "441900"),
        ("4419 00 101", "441900101"),
        ("810000", "81"),
        ("442527", "4419"),
        ("442527000000", "4419"),
    ],
)
def test_a_region_is_found_by_its_code_as_registers_write_it(written: str, code: str) -> None:
    assert place_by_code(written).code == code


@pytest.mark.parametrize("written", ["", "99", "4", "4403", "44x", "1101050010011", "110105999"])
def test_an_unknown_code_is_not_found(written: str) -> None:
    with pytest.raises(NotFound):
        place_by_code(written)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("110105001001", "北京市 朝阳区 建外街道 永安里东社区居委会"),
        ("441900101202", "广东省 东莞市 石碣镇 石碣村村民委员会"),
        ("441900", "广东省 东莞市"),
        ("4419", "广东省 东莞市"),
        ("442000001", "广东省 中山市 石岐街道"),
        ("460400100", "海南省 儋州市 那大镇"),
        ("469005", "海南省 文昌市"),
        ("500229", "重庆市 城口县"),
        ("81", "香港特别行政区"),
    ],
)
def test_a_path_names_each_region_once(code: str, text: str) -> None:
    assert path_text(place_by_code(code)) == text


def test_a_path_costs_one_query(django_assert_num_queries: Any) -> None:
    village = place_by_code("441900101202")
    with django_assert_num_queries(1):
        path = path_of(village)
    assert [place.code for place in path] == ["44", "4419", "441900101", "441900101202"]


@pytest.mark.parametrize(
    ("code", "below"),
    [
        (None, ["11", "22", "44", "46", "50", "71", "81", "82"]),
        ("11", ["110101", "110105"]),
        ("44", ["4401", "4419", "4420"]),
        ("4419", ["441900101"]),
        ("441900", ["441900101"]),
        ("46", ["4601", "4604", "469005"]),
        ("50", ["500103", "500229"]),
        ("441900101202", []),
    ],
)
def test_what_lies_below_skips_rows_that_name_no_region(code: str | None, below: list[str]) -> None:
    assert [place.code for place in children_of(code)] == below


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("朝阳", ["110105", "220104"]),
        ("北京 朝阳", ["110105"]),
        ("吉林省朝阳区", ["220104"]),
        ("吉林省长春市朝阳区", ["220104"]),
        ("石碣", ["441900101", "441900101202"]),
        ("东莞 石碣村", ["441900101202"]),
        ("广东省东莞市石碣镇", ["441900101"]),
        ("东莞", ["4419"]),
        ("东", ["4419", "110101"]),
        ("海南，文昌", ["469005"]),
        ("4419", ["4419", "441900101", "441900101202"]),
        ("市辖区", []),
        ("没有", []),
        ("没有 朝阳", []),
        ("100%", []),
        ("shijie", ["441900101", "441900101202"]),
        ("SJ", ["441900101", "441900101202"]),
        ("dong guan", ["4419"]),
        ("dongguan shijiecun", ["441900101202"]),
        ("beijing chaoyang", ["110105"]),
        ("cq", ["50"]),
        ("广东东莞石碣", ["441900101", "441900101202"]),
        ("东莞县", ["4419"]),
        ("442527", ["4419"]),
        ("shixiaqu", []),
        ("_", []),
        ("", []),
        ("   ", []),
    ],
)
def test_search_understands_names_codes_and_paths(text: str, codes: list[str]) -> None:
    assert [place.code for place in search_places(text)] == codes


def test_a_search_costs_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        search_places("shijie")
    with django_assert_num_queries(2):
        search_places("东莞 石碣")


def test_what_a_text_may_mean_is_told_with_its_path() -> None:
    assert places_meant("朝阳区") == [
        ("110105", "北京市 朝阳区"),
        ("220104", "吉林省 长春市 朝阳区"),
    ]
    assert places_meant("442527") == [("4419", "广东省 东莞市")]
    assert places_meant(" ") == []


def test_search_is_bounded() -> None:
    assert len(search_places("1", limit=1)) == 1
    assert search_places("1", limit=-1) == []
    assert search_places("中" * 10_000) == []


@pytest.mark.parametrize(
    ("code", "level", "parent", "constraint"),
    [
        ("440", 2, "44", "place_code_fits_level"),
        ("4402", 3, "44", "place_code_fits_level"),
        ("4402", 1, "44", "place_code_fits_level"),
        ("4502", 2, "44", "place_code_continues_parent"),
        ("44a2", 2, "44", "place_code_fits_level"),
        ("4402", 2, None, "place_code_fits_level"),
    ],
)
def test_the_database_refuses_a_region_out_of_place(
    code: str, level: int, parent: str | None, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Place.objects.create(code=code, level=level, name="某地", parent_id=parent)


def test_loading_again_changes_only_what_differs() -> None:
    assert load_corner() == 0
    Place.objects.filter(pk="81").update(name="旧名")
    assert load_corner() == 1
    assert Place.objects.count() == len(CORNER)
