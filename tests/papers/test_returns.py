"""What goes back takes its papers along: also early ones, and while papers are being made."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from django.db import connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.models import Document
from liushui.documents.queries import series_states, verdict_on
from liushui.documents.services import bytes_of, lock_key
from liushui.giving.services import certificate_of
from liushui.giving.services.acknowledging import CertificateReversed
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift
from liushui.papers import queries, services
from liushui.papers.models import PaperOwed
from liushui.papers.services.facts import key_of
from liushui.papers.states import GiftPaperKind
from tests.documents.test_certificates import words_of
from tests.giving import builders as b
from tests.papers.test_making import donor, gift, numbers_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def test_a_part_that_goes_back_reverses_the_papers_and_new_ones_say_the_rest(
    provider: Provider,
) -> None:
    order = gift(provider)
    services.make_owed(at=b.now(), limit=10)
    old = queries.current_papers(order)[GiftPaperKind.RECEIPT]
    refund_gift(order.reference, Money(40_00), key="part", happened_at=b.now())
    assert services.follow_returns(at=b.now()) == 1
    assert services.follow_returns(at=b.now()) == 0
    assert numbers_of(order) == [
        *((kind, 2, True, 60_00) for kind in ("thanks", "certificate", "receipt")),
        *((kind, 1, False, 100_00) for kind in ("thanks", "certificate", "receipt")),
    ]
    red = Document.objects.get(number__startswith="LS-HC-")
    words = words_of(bytes_of(red, at=b.now()))
    assert "红冲" + old.document.number in words
    assert "-100.00" in words
    new = queries.current_papers(order)[GiftPaperKind.CERTIFICATE]
    assert "60.00" in words_of(bytes_of(new.document, at=b.now()))
    verdict = verdict_on(bytes_of(old.document, at=b.now()))
    assert verdict.standing is not None
    assert verdict.standing.reversal is not None
    refund_gift(order.reference, Money(60_00), key="rest", happened_at=b.now())
    assert services.follow_returns(at=b.now()) == 0, "nothing is left to make papers of"
    assert queries.current_papers(order) == {}
    with pytest.raises(NotFound):
        services.paper_bytes(order, "receipt", at=b.now())
    assert all(not state.missing for state in series_states())


@pytest.mark.parametrize("channel", ["here", "list"])
def test_a_certificate_that_was_asked_for_first_is_reversed_with_its_gift(
    provider: Provider, channel: str
) -> None:
    whole, part = gift(provider), gift(provider, 50_00)
    if channel == "list":  # whose papers wait until somebody asks
        PaperOwed.objects.update(is_brought=True)
    for order in (whole, part):
        certificate_of(donor(), order.reference, at=b.now())
    refund_gift(whole.reference, Money(100_00), key="all", happened_at=b.now())
    refund_gift(part.reference, Money(20_00), key="some", happened_at=b.now())
    assert services.follow_returns(at=b.now()) == 2
    assert numbers_of(whole) == [("certificate", 1, False, 100_00)]
    with pytest.raises(CertificateReversed):
        certificate_of(donor(), whole.reference, at=b.now())
    assert numbers_of(part) == [
        ("thanks", 1, True, 30_00), ("certificate", 2, True, 30_00), ("receipt", 1, True, 30_00),
        ("certificate", 1, False, 50_00),
    ]  # fmt: skip
    assert not PaperOwed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_return_that_comes_while_papers_are_made_is_not_missed(provider: Provider) -> None:
    order = gift(provider)

    def make() -> None:
        try:
            services.make_for(order, at=b.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            lock_key(key_of(GiftPaperKind.CERTIFICATE, order.reference))
            making = other.submit(make)
            until_somebody_waits()
            refund_gift(order.reference, Money(40_00), key="part", happened_at=b.now())
            services.follow_returns(at=b.now())
        making.result()
    assert numbers_of(order) == [
        (kind, 1, True, 60_00) for kind in ("thanks", "certificate", "receipt")
    ]


def until_somebody_waits() -> None:
    """Until another connection waits for a key that this one holds."""
    ends = monotonic() + 20
    with connection.cursor() as cursor:
        while monotonic() < ends:
            cursor.execute(
                "select 1 from pg_locks l join pg_database d on d.oid = l.database"
                " where l.locktype = 'advisory' and not l.granted"
                " and d.datname = current_database()"
            )
            if cursor.fetchone():
                return
    raise AssertionError("nobody waits for the key")
