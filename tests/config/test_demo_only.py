"""The story is told to a demo and to nothing else."""

from datetime import date

import pytest
from pytest_django import Settings

from liushui.config.demo.chronicle import is_told, tell
from liushui.config.demo.plan import TINY, plan_of
from liushui.parties.services.demo_roles import DemoOnly

pytestmark = pytest.mark.django_db


def test_an_installation_of_people_is_told_no_story(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(DemoOnly):
        tell(plan_of(date(2026, 11, 22), TINY), say=lambda _words: None)
    assert not is_told()
