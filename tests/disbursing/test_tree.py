"""The public tree: every accepted report has an address, however many were paid after it."""

import re

import pytest
from django.test import Client

from liushui.disbursing import queries
from liushui.disbursing.services import accept_report, submit_report
from tests.disbursing.builders import Story, an_agreement, paid
from tests.disbursing.test_pages import words
from tests.disbursing.test_partner_reports import told
from tests.ledger.builders import give
from tests.projects.builders import AT

pytestmark = pytest.mark.django_db


def test_the_oldest_report_of_many_has_a_public_address(story: Story, client: Client) -> None:
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    oldest, *_ = [paid(story, agreement, 1_00) for _ in range(21)]
    submit_report(story.partner_staff, oldest.reference, told(body="第7级"), at=AT)
    accept_report(story.decider, oldest.reference, at=AT)
    address = f"/projects/{story.project.number}/reports/"
    newest = words(client.get(address))
    assert "第7级" not in newest
    assert oldest.reference not in newest
    [earlier] = re.findall(r'rel="next" href="([^"#]+)', newest)
    page = words(client.get(address + earlier.replace("&amp;", "&")))
    assert "第7级" in page
    assert oldest.reference in page
    assert re.search(rf'rel="prev" href="[^"]*level={agreement.number}', page)
    [level] = [one for one in queries.report_tree(story.project).levels if one.agreement]
    assert (len(level.payments), level.reports) == (20, {"accepted": 1, "owed": 20})
    told_by_program = client.get(f"/api/v1/projects/{story.project.number}/report-tree").json()
    assert told_by_program["levels"][-1]["reports"] == {"accepted": 1, "owed": 20}
    for part, name in (("9" * 9, agreement.number), ("1", "A0")):
        assert client.get(address, {"level": name, "part": part}).status_code == 200
