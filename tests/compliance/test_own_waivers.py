"""Waivers where nobody independent is here, and of what the site itself owes (decision 0095)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.compliance.models import Duty
from liushui.compliance.needs import needs
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.responding import end_response
from liushui.compliance.services.waiving import (
    WaiverDayWrong,
    WaiverOfOwnBody,
    WaiverOfOwnNeedsTwo,
    decide_waiver,
    propose_waiver,
    waive,
)
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services.two_people import ProposedByYou
from liushui.projects.models import Project
from tests.books.test_pages import signed_in, words
from tests.compliance.test_waivers import (
    AGAIN,
    BREACH,
    an_operator,
    an_overdue_project,
    morning,
)
from tests.parties.builders import holder, person

pytestmark = pytest.mark.django_db
AT = morning(BREACH)
WHY = "因洪水，民政部门同意延期"
SAID: dict[str, Any] = {"until": AGAIN, "why": WHY, "at": AT}


class Alone:
    """A charity on a site of its own, with an overdue project."""

    def __init__(self) -> None:
        self.body, self.project, self.duty = an_overdue_project()
        self.runs = holder(person("站长"), self.body, Right.INSTALLATION_MANAGE)

    def board(self, name: str) -> Actor:
        return holder(person(name), self.body, Right.BODY_OVERSEE)


def test_two_of_the_board_waive_what_takes_a_project_down_and_the_public_reads_so() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    with pytest.raises(WaiverOfOwnBody):
        propose_waiver(alone.runs, alone.duty.pk, **SAID)
    with pytest.raises(WaiverDayWrong):
        propose_waiver(one, alone.duty.pk, why=WHY, at=AT)
    proposal = propose_waiver(one, alone.duty.pk, **SAID)
    with pytest.raises(ProposedByYou):
        decide_waiver(one, alone.duty.pk, proposal.pk, "agree", at=AT)
    for word in ("agree", "refuse"):
        with pytest.raises(WaiverOfOwnBody):
            decide_waiver(alone.runs, alone.duty.pk, proposal.pk, word, at=AT)
    assert not needs(one, AT)
    assert [need.href for need in needs(other, AT)] == [f"/console/duties/{alone.duty.pk}/"]
    decide_waiver(other, alone.duty.pk, proposal.pk, "agree", at=AT)
    assert Project.objects.get().state == "open"
    board = words(Client().get(f"/duties/{alone.body.credit_code}/?lang=en"))
    assert "nobody independent has judged" in board
    assert WHY in board


def test_one_of_the_board_alone_waives_nothing_not_even_a_yearly_report() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    yearly = Duty.objects.get(rule="R-31")
    with pytest.raises(WaiverOfOwnNeedsTwo):
        waive(one, yearly.pk, why=WHY, at=AT)
    proposal = propose_waiver(one, yearly.pk, why=WHY, at=AT)
    decide_waiver(other, yearly.pk, proposal.pk, "agree", at=AT)
    yearly.refresh_from_db()
    assert (yearly.state, yearly.is_waived_by_own) == ("waived", True)


def test_somebody_independent_ends_the_boards_say() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    proposal = propose_waiver(one, alone.duty.pk, **SAID)
    run = an_operator(8)
    for actor in (one, other):
        with pytest.raises((NotAllowed, NotFound)):
            decide_waiver(actor, alone.duty.pk, proposal.pk, "agree", at=AT)
    with pytest.raises((NotAllowed, NotFound)):
        decide_waiver(run, alone.duty.pk, proposal.pk, "agree", at=AT)
    assert Project.objects.get().state == "suspended"


def test_who_works_there_or_has_it_only_lent_is_not_of_the_board() -> None:
    alone = Alone()
    busy = person("两职")
    holder(busy, alone.body, Right.BODY_OVERSEE)
    both = holder(busy, alone.body, Right.MONEY_APPROVE)
    with pytest.raises(NotAllowed):
        propose_waiver(both, alone.duty.pk, **SAID)


def test_what_the_site_itself_owes_is_waived_by_two_who_run_it() -> None:
    run_clock(at=AT)
    site = Duty.objects.create(
        rule="N14", rule_from="2017-08-01", subject="site", cycle="1", anchor="2026-01-31",
        due="2026-07-31", latest="2026-07-31", is_certain=True, opened_on="2026-06-01",
    )  # fmt: skip
    one, other = an_operator(8), an_operator(9)
    with pytest.raises(WaiverOfOwnNeedsTwo):
        waive(one, site.pk, why=WHY, at=AT)
    proposal = propose_waiver(one, site.pk, why=WHY, at=AT)
    with pytest.raises(ProposedByYou):
        decide_waiver(one, site.pk, proposal.pk, "agree", at=AT)
    decide_waiver(other, site.pk, proposal.pk, "agree", at=AT)
    site.refresh_from_db()
    assert (site.state, site.is_waived_by_own) == ("waived", True)


def test_who_serves_the_body_does_not_say_that_its_emergency_is_over() -> None:
    alone = Alone()
    Duty.objects.filter(pk=alone.duty.pk).update(rule="R-24")
    said: dict[str, Any] = {"on": day_of(AT), "why": "响应终止通知", "at": AT}
    with pytest.raises(WaiverOfOwnBody):
        end_response(alone.runs, alone.duty.pk, **said)
    assert end_response(an_operator(8), alone.duty.pk, **said).project == alone.project.number


def test_the_board_of_duties_says_who_decides_here() -> None:
    alone = Alone()
    address = f"/duties/{alone.body.credit_code}/?lang=en"
    assert "has not named two" in words(Client().get(address))
    alone.board("监事甲")
    one = alone.board("理事乙")
    page = words(Client().get(address))
    assert "two of its own board or supervisors" in page
    assert "Nobody independent is here" in words(
        signed_in(one).get(f"/console/duties/{alone.duty.pk}/?lang=en")
    )
    an_operator(8)
    assert "independent of this organisation" not in words(Client().get(address))


def test_the_database_keeps_a_word_of_ones_own_to_what_has_ended() -> None:
    alone = Alone()
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=alone.duty.pk).update(is_waived_by_own=True)
