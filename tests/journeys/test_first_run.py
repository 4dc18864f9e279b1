"""From nothing to a working site: what ``up`` prints, the first set-up, and the first sign-in."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.kernel.ids import credit_code_check
from tests.journeys.conftest import PHONE, sideways

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]
LIMIT_SECONDS = 300
CODE = "53110000500000123"


@pytest.fixture
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """``./liushui up`` on an empty home, with its own database: what it prints when ready."""
    monkeypatch.delenv("LIUSHUI_DATABASE_URL", raising=False)
    monkeypatch.delenv("LIUSHUI_KEYS_DATABASE_URL", raising=False)
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path / "home"))
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # the database's own user must be able to enter
    process = subprocess.Popen(
        [sys.executable, "-m", "liushui.config.cli", "up", "--port", "0", "--json", "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "LIUSHUI_WEB_WORKERS": "1"},
    )
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.communicate(timeout=60)


@pytest.fixture
def merchant(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A simulated WeChat Pay that answers, and what its merchant types into the form."""
    provider = Provider(tmp_path / "wechat")
    server = server_for(Desk(provider, "", retries=()), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    said = provider.environment(f"http://127.0.0.1:{server.server_address[1]}")
    typed = {
        f"wechat_pay-{name}": said[f"LIUSHUI_WECHAT_{name.upper()}"]
        for name in ("api", "merchant_id", "app_id", "merchant_serial")
    }
    for name in ("merchant_key", "platform_certificate", "api_v3_key"):
        typed[f"wechat_pay-{name}"] = Path(said[f"LIUSHUI_WECHAT_{name.upper()}_FILE"]).read_text()
    yield typed
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_nothing_to_a_working_site(
    up: dict[str, str], merchant: dict[str, str], open_page: Open, axe: Axe, tmp_path: Path
) -> None:
    """On a phone; each step is whole and accessible; the trials are real ones."""
    (tmp_path / "backups").mkdir()
    typed = {
        "organisation": {"name": "青溪县慈善会", "credit_code": CODE + credit_code_check(CODE)},
        "person": {"name": "王志远", "phone": "13800000002"},
        "wechat-pay": merchant,
        "backup": {"backup-place": str(tmp_path / "backups")},
    }
    page = open_page(PHONE, java_script_enabled=True)
    begun = time.monotonic()
    page.goto(up["setup"])
    clicks, wrong = 0, []
    while not page.url.endswith("/setup/finish/"):
        step = page.url.rstrip("/").rsplit("/", 1)[1]
        wrong += [f"{step} {finding}" for finding in axe(page)]
        assert sideways(page) <= 0, f"{step} runs out of the screen"
        form = page.locator(f"form[action='/setup/{step}/']")
        for name, text in typed.get(step, {}).items():
            form.locator(f"[name='{name}']").fill(text)
        if step == "person":
            form.locator("[name='agree']").check()
        skips = step not in typed
        form.locator("button[name='skip']" if skips else "button:not([name])").click()
        clicks += 1
        if page.url.endswith(f"/{step}/"):  # it can be tried: so it is
            page.locator(f"form[action='/setup/{step}/try/'] button").click()
            expect(page.locator("main .notice.is-ok")).to_be_visible()
            page.locator("main a.btn-primary").click()
            clicks += 2
    wrong += [f"finish {finding}" for finding in axe(page)]
    page.locator("form[action='/setup/finish/'] button").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/me/security/"), "whoever set it up is signed in"
    page.goto(f"{up['address']}/console/installation/")
    assert page.url.endswith("/console/installation/"), "and may look after the site"
    assert time.monotonic() - begun < LIMIT_SECONDS
    assert clicks < 15
    assert not wrong, "\n".join(wrong)
    answer = page.goto(up["setup"])
    assert answer is not None
    assert answer.status == 404, "there is no second first time"
    answer = page.goto(f"{up['address']}/projects/")
    assert answer is not None
    assert answer.status == 200
