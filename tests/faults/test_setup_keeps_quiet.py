"""What is typed at the first set-up is readable nowhere: not in a log, a session or a table."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from liushui.base.home import Home
from liushui.installation.setup_token import setup_token
from liushui.kernel.ids import credit_code_check
from tests.faults.test_personal_data import (
    DONOR,
    DONOR_PHONE,
    found_in,
    leaks_in_tables,
    listening,
)

pytestmark = pytest.mark.django_db
CODE = "53110000500000123"
TOKEN = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _empty_installation(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = False
    settings.HOME = Home(tmp_path / "home")
    root = logging.getLogger()
    kept = root.handlers
    yield
    root.handlers = kept


def test_the_first_setup_tells_no_log_no_session_and_no_table(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = listening(monkeypatch)
    client = Client()
    word = setup_token(settings.HOME)
    client.get("/setup/", {"token": word})
    body = {"name": "青溪县慈善会", "credit_code": CODE + credit_code_check(CODE)}
    client.post("/setup/organisation/", {**body, "kind": "foundation"})
    person = {"name": DONOR, "phone": f"{DONOR_PHONE}0", "title": "管理员", "agree": "on"}
    assert client.post("/setup/person/", person).status_code == 422
    assert client.post("/setup/person/", person | {"phone": DONOR_PHONE}).status_code == 302
    key = {"wechat_pay-merchant_key": f"no key: {TOKEN}"}
    assert client.post("/setup/wechat-pay/", key).status_code == 422
    kept = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    assert client.post("/setup/finish/").status_code == 302
    shown = client.get("/console/installation/").content.decode()
    said = lines.getvalue()
    assert said.count('"event": "request"') > 6
    kept += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    for place in (said, shown, *kept):
        assert not found_in(place)
        assert TOKEN not in place
        assert word not in place
    assert leaks_in_tables() == []
