"""A reference comes back from a form: it may have been exchanged for somebody else's."""

import pytest

from liushui.disbursing.models import Disbursement, Expenditure
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import draft_disbursement
from liushui.insight.queries.entries import entry
from liushui.ledger.errors import KeyReused
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import accept_gift, sequence_all
from tests.disbursing import builders
from tests.parties.builders import AT

BEGINS_WITH = (builders.a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


def test_a_use_cannot_borrow_the_reference_of_anothers_payment() -> None:
    """The public book would show the borrower's words beside the other's money."""
    story = builders.a_story(1_000_00)
    agreement = builders.an_agreement(story)
    payment = builders.paid(story, agreement, 600_00)
    purse = source_of_agreement(agreement)
    with pytest.raises(KeyReused):
        builders.used(story.partner_staff, purse, 1, reference=payment.reference, label="全部挪用")
    assert not Expenditure.objects.exists()


def test_a_payment_cannot_borrow_the_reference_of_anothers_use() -> None:
    story = builders.a_story(1_000_00)
    agreement = builders.an_agreement(story)
    use = builders.used(story.drafter, story.own_purse(), 100_00)
    with pytest.raises(KeyReused):
        draft_disbursement(
            story.drafter,
            agreement.number,
            reference=use.reference,
            amount_minor=1,
            purpose="借用编号",
            at=AT,
        )
    assert not Disbursement.objects.exists()


def test_neither_can_borrow_a_gifts() -> None:
    story = builders.a_story(1_000_00)
    reference = builders.a_reference()
    fund_id = story.project.fund_id
    assert fund_id is not None
    key = f"gift:{reference}"
    accept_gift(fund_id=fund_id, amount_minor=1_00, key=key, ref=reference, happened_at=AT)
    for is_booked in (False, True):
        with pytest.raises(KeyReused):
            builders.used(story.drafter, story.own_purse(), 1, reference=reference)
        assert is_booked or sequence_all()


def test_a_gift_that_comes_after_a_use_of_its_reference_keeps_its_own_words() -> None:
    """Who gives knows the reference before paying."""
    story = builders.a_story(1_000_00)
    use = builders.used(story.drafter, story.own_purse(), 100_00, label="全部挪用")
    key, fund_id = f"gift:{use.reference}", story.project.fund_id
    assert fund_id is not None
    accept_gift(fund_id=fund_id, amount_minor=1, key=key, ref=use.reference, happened_at=AT)
    sequence_all()
    gift = next(m for m in movements_by_ref(use.reference) if m.source_id is None)
    shown = entry(gift.pk)
    assert shown.title != "全部挪用"
    assert not shown.payee
    assert shown.reference != use.reference
