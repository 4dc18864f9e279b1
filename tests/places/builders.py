"""A corner of the country that holds every special case."""

from liushui.places.regions import LEVEL_OF_WIDTH, Region
from liushui.places.services import load_regions

CORNER = {
    "11": "北京市",
    "1101": "市辖区",
    "110101": "东城区",
    "110105": "朝阳区",
    "110105001": "建外街道",
    "110105001001": "永安里东社区居委会",
    "22": "吉林省",
    "2201": "长春市",
    "220104": "朝阳区",
    "44": "广东省",
    "4401": "广州市",
    "4419": "东莞市",
    "441900": "东莞市",
    "441900101": "石碣镇",
    "441900101202": "石碣村村民委员会",
    "4420": "中山市",
    "442000": "中山市",
    "442000001": "石岐街道",
    "46": "海南省",
    "4601": "海口市",
    "4604": "儋州市",
    "460400": "儋州市",
    "460400100": "那大镇",
    "4690": "省直辖县级行政区划",
    "469005": "文昌市",
    "50": "重庆市",
    "5001": "市辖区",
    "500103": "渝中区",
    "5002": "县",
    "500229": "城口县",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}


def load_corner() -> int:
    """The corner's regions in the table; how many are new."""
    return load_regions(
        Region(code, LEVEL_OF_WIDTH[len(code)], name) for code, name in CORNER.items()
    )
