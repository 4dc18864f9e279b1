"""The story, told once for each file of tests: they copy what they take of it."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from tests.disbursing.builders import Story, a_story
from tests.worlds import checked, undone


@pytest.fixture(scope="module")
def told_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """For files whose tests commit nothing."""
    del django_db_setup
    with undone(django_db_blocker):
        told = a_story()
        checked()
        yield told


@pytest.fixture
def story(told_once: Story) -> Story:
    """Nothing is given yet, and no test has touched it."""
    return deepcopy(told_once)
