"""The three papers of a gift: made once, in order, signed, and made anew where they are not so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.drawing import PaperNotDrawn
from liushui.documents.models import Document
from liushui.documents.queries import series_states, verdict_on
from liushui.documents.services import bytes_of
from liushui.giving.models import GiftOrder
from liushui.giving.services import Showing, certificate_of
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift, sequence_all
from liushui.papers import queries, services
from liushui.papers.models import GiftPaper, PaperOwed
from liushui.papers.services.renewing import NothingToPaper, ReissueReasonMissing
from liushui.papers.states import GiftPaperKind
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from liushui.parties.queries import actor_for
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.documents.test_certificates import words_of
from tests.giving import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
MASKED = Showing(Display.MASKED)
# What the form of 财综〔2024〕1号 names, but for the seals.
ARTICLE_6 = [
    "票据代码", "票据号码", "交款人统一社会信用代码", "交款人", "校验码", "开票日期", "项目编码",
    "项目名称", "单位", "数量", "标准", "金额（元）", "金额合计（大写）", "（小写）", "备注",
    "其他信息", "收款单位", "复核人", "收款人", "样张",
]  # fmt: skip


def donor() -> Actor:
    return actor_for(parties.lin().pk, parties.TODAY)


def gift(provider: Provider, minor: int = 100_00, **said: Any) -> GiftOrder:
    """A settled gift of Lin's with its place in the book."""
    said = {"actor": donor(), "showing": MASKED, **said}
    order = b.order(minor=minor, **said)
    b.settled(provider, order)
    sequence_all()
    order.refresh_from_db()
    return order


def numbers_of(order: GiftOrder) -> list[tuple[str, int, bool, int]]:
    shown = queries.papers_of_order(order)
    return [(o.paper.kind, o.paper.version, o.holds, o.paper.amount_minor) for o in shown]


def test_every_settled_gift_has_its_three_papers_once_signed_and_numbered(
    provider: Provider,
) -> None:
    order = gift(provider, 1409_50)
    assert services.make_owed(at=b.now(), limit=10) == 1
    assert services.make_owed(at=b.now(), limit=10) == 0
    holding = queries.papers_of_order(order)
    assert [one.number[:6] for one in holding] == ["LS-GX-", "LS-ZS-", "LS-PJ-"]
    assert not Document.objects.filter(file=None).exists()
    thanks, certificate, receipt = (bytes_of(one.paper.document, at=b.now()) for one in holding)
    for pdf in (thanks, certificate, receipt):
        verdict = verdict_on(pdf)
        assert verdict.standing is not None
        assert verdict.standing.holds
        assert verdict.signed_at is not None
        assert b"ETSI.CAdES.detached" in pdf
        assert b"pdfaid" in pdf
    for said in ("林*", "1,409.50", "壹仟肆佰零玖元伍角", order.reference):
        assert said in words_of(thanks)
        assert said in words_of(certificate)
    said = words_of(receipt)
    assert all(word in said for word in ARTICLE_6)
    assert "不是公益事业捐赠票据" in said


def test_a_gift_without_its_place_in_the_book_waits(provider: Provider) -> None:
    order = b.order(actor=donor())
    b.settled(provider, order)
    assert services.make_owed(at=b.now(), limit=10) == 0
    assert PaperOwed.objects.filter(order=order).exists()
    unpaid = b.order(order.project)
    assert not PaperOwed.objects.filter(order=unpaid).exists()
    sequence_all()
    assert services.make_owed(at=b.now(), limit=10) == 1


def test_what_was_numbered_and_not_drawn_is_drawn_by_the_next_run(provider: Provider) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    assert Document.objects.filter(file=None).count() == 3
    assert [state.waiting for state in series_states()] == [1, 1, 1]
    assert services.make_owed(at=b.now(), limit=10) == 0
    assert Document.objects.filter(file=None).count() == 0
    assert numbers_of(order) == [
        (kind, 1, True, 100_00) for kind in ("thanks", "certificate", "receipt")
    ]


