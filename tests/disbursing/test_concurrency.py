"""Two payments reach for the last of one fund at the same moment."""

import threading

import pytest
from django.db import connection

from liushui.disbursing.models import Disbursement
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import (
    RuleAsked,
    approve_disbursement,
    decide_approval_rule,
    draft_disbursement,
    propose_approval_rule,
)
from liushui.kernel.errors import DomainError
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from tests.disbursing.builders import a_reference, a_story, an_agreement, drafted, paid, used
from tests.parties.builders import holder, person
from tests.projects.builders import AT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks):
    """Run the tasks in threads that start together; what each answered or was refused with."""
    answers: list[object] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(place, task):
        gate.wait()
        try:
            answers[place] = task()
        except DomainError as refused:
            answers[place] = refused.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, task)) for place, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_payments_from_one_fund_cannot_both_take_its_last():
    story = a_story(100_00)
    agreement = an_agreement(story)
    refs = [drafted(story.drafter, agreement, 60_00).reference for _ in range(2)]
    answers = at_once(
        *(lambda r=ref: approve_disbursement(story.decider, r, at=AT).state for ref in refs)
    )
    assert sorted(answers) == ["approved", "fund_too_low"]
    assert balance(story.project.fund_id).reserved == 60_00


def test_one_draft_sent_twice_at_once_is_one_payment():
    story = a_story(100_00)
    agreement = an_agreement(story, ceiling=70_00)
    words = {"reference": a_reference(), "amount_minor": 60_00, "purpose": "租金", "at": AT}
    answers = at_once(
        *[lambda: draft_disbursement(story.drafter, agreement.number, **words).pk] * 2
    )
    assert len(set(answers)) == 1
    assert Disbursement.objects.count() == 1


def test_two_drafts_at_once_under_two_agreements_count_each_other():
    story = a_story(100_000_00)
    two = ("money.approve", "money.pay")
    rule = propose_approval_rule(
        story.decider, story.charity.pk, RuleAsked(50_000_00, two, ""), at=AT
    )
    second = holder(person("秦岚"), story.charity, Right.MONEY_APPROVE)
    decide_approval_rule(second, rule.pk, agrees=True, at=AT)
    under = [an_agreement(story, purpose=what) for what in ("校车", "午餐")]
    steps = at_once(
        *(lambda a=one: len(drafted(story.drafter, a, 30_000_00).steps) for one in under)
    )
    assert sorted(steps) == [1, 2]


def test_two_uses_of_one_purse_cannot_both_report_its_last():
    story = a_story(100_00)
    agreement = an_agreement(story)
    paid(story, agreement, 50_00)
    purse = source_of_agreement(agreement)
    answers = at_once(*[lambda: used(story.partner_staff, purse, 30_00).amount_minor] * 2)
    assert sorted(answers, key=str) == [30_00, "more_than_arrived"]
    assert balance(agreement.fund_id).free == 20_00
