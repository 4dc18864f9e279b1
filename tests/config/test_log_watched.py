"""What whoever runs the site learns of the public log: metrics, doctor, and the demo's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from liushui.config.demo.logged import open_demo_log
from liushui.config.demo.script import script
from liushui.config.diagnosis_log import public_log
from liushui.config.findings import Level
from liushui.parties.queries import organisations_by_code
from liushui.transparency.models import Head
from liushui.transparency.models_beside import Witness
from liushui.transparency.services import open_the_log, owe, publish, sequence_all
from tests.transparency.building import BODY, ORIGIN
from tests.transparency.conftest import folder  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture
def raw():
    """The test's own connection as the doctor uses one."""
    connection.ensure_connection()
    return connection.connection


def test_no_figure_of_a_log_that_nobody_opened() -> None:
    assert "liushui_log_" not in Client().get("/metrics").content.decode()


def test_the_figures_of_an_open_log() -> None:
    open_the_log(origin=ORIGIN, organisation_code=BODY, at=now())
    said = Client().get("/metrics").content.decode()
    assert "\nliushui_log_entries 0.0" in said
    assert "\nliushui_log_waiting 1.0" in said
    sequence_all()
    publish()
    said = Client().get("/metrics").content.decode()
    assert "\nliushui_log_entries 1.0" in said
    assert "\nliushui_log_waiting 0.0" in said
    assert "\nliushui_log_quorum_missing_seconds 0.0" in said
    assert "\nliushui_log_head_seconds 0.0" not in said


def test_the_doctor_says_how_the_log_stands(raw) -> None:
    assert public_log(raw).level is Level.NOTE
    open_the_log(origin=ORIGIN, organisation_code=BODY, at=now())
    sequence_all()
    publish()
    assert (public_log(raw).level, public_log(raw).says) == (
        Level.OK, "1 entries published, 0 records wait",
    )  # fmt: skip
    Witness.objects.create(name="university", answer="silent", at=now())
    assert "1 witnesses do not sign" in public_log(raw).says
    Head.objects.create(size=2, root=bytes(32), at=now() - timedelta(hours=1))
    assert public_log(raw).level is Level.FAULT


def test_the_demo_opens_a_log_whose_head_is_signed() -> None:
    assert open_demo_log(now()) == 1
    assert open_demo_log(now()) == 0
    city = script().bodies["city"].credit_code
    assert organisations_by_code([city]) == {}
    owe("genesis", [0])  # owed once
    assert publish() == 1