def test_one_paper_that_cannot_be_drawn_stops_no_other_and_is_shown_to_staff(
    provider: Provider,
) -> None:
    stuck = gift(provider)
    services.make_for(stuck, at=b.now())
    paper = queries.current_papers(stuck)[GiftPaperKind.THANKS]
    spoil_day(paper.document, "never")
    other = gift(provider, 20_00, wanted=stuck.project)
    assert services.make_owed(at=b.now(), limit=10) == 1
    waiting = Document.objects.filter(file=None)
    assert [one.number for one in waiting] == [paper.document.number]
    assert len(queries.current_papers(other)) == 3
    assert services.paper_bytes(stuck, "receipt", at=b.now()).startswith(b"%PDF")
    with pytest.raises(PaperNotDrawn):
        services.paper_bytes(stuck, "thanks", at=b.now())
    reader = parties.holder(parties.wang(), stuck.project.organisation, Right.GIFT_READ)
    client = signed_in_client(open_account(reader.person_id or 0))
    page = client.get("/console/papers/", headers={"Accept-Language": "en"}).content.decode()
    assert "need a hand" in page
    stranger = parties.holder(parties.chen(), b.charity(3), Right.GIFT_READ)
    assert queries.papers_in_trouble(stranger) == []
    trouble = queries.papers_in_trouble(reader)[0].document.trouble
    assert services.draw_waiting(at=b.now()) == 0
    trouble.refresh_from_db()
    assert trouble.tries == 1, "its next turn is an hour later"
    later = b.now() + timedelta(hours=1, minutes=1)
    assert services.draw_waiting(at=later) == 0
    trouble.refresh_from_db()
    assert (trouble.tries, trouble.at) == (2, later)
    spoil_day(paper.document, f"{b.now():%Y-%m-%d}")
    assert services.draw_waiting(at=later + timedelta(hours=2)) == 1
    assert queries.papers_in_trouble(reader) == []


def spoil_day(document: Document, day: str) -> None:
    """A fact that no drawing can read, as a fault of ours would leave it."""
    facts = {**document.facts, "issued_on": day}
    Document.objects.filter(pk=document.pk).update(facts=facts, redrawn_at=b.now())


def test_a_certificate_that_was_asked_for_first_is_the_gifts(provider: Provider) -> None:
    order = gift(provider)
    paper = certificate_of(donor(), order.reference, at=b.now())
    services.make_owed(at=b.now(), limit=10)
    certificate = queries.current_papers(order)[GiftPaperKind.CERTIFICATE]
    assert bytes_of(certificate.document, at=b.now()) == paper
    assert Document.objects.filter(number__startswith="LS-ZS-").count() == 1


def test_papers_are_made_anew_for_a_reason_by_who_approves_money(provider: Provider) -> None:
    order = gift(provider)
    services.make_owed(at=b.now(), limit=10)
    body = order.project.organisation
    reader = parties.holder(parties.wang(), body, Right.GIFT_READ)
    approver = parties.holder(parties.zhao(), body, Right.MONEY_APPROVE)
    stranger = parties.holder(parties.chen(), b.charity(3), Right.MONEY_APPROVE)
    with pytest.raises(NotAllowed):
        services.reissue(reader, order.reference, reason="抬头有误", at=b.now())
    with pytest.raises(NotFound):
        services.reissue(stranger, order.reference, reason="抬头有误", at=b.now())
    with pytest.raises(ReissueReasonMissing):
        services.reissue(approver, order.reference, reason="  ", at=b.now())
    made = services.reissue(approver, order.reference, reason="项目名称有误", at=b.now())
    assert {(one.kind, one.version, one.why, one.reason) for one in made} == {
        (kind, 2, "mistake", "项目名称有误") for kind in GiftPaperKind
    }
    assert AuditRecord.objects.filter(verb="papers.reissued").count() == 1
    assert AuditRecord.objects.filter(verb="paper.reversed").count() == 3
    refund_gift(order.reference, Money(100_00), key="all", happened_at=b.now())
    services.follow_returns(at=b.now())
    with pytest.raises(NothingToPaper):
        services.reissue(approver, order.reference, reason="再开", at=b.now())


def test_the_database_holds_one_paper_of_a_kind_at_a_time(provider: Provider) -> None:
    order = gift(provider)
    services.make_owed(at=b.now(), limit=10)
    paper = queries.current_papers(order)[GiftPaperKind.THANKS]
    copy = Document.objects.create(
        number="LS-GX-2099-000001", key="thanks:x", digest=b"", facts={}, issued_at=b.now()
    )
    said = {"order": order, "kind": "thanks", "document": copy, "amount_minor": 1,
            "made_at": b.now()}  # fmt: skip
    with pytest.raises(IntegrityError, match="made anew where"), transaction.atomic():
        GiftPaper.objects.create(**said, version=2, why="name")
    with pytest.raises(IntegrityError, match="gift_paper_once"), transaction.atomic():
        GiftPaper.objects.create(**said, version=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        GiftPaper.objects.filter(pk=paper.pk).update(amount_minor=1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_none_twice(provider: Provider) -> None:
    project = b.project()
    orders = [gift(provider, 10_00 + n, wanted=project) for n in range(4)]
    at = b.now() + timedelta(seconds=1)

    def work(_number: int) -> int:
        try:
            return services.make_owed(at=at, limit=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == len(orders)
    assert GiftPaper.objects.count() == 12
    assert [state.papers for state in series_states()] == [4, 4, 4]
    assert all(not state.missing and not state.waiting for state in series_states())
