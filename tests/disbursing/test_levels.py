"""Level by level: province, city, county, town, village. No fen is lost, and each gift is known."""

import pytest
from django.db import connection

from liushui.disbursing import queries
from liushui.disbursing.models import ReportLine
from liushui.disbursing.queries import Source, source_of_agreement
from liushui.disbursing.services import (
    AgreementText,
    ReturnSlip,
    accept_report,
    approve_disbursement,
    draft_disbursement,
    make_agreement,
    order_disbursement,
    pay_disbursement,
    report_use,
    submit_report,
)
from liushui.ledger.queries import balances, trace_backward, trace_forward
from liushui.parties.access import Right
from liushui.projects.queries import money_out_of, spending_of
from tests.disbursing.builders import a_reference, a_use, returned
from tests.disbursing.test_concurrency import at_once
from tests.disbursing.test_partner_reports import told
from tests.ledger.builders import give
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import AT, SETUP, TODAY, an_open_project, charity

LEVELS = (
    ("市慈善会", "federation"), ("县慈善会", "federation"), ("镇服务站", "service"),
    ("石桥村", "village"),
)  # fmt: skip


class Chain:
    """A province's project whose money goes down through four agreements to a village."""

    def __init__(self, *gifts: int) -> None:
        self.province = charity(1)
        self.project = an_open_project(self.province)
        self.gifts = give(self.project.fund, *gifts)
        self.bodies = [self.province]
        self.agreements = []
        source = Source(self.project.fund_id, self.province.pk, self.project.pk)
        for number, (name, kind) in enumerate(LEVELS, 2):
            body = organisation(number, kind=kind, name=f"云溪{name}")
            agreement = make_agreement(
                SETUP, source=source, to_org_id=body.pk, text=AgreementText(f"拨至{name}"),
                ceiling_minor=10**9, signed_on=TODAY, at=AT,
            )  # fmt: skip
            self.bodies.append(body)
            self.agreements.append(agreement)
            source = source_of_agreement(agreement)
        self.village_purse = source
        self.people = [self._staff(body) for body in self.bodies]

    def _staff(self, body):
        drafter = holder(person(), body, Right.MONEY_DRAFT, Right.USE_REPORT)
        decider = holder(person(), body, Right.MONEY_APPROVE, Right.MONEY_PAY)
        return drafter, decider

    def pass_down(self, level: int, amount: int) -> str:
        """From this level to the next, by two people of it."""
        drafter, decider = self.people[level]
        ref = a_reference()
        draft_disbursement(
            drafter, self.agreements[level].number, reference=ref, amount_minor=amount,
            purpose="逐级下拨", at=AT,
        )  # fmt: skip
        approve_disbursement(decider, ref, at=AT)
        order_disbursement(decider, ref, order_ref=f"O{ref}", at=AT)
        pay_disbursement(decider, ref, bank_ref=f"B{ref}", paid_at=AT, at=AT)
        return ref

    def held(self) -> list[int]:
        funds = [self.project.fund_id, *(one.fund_id for one in self.agreements)]
        found = balances(funds)
        return [found[fund].held for fund in funds]


@pytest.mark.django_db
def test_five_levels_keep_every_fen_and_every_gift():
    chain = Chain(33_33, 66_67, 1)
    total = 100_01
    for level, amount in enumerate((90_00, 80_00, 70_00, 60_00)):
        chain.pass_down(level, amount)
        assert sum(chain.held()) == total, "at each hop nothing is lost and nothing is made"
    assert chain.held() == [10_01, 10_00, 10_00, 10_00, 60_00]
    use = report_use(
        chain.people[4][0], source=chain.village_purse, use=a_use(60_00, label="修水窖"), at=AT
    )
    assert sum(chain.held()) == total - 60_00
    # The first gift and 26.67 of the second reached the village: first in, first out at each hop.
    givers = {part.gift: part.amount for part in trace_backward(use.reference)}
    assert givers == {chain.gifts[0]: 33_33, chain.gifts[1]: 26_67}
    for gift, amount in zip(chain.gifts, (33_33, 66_67, 1), strict=True):
        assert sum(end.amount for end in trace_forward(gift)) == amount


