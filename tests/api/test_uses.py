"""A use of one's own money by program: reported by one, decided by another."""

import pytest
from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from tests.api.answering import answered_at
from tests.api.builders import program_of
from tests.api.test_from_draft_to_campaign import report_use
from tests.disbursing.builders import a_story
from tests.parties.builders import holder, person

pytestmark = pytest.mark.django_db


@answered_at("use", "use-confirm", "use-refuse", "use-withdraw")
def test_a_use_of_ones_own_money_is_decided_by_another_program() -> None:
    story = a_story(900_00)
    reporter = program_of(
        holder(person("高远"), story.charity, Right.USE_REPORT, Right.MONEY_APPROVE)
    )
    decider, fund = program_of(story.decider), story.project.fund_id
    named = [report_use(reporter, fund, amount) for amount in (100_00, 200_00, 300_00)]
    assert [answer.status_code for answer in named] == [200, 200, 200], named[0].content
    kept, refused, taken = [f"uses/{answer.json()['reference']}" for answer in named]
    assert balance(fund).free == 300_00, "all of it is held back"
    slip = {"bank_ref": "HD-9001", "paid_on": day_of(now()).isoformat()}
    assert reporter.post(f"{kept}/confirm", slip).json()["code"] == "use_same_person"
    assert decider.post(f"{kept}/confirm", slip).json()["state"] == "confirmed"
    assert decider.get(kept).json()["amount"] == 100_00
    said = decider.post(f"{refused}/refuse", {"why": "发票抬头不符"}).json()
    assert said["state"] == "refused"
    assert reporter.post(f"{taken}/withdraw").json()["state"] == "withdrawn"
    assert (balance(fund).free, balance(fund).taken) == (800_00, 100_00)
