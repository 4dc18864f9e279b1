"""A project's page says who adds to its gifts, how much they added and what is left."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liushui.ledger.services import holder_of_organisation
from liushui.ledger.services.pools import Caps, Terms, open_pool, set_terms
from tests.ledger.builders import give
from tests.projects.builders import SETUP, an_open_project, charity

pytestmark = pytest.mark.django_db


def test_the_page_tells_pool_sum_rest_terms_and_promise() -> None:
    body = charity()
    project, now = an_open_project(body), timezone.now()
    pool = open_pool(
        SETUP, holder_of_organisation(body.pk), title="市级配捐", title_en="City match", at=now
    )
    terms = Terms(
        ratio=(1, 2),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        fund_ids=frozenset({project.fund_id}),
        caps=Caps(per_gift=2_00, total=90_00),
        pledged=150_00,
    )
    set_terms(SETUP, pool, terms, at=now)
    give(pool.fund, 100_00)
    give(project.fund, 3_00, 10_00, at=now)
    answer = Client().get(f"/projects/{project.number}/", {"lang": "en"})
    page = " ".join(answer.content.decode().split())
    assert "City match" in page
    assert "Adds to gifts now" in page
    assert "For every 2 yuan given, 1 yuan is added" in page
    assert "At most 2.00 yuan to one gift" in page
    assert "50.00 yuan more is promised and not paid in" in page
    for whole in (3, 96, 16):
        assert f'{whole}<span class="amount-dec">.50</span>' in page
    assert "Equal to what came in" in page


def test_a_project_that_nobody_matches_says_nothing_of_it() -> None:
    project = an_open_project(charity())
    page = Client().get(f"/projects/{project.number}/", {"lang": "en"}).content.decode()
    assert "Added to gifts" not in page