@pytest.mark.django_db
def test_what_comes_back_from_the_last_level_goes_home_one_level():
    chain = Chain(100_00)
    refs = [chain.pass_down(level, 50_00) for level in range(4)]
    slip = ReturnSlip(20_00, "TH", AT, "村账户已变更")
    returned(chain.people[3][1], queries.disbursement_by_ref(refs[3]), slip)
    assert chain.held() == [50_00, 0, 0, 20_00, 30_00]
    assert [level.sums.received for level in queries.report_tree(chain.project).levels] == [
        100_00, 50_00, 50_00, 50_00, 30_00,
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_public_tree_shows_every_level_with_its_report(client):
    chain = Chain(100_00)
    refs = [chain.pass_down(level, 50_00) for level in range(4)]
    report_use(chain.people[4][0], source=chain.village_purse, use=a_use(50_00), at=AT)
    for level, ref in enumerate(refs):
        submit_report(chain.people[level + 1][0], ref, told(body=f"第{level + 2}级"), at=AT)
    accept_report(chain.people[0][1], refs[0], at=AT)
    page = client.get(f"/projects/{chain.project.number}/reports/").content.decode()
    for body in chain.bodies:
        assert body.name in page
    assert "第2级" in page, "what was accepted is public"
    assert "第3级" not in page, "what waits to be judged is not"
    tree = queries.report_tree(chain.project)
    assert (tree.paid_minor, tree.accounted_minor) == (200_00, 200_00)


@pytest.mark.django_db
def test_one_question_has_one_figure_in_every_view():
    """C15: finance, programme, donors and the office read the same movements."""
    chain = Chain(100_00)
    refs = [chain.pass_down(level, 50_00 - level) for level in range(2)]
    returned(
        chain.people[1][1], queries.disbursement_by_ref(refs[1]), ReturnSlip(9, "TH", AT, "多付")
    )
    report_use(chain.people[2][0], source=source_of_agreement(chain.agreements[1]),
               use=a_use(30_00), at=AT)  # fmt: skip
    finance = balances([one.fund_id for one in chain.agreements])
    programme = {sums.purse.fund_id: sums for sums in spending_of(chain.project).purses}
    office = {one.agreement.fund_id: one for one in queries.report_tree(chain.project).levels[1:]}
    donors = {one.reference: one.amount_minor for one in money_out_of(chain.project)}
    for ref, agreement in zip(refs, chain.agreements, strict=False):
        fund = agreement.fund_id
        [payment] = office[fund].payments
        figures = {
            programme[fund].received,
            office[fund].paid_minor,
            donors[ref],
            queries.promised_minor(agreement),
            queries.disbursement_by_ref(payment.reference).net_minor,
        }
        assert len(figures) == 1, f"paid under {agreement.number}: {figures}"
        waiting = {finance[fund].free, programme[fund].waiting}
        assert len(waiting) == 1, f"waiting under {agreement.number}: {waiting}"
    used = {spending_of(chain.project).used, sum(queries.used_by_line(chain.project.pk).values())}
    assert used == {30_00}


@pytest.mark.django_db(transaction=True)
def test_thirty_two_reporters_of_two_levels_at_once_never_tell_more_than_was_paid():
    """A -> B -> C, four people of each, eight slips: 12 uses of 16 yuan fit into 200, twice."""
    chain = Chain(1_000_00)
    paid = [[chain.pass_down(0, 100_00) for _ in range(4)], []]
    paid[1] = [chain.pass_down(1, 50_00) for _ in range(4)]
    purses = [source_of_agreement(agreement) for agreement in chain.agreements[:2]]
    hands = [[chain._staff(body)[0] for _ in range(4)] for body in chain.bodies[1:3]]

    def use_and_report(place: int) -> object:
        level, turn = place % 2, place // 2
        reporter = hands[level][turn % 4]
        report_use(reporter, source=purses[level], use=a_use(16_00), at=AT)
        words = told(body=f"同一时刻 {place}")
        return submit_report(reporter, paid[level][turn % 4], words, at=AT).pk

    answers = at_once(*(lambda p=place: use_and_report(p) for place in range(32)))
    told_in_all = sum(ReportLine.objects.values_list("amount_minor", flat=True))
    held = balances([purse.fund_id for purse in purses])
    assert held[purses[0].fund_id].taken == 200_00 + 12 * 16_00, "passed down and used"
    assert held[purses[1].fund_id].taken == 12 * 16_00
    assert told_in_all <= 600_00
    tree = queries.report_tree(chain.project)
    assert [level.sums.received for level in tree.levels[:3]] == [1_000_00, 400_00, 200_00]
    assert tree.accounted_minor <= tree.paid_minor == 600_00
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from disbursing_partnerreport r
               join disbursing_disbursement d on d.id = r.disbursement_id
               where d.amount_minor < (select coalesce(sum(l.amount_minor), 0)
                 from disbursing_reportline l join disbursing_reportissue i on i.id = l.issue_id
                 where i.report_id = r.id)"""
        )
        assert cursor.fetchone() == (0,)
    assert all(isinstance(one, int) or one in {"more_than_arrived", "move_not_allowed"}
               for one in answers)  # fmt: skip
