"""What a bank wrote about a giver is shown to the giver, and destroyed with the giver's data."""

from datetime import timedelta

import pytest

from liushui.base import vault
from liushui.giving.services import place_order
from liushui.giving.states import Channel
from liushui.kernel.money import Money
from liushui.reconciling.models import AwaitedTransfer, Difference, Line, LineWords
from liushui.reconciling.personal import ReconcilingHolder
from liushui.reconciling.queries.lines import words_of
from liushui.reconciling.services.erasing import forget_old_words
from liushui.reconciling.services.transfers import await_transfer
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.reconciling.builders import a_charity, at_bank, bank_list, read

pytestmark = pytest.mark.django_db


def test_a_givers_own_words_are_shown_and_gone_after_an_erasure() -> None:
    staff = a_charity()
    account = at_bank(staff)
    lin = parties.lin()
    donor = parties.as_donor(lin)
    order = place_order(
        donor, project=staff.project.number, amount=Money(50_00),
        channel=Channel.BANK_TRANSFER, at=giving.now(),
    )  # fmt: skip
    awaited = await_transfer(donor, order.reference, sender="林晓雨", at=giving.now())
    rows = (("50.00", "", "林晓雨", f"{awaited.code} 愿石桥边"), ("9.00", "", "陈立", "捐"))
    read(staff, account, bank_list(*rows))
    holder = ReconcilingHolder()
    [section] = holder.sections(lin.pk)
    assert "愿石桥边" in section.facts[0].text
    assert section.organisation_ids == {staff.body.pk}
    box = LineWords.objects.get(line__amount_minor=50_00)
    for _ in range(2):
        holder.erase(lin.pk, at=giving.now())
    assert holder.sections(lin.pk) == []
    assert [said[0] for said in words_of(list(Line.objects.all())).values()] == ["陈立"]
    assert AwaitedTransfer.objects.get().sender_hash is None
    assert forget_old_words(at=giving.now() + timedelta(days=729)) == 0
    assert forget_old_words(at=giving.now() + timedelta(days=732)) == 1
    assert words_of(list(Line.objects.all())) == {}
    with pytest.raises(vault.Shredded):
        vault.open_sealed(box.vault_id, "line_words", box.sealed)


def test_another_senders_words_are_not_shown_because_the_sums_are_the_same() -> None:
    staff = a_charity()
    account = at_bank(staff)
    lin = parties.lin()
    donor = parties.as_donor(lin)
    order = place_order(
        donor, project=staff.project.number, amount=Money(50_00),
        channel=Channel.BANK_TRANSFER, at=giving.now(),
    )  # fmt: skip
    await_transfer(donor, order.reference, at=giving.now())
    read(staff, account, bank_list(("50.00", "", "陈立", "给孩子")))
    one = Difference.objects.get()
    assert (one.cause, one.order) == ("looks_like", order)
    holder = ReconcilingHolder()
    assert holder.sections(lin.pk) == []
    holder.erase(lin.pk, at=giving.now())
    assert [said[0] for said in words_of(list(Line.objects.all())).values()] == ["陈立"]
