"""A donor looks at her own data, takes them along, asks, and thinks again about erasing them."""

import json
import re
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.site import Site

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]


def be(page: Page, site: Site, role: str) -> None:
    page.goto(f"{site.address}/demo/")
    page.locator(f"form[action='/demo/sign-in/{role}/'] button").click()


def pressed(page: Page, name: str) -> None:
    """The button by keyboard alone: focus, then Enter."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def test_see_take_along_ask_stand_for_a_child_and_call_an_erasure_back(
    site: Site, open_page: Open, axe: Axe
) -> None:
    page = open_page(PHONE, locale="zh-CN", java_script_enabled=True)
    be(page, site, "donor")
    page.goto(f"{site.address}/me/data/")
    pressed(page, "生成副本")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("下载副本")).click()
    with zipfile.ZipFile(waiting.value.path()) as packed:
        told = json.loads(packed.read("my-data.json"))
    assert {"person", "gifts", "consents"} <= {part["key"] for part in told["sections"]}

    page.goto(f"{site.address}/me/children/")
    page.get_by_label("孩子姓名").fill("林小满")
    page.get_by_label("出生日期").fill("2020-03-04")
    page.get_by_label("我是监护人").check()
    pressed(page, "登记")
    expect(page.locator("h1")).to_have_text("林小满")
    assert axe(page) == []

    page.goto(f"{site.address}/me/data/ask/")
    page.get_by_label("您的问题").fill("我的手机号给过谁？")
    pressed(page, "提问")
    expect(page.locator("main")).to_contain_text("15 天内答复")

    page.goto(f"{site.address}/me/data/erase/")
    pressed(page, "7 天后删除我的信息")
    expect(page.locator("main")).to_contain_text("请先阅读，再勾选同意")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    pressed(page, "7 天后删除我的信息")
    expect(page.locator("main")).to_contain_text("在此之前只保存，不使用")
    assert axe(page) == []
    pressed(page, "撤回删除")
    expect(page.locator("main")).to_contain_text("已撤回，什么都没有删除")
