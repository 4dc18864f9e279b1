"""What ``liushui look`` finds wrong with a page, from the facts that its script reads off it."""

from collections.abc import Mapping
from typing import Any

import pytest

from liushui.config.look.judge import findings
from liushui.config.look.pages import NOBODY, Answer, find_pages, name_of
from liushui.config.look.words import orphan_chinese, orphan_english

FINE: Mapping[str, Any] = {"sideways": 0, "missing": "", "cut": [], "words": []}


@pytest.mark.parametrize(
    ("text", "orphans"),
    [
        ("查我的捐赠", []),
        ("LS-20260718-7KQ2MR4T-H", []),
        ("定期捐赠 MXQGKHFXH", []),
        ("项目 P2026001，凭证 PDF", []),
        ("见 https://example.org/give 或 name@example.org", []),
        ("用 WeChat 登录", []),
        ("Sign in", ["Sign", "in"]),
        ("等待 approval", ["approval"]),
    ],
)
def test_english_on_a_chinese_page_is_found(text: str, orphans: list[str]) -> None:
    assert orphan_english(text) == orphans


def test_our_own_chinese_on_an_english_page_is_found_and_names_are_not() -> None:
    assert orphan_chinese("查我的捐赠")
    assert not orphan_chinese("林小满")


@pytest.mark.parametrize(
    ("facts", "language", "says"),
    [
        ({"sideways": 3}, "en", "runs out of the screen by 3 px"),
        ({"missing": "𠮷"}, "zh-hans", "has no glyph for 𠮷"),
        ({"cut": ['p.x "abc"']}, "en", 'cuts off p.x "abc"'),
        ({"words": [["zh-Hans", "Sign in"]]}, "zh-hans", "English on a 中文 page: Sign in"),
        ({"words": [["en", "查我的捐赠"]]}, "en", "中文 on an English page: 查我的捐赠"),
    ],
)
def test_each_fault_is_said(facts: dict[str, Any], language: str, says: str) -> None:
    assert any(found.startswith(says) for found in findings({**FINE, **facts}, language))


@pytest.mark.parametrize(
    ("marked", "text", "language"),
    [("en", "Sign in", "zh-hans"), ("zh-Hans", "查我的捐赠", "en"), ("en", "林小满", "en")],
)
def test_text_that_is_marked_with_its_language_is_no_orphan(
    marked: str, text: str, language: str
) -> None:
    assert not list(findings({**FINE, "words": [[marked, text]]}, language))


def test_pages_are_found_by_links_and_forms_and_what_nothing_leads_to_is_named() -> None:
    def ask(role: str, path: str) -> Answer:
        if path == "/console/" and role == NOBODY:
            return Answer(302, "", "")
        if path == "/console/":
            return Answer(200, "text/html", '<a href="/console/projects/P2026001/">it</a>')
        if path == "/console/projects/P2026001/":
            return Answer(200, "text/html", '<form action="/console/projects/P2026001/open/">')
        return Answer(404, "text/html", "")

    found = find_pages(ask, (NOBODY, "officer"))
    seen = {page.name: page for page in found.pages}
    assert seen["web:console"].role == "officer"
    assert seen["projects:console-project"].path == "/console/projects/P2026001/"
    assert "projects:open" not in {*seen, *found.unreached}
    assert "projects:edit" in found.unreached


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "web:home"), ("https://example.org/", ""), ("#main", ""), ("/no/such/", "")],
)
def test_only_addresses_of_this_site_are_followed(path: str, name: str) -> None:
    assert name_of(path) == name
