"""Match money in the console: opened by one person, led by terms that two people agree on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.books.errors import InstructionOver, SameTwoPeople
from liushui.books.models import PoolProposal
from liushui.books.services.pools import begin_pool, decide_terms, propose_terms
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.ledger.models import MatchingPool, MatchingTerms
from liushui.ledger.services.pools import Terms
from liushui.onboarding.errors import PartSwitchedOff
from liushui.onboarding.services.parts import switch_part
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from tests.books.test_pages import signed_in, words
from tests.disbursing.builders import Story, a_story
from tests.ledger.builders import give
from tests.parties.builders import chen, holder, person
from tests.projects.builders import AT

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
POOLS = "/console/books/pools/"


def a_pool(story: Story) -> MatchingPool:
    body = story.project.organisation_id
    return begin_pool(story.drafter, body, title="市级配捐", title_en="City match", at=AT)


def terms_for(story: Story) -> Terms:
    return Terms(
        ratio=(1, 2),
        opens_at=AT - timedelta(days=30),
        closes_at=AT + timedelta(days=30),
        fund_ids=frozenset({story.project.fund_id}),
    )


def form_of(story: Story, **change: Any) -> dict[str, Any]:
    return {
        "given": "2", "added": "1", "opens_on": "2026-07-01", "closes_on": "2026-07-31",
        "funds": [str(story.project.fund_id)], "per_gift": "50", "place": "0",
        "pledged": "10000", "why": "市级配捐活动", **change,
    }  # fmt: skip


def test_a_pool_goes_from_its_form_to_its_matches_by_two_people() -> None:
    story = a_story()
    drafter, decider = signed_in(story.drafter), signed_in(story.decider)
    opened = drafter.post(
        f"{POOLS}new/", {"organisation": story.project.organisation_id, "title": "市级配捐"}
    )
    pool = MatchingPool.objects.get()
    page = f"{POOLS}{pool.pk}/"
    assert opened.url == page
    assert drafter.get(f"{page}terms/").status_code == 200
    assert drafter.post(f"{page}terms/", form_of(story)).url == page
    proposal = PoolProposal.objects.get()
    assert 'value="agree"' not in drafter.get(page).content.decode()
    assert not MatchingTerms.objects.exists()
    decide = f"{page}terms/{proposal.pk}/decide/"
    assert drafter.post(decide, {"do": "agree"}).status_code == 403
    assert 'value="agree"' in decider.get(page).content.decode()
    assert decider.post(decide, {"do": "agree"}).url == page
    terms = MatchingTerms.objects.get()
    assert (terms.ratio_num, terms.ratio_den, terms.per_gift) == (1, 2, 50_00)
    assert terms.opens_at == datetime(2026, 7, 1, tzinfo=CHINA)
    assert terms.closes_at == datetime(2026, 8, 1, tzinfo=CHINA)
    assert {terms.set_by, terms.agreed_by} == {story.drafter.name, story.decider.name}
    give(pool.fund, 100_00)
    [gift] = give(story.project.fund, 30_00)
    shown = words(decider.get(page))
    assert gift in shown
    assert "市级配捐" in words(decider.get(POOLS))


@pytest.mark.parametrize(
    "change", [{"why": ""}, {"closes_on": "2026-06-30"}, {"given": "0"}, {"funds": ["999999999"]}]
)
def test_a_form_that_makes_no_sense_is_answered_422(change: dict[str, Any]) -> None:
    story = a_story()
    pool = a_pool(story)
    sent = signed_in(story.drafter).post(f"{POOLS}{pool.pk}/terms/", form_of(story, **change))
    assert sent.status_code == 422
    assert not PoolProposal.objects.exists()


def test_terms_are_decided_once_and_never_by_who_proposed_them() -> None:
    story = a_story()
    pool = a_pool(story)
    one = propose_terms(story.decider, pool.pk, terms_for(story), why="核", at=AT)
    assert propose_terms(story.decider, pool.pk, terms_for(story), why="核", at=AT) == one
    with pytest.raises(SameTwoPeople):
        decide_terms(story.decider, one.pk, "agree", at=AT)
    with pytest.raises(NotAllowed):
        decide_terms(story.drafter, one.pk, "withdraw", at=AT)
    decide_terms(story.decider, one.pk, "withdraw", at=AT)
    assert decide_terms(story.decider, one.pk, "withdraw", at=AT).state == "withdrawn"
    again = propose_terms(story.drafter, pool.pk, terms_for(story), why="核", at=AT)
    decide_terms(story.decider, again.pk, "decline", at=AT)
    with pytest.raises(InstructionOver):
        decide_terms(story.decider, again.pk, "agree", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PoolProposal.objects.filter(pk=one.pk).update(why="other")


def test_a_stranger_knows_of_no_pool() -> None:
    story = a_story()
    pool = a_pool(story)
    stranger = Actor(f"person:{chen().pk}")
    with pytest.raises(NotFound):
        propose_terms(stranger, pool.pk, terms_for(story), why="核", at=AT)
    with pytest.raises(NotAllowed):
        begin_pool(stranger, story.project.organisation_id, title="池", at=AT)
    assert Client().get(f"{POOLS}{pool.pk}/").status_code == 302


def test_matching_that_is_switched_off_answers_with_words_and_its_books_stay() -> None:
    story = a_story()
    pool, terms = a_pool(story), terms_for(story)
    waiting = propose_terms(story.drafter, pool.pk, terms, why="市级配捐活动", at=AT)
    body = story.charity
    keeper = holder(person(), body, Right.BODY_EDIT)
    switch_part(keeper, body.credit_code, "matching", on=False, at=AT)
    drafter = signed_in(story.drafter)
    for closed in (POOLS, f"{POOLS}new/", f"{POOLS}{pool.pk}/terms/"):
        answer = drafter.get(closed)
        assert answer.status_code == 404
        assert "没有使用" in answer.content.decode()
    assert drafter.get(f"{POOLS}{pool.pk}/").status_code == 200
    with pytest.raises(PartSwitchedOff):
        begin_pool(story.drafter, body.pk, title="池", at=AT)
    with pytest.raises(PartSwitchedOff):
        propose_terms(story.drafter, pool.pk, terms, why="再配", at=AT)
    with pytest.raises(PartSwitchedOff):
        decide_terms(story.decider, waiting.pk, "agree", at=AT)
    assert decide_terms(story.decider, waiting.pk, "decline", at=AT).decided_by
